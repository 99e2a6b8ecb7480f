"""Indicators, as objects or in words: “抗拉强度≥450MPa；厚度 0.5-2 mm” becomes rows."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from qianqiao import reference
from qianqiao.core.blanks import is_blank
from qianqiao.imports.parsing.lists import LARGEST_COUNT
from qianqiao.imports.parsing.plan import Plan
from qianqiao.imports.parsing.scalars import as_text, clean
from qianqiao.imports.problems import CellRefused, shortened

Row = dict[str, Any]
_NUMBER = r"[+-]?\d+(?:,\d{3})*(?:\.\d+)?(?:\s*[x×*]\s*10\s*\^?\s*[+-]?\d+|e[+-]?\d+)?"
_SIGNS = {
    "ge": r">=|≥|≧|⩾|不低于|不小于|不少于|大于等于|大于或等于|高于等于|至少|达到|达|at least",
    "le": r"<=|≤|≦|⩽|不高于|不大于|不超过|不多于|小于等于|小于或等于|低于等于|至多|控制在|at most|up to",
    "gt": r">|大于|高于|超过|优于|more than|above",
    "lt": r"<|小于|低于|少于|less than|below",
    "eq": r"=|为|约为|约|≈|是|等于",
}
_SIGN = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _SIGNS.items())
_TEXT = re.compile(
    rf"(?P<name>.*?)[\s:]*(?:{_SIGN})?\s*(?P<value>{_NUMBER})\s*(?P<unit1>[^\d\s\-~–—至到,;]*)"
    rf"(?:\s*(?:-|~|–|—|至|到)+\s*(?P<upper>{_NUMBER}))?\s*(?P<unit>[^\d].*?)?(?P<after>以上|以下|以内)?",
    re.IGNORECASE,
)
_PLUS_MINUS = re.compile(rf"(?P<name>.*?)[\s:]*±\s*(?P<value>{_NUMBER})\s*(?P<unit>.*)", re.IGNORECASE)
_SPLIT = re.compile(r"[；;\n。]|(?<=[^\d])[，,、](?=\D)|(?<=[\d])[，、](?=\D)|(?<=[%℃°a-zA-Z])[，,](?=\s*\D)")
_NUMBERING = re.compile(r"^\s*(?:[(（]?\d{1,2}[)）、]|\d{1,2}\.(?!\d)|[①-⑳]|[-•·*])\s*")
_COMPARISONS = frozenset({"ge", "le", "eq", "gt", "lt", "range"})
_LIMITS = {"name": 120, "name_en": 160, "unit": 40}  # columns of core.records.IndicatorRow
_LARGEST = Decimal(10) ** 14


def parse_indicators(plan: Plan, value: object) -> list[Row]:
    """Rows of name, name_en, comparison, value, value_max and unit."""
    if isinstance(value, Mapping):
        value = [value]
    if isinstance(value, list | tuple):
        rows = [
            _from_object(item) if isinstance(item, Mapping) else from_words(as_text(item)) for item in value
        ]
    else:
        text = unicodedata.normalize("NFC", as_text(value))
        parts = [_NUMBERING.sub("", part).strip(" ，,、:：") for part in _SPLIT.split(text)]
        rows = [from_words(part) for part in parts if not is_blank(part)]
    if len(rows) > LARGEST_COUNT:
        labels = {"field_zh": plan.spec.label_zh, "field_en": plan.spec.label_en}
        raise CellRefused("too_many_items", count=str(len(rows)), limit=str(LARGEST_COUNT), **labels)
    return rows


def _from_object(given: Mapping[str, Any]) -> Row:
    comparison = str(given.get("comparison") or "eq").strip()
    if comparison not in _COMPARISONS:
        found = reference.find("comparisons", comparison)
        if found is None:
            raise CellRefused("indicator_unreadable", value=shortened(given))
        comparison = found
    upper = given.get("value_max")
    return _row(
        str(given.get("name") or ""),
        comparison,
        as_text(given.get("value")),
        None if is_blank(upper) else as_text(upper),
        str(given.get("unit") or ""),
        str(given),
        name_en=str(given.get("name_en") or ""),
    )


def from_words(text: str) -> Row:
    """One indicator out of a phrase; raises CellRefused where it is not understood."""
    plain = unicodedata.normalize("NFKC", text) if not re.search(r"[²³⁻¹℃Ωμµ]", text) else _narrow_signs(text)
    if len(plain) > 300:
        raise CellRefused("indicator_unreadable", value=shortened(text))
    if match := _PLUS_MINUS.fullmatch(plain):
        named = f"{match['name'].strip()}（±）" if match["name"].strip() else ""
        return _row(named, "le", match["value"], None, match["unit"], text)
    match = _TEXT.fullmatch(plain)
    if match is None:
        raise CellRefused("indicator_unreadable", value=shortened(text))
    comparison = next((name for name in _SIGNS if match[name]), "eq")
    if match["after"]:
        comparison = "ge" if match["after"] == "以上" else "le"
    unit = (match["unit"] or match["unit1"] or "").strip()
    if match["upper"]:
        return _row(match["name"], "range", match["value"], match["upper"], unit, text)
    if match["unit1"] and match["unit"] and match["unit1"] != match["unit"]:
        unit = f"{match['unit1']}{match['unit']}"
    return _row(match["name"], comparison, match["value"], None, unit, text)


def _narrow_signs(text: str) -> str:
    """NFKC for all but the signs that it would tear apart (mm², ℃, Ω, μ)."""
    return "".join(c if c in "²³⁻¹℃Ωμµ°" else unicodedata.normalize("NFKC", c) for c in text)


def _row(  # noqa: PLR0917  the parts of one indicator, in their order
    name: str, comparison: str, value: str, upper: str | None, unit: str, said: str, *, name_en: str = ""
) -> Row:
    name, name_en, unit = (
        clean(name).strip(" :：,，、-"),
        clean(name_en),
        clean(unit).strip(" ，,、。()（）") if unit != "()" else "",
    )
    if not name:
        raise CellRefused("indicator_without_name", value=shortened(said))
    if len(name) > _LIMITS["name"] or len(name_en) > _LIMITS["name_en"] or len(unit) > _LIMITS["unit"]:
        raise CellRefused("indicator_unreadable", value=shortened(said))
    low, high = _number(value, said), _number(upper, said) if upper is not None else None
    if comparison == "range" and high is None:
        raise CellRefused("indicator_unreadable", value=shortened(said))
    if high is not None and high < low:
        raise CellRefused("indicator_bounds", value=shortened(said))
    return {
        "name": name,
        "name_en": name_en,
        "comparison": comparison,
        "value": low,
        "value_max": high,
        "unit": unit,
    }


def _number(text: str, said: str) -> Decimal:
    plain = re.sub(r"\s", "", text).replace(",", "").lower()
    plain = re.sub(r"[x×*]10\^?", "e", plain)
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise CellRefused("indicator_unreadable", value=shortened(said)) from None
    if not number.is_finite() or abs(number) >= _LARGEST or _places(number) > 6:
        raise CellRefused("number_too_large", value=shortened(said))
    return number


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
