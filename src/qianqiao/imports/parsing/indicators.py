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
_UNIT = r"[^\d\s≥≤<>=~,;±]*(?:[23](?!\d)[^\d\s]*)?(?: ?/ ?[^\d\s]+[23]?)?"
_SIGNS = {
    "ge": r">=|≥|≧|⩾|不低于|不小于|不少于|大于等于|大于或等于|高于等于|至少|达到|达|at least",
    "le": r"<=|≤|≦|⩽|不高于|不大于|不超过|不多于|小于等于|小于或等于|低于等于|至多|控制在|at most|up to",
    "gt": r">|大于|高于|超过|优于|more than|above",
    "lt": r"<|小于|低于|少于|less than|below",
    "eq": r"=|为|约为|约|≈|是|等于",
}
_SIGN = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _SIGNS.items())
_VALUES = (
    rf"(?P<value>{_NUMBER})\s*(?:(?P<unit1>{_UNIT})\s*(?:-|~|–|—|至|到)+\s*(?P<upper>{_NUMBER}))?"
    rf"\s*(?P<unit>{_UNIT})"
)
_SIGNED = re.compile(rf"(?P<name>.*?)[\s:]*(?:{_SIGN})\s*(?:约\s*)?{_VALUES}", re.IGNORECASE)
_BARE = re.compile(rf"(?P<name>[^≥≤<>=]*?)[\s:]*{_VALUES}", re.IGNORECASE)
_PLUS_MINUS = re.compile(rf"(?P<name>.*?)[\s:]*±\s*(?P<value>{_NUMBER})\s*(?P<unit>{_UNIT})", re.IGNORECASE)
_NOTE = re.compile(r"(?<=.)\s*(\([^()]*\)|（[^（）]*）)$")
_AFTER = re.compile(r"(以上|以下|以内|左右)$")
_STRONG = re.compile(r"[；;\n。]")
_LIGHT = re.compile(r"(?<=\D)[，,、](?=\D)|(?<=\d)[，、](?=\D)|(?<=[%℃°a-zA-Z])[，,](?=\s*\D)")
_NUMBERING = re.compile(r"^\s*(?:[(（]?\d{1,2}[)）、]|\d{1,2}\.(?!\d)|[①-⑳]|[-•·*](?!\d))\s*")
_COMPARISONS = frozenset({"ge", "le", "eq", "gt", "lt", "range"})
_LIMITS = {"name": 120, "name_en": 160, "unit": 40}  # columns of core.records.IndicatorRow
_LARGEST = Decimal(10) ** 14
_LONGEST_PHRASE = 300
_KEPT = frozenset("²³⁻¹℃℉Ωμµ°（）")


def parse_indicators(plan: Plan, value: object) -> list[Row]:
    """Rows of name, name_en, comparison, value, value_max and unit."""
    if isinstance(value, Mapping):
        value = [value]
    if isinstance(value, list | tuple):
        rows = [
            _from_object(item) if isinstance(item, Mapping) else from_words(as_text(item)) for item in value
        ]
    else:
        rows = [from_words(part) for part in phrases(as_text(value))]
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


def phrases(text: str) -> list[str]:
    """The phrases of a cell, each about one quantity, without their numbering."""
    lines = [_NUMBERING.sub("", line) for line in _STRONG.split(text)]
    parts = [part.strip(" ，,、:：") for line in lines for part in _LIGHT.split(line)]
    return [part for part in parts if not is_blank(part)]


def from_words(text: str) -> Row:
    """One indicator out of a phrase; raises CellRefused where it is not understood."""
    if len(text) > _LONGEST_PHRASE:
        raise CellRefused("indicator_unreadable", value=shortened(text))
    plain = _narrow_signs(text)
    note = _NOTE.search(plain)
    match = _matched(plain)
    if match is None and note is not None:
        match = _matched(plain[: note.start()])
    else:
        note = None
    if match is None:
        raise CellRefused("indicator_unreadable", value=shortened(text))
    found = match.groupdict()
    name = (
        f"{found['name'].strip()}{note[1]}" if note is not None and found["name"].strip() else found["name"]
    )
    if "upper" not in found:
        return _row(
            f"{name.strip()}（±）" if name.strip() else "", "le", found["value"], None, found["unit"], text
        )
    unit = _AFTER.sub("", found["unit"] or found["unit1"] or "")
    return _row(name, _comparison(found), found["value"], found["upper"], unit, text)


def _matched(plain: str) -> re.Match[str] | None:
    return _PLUS_MINUS.fullmatch(plain) or _SIGNED.fullmatch(plain) or _BARE.fullmatch(plain)


def _comparison(found: Mapping[str, str | None]) -> str:
    if found["upper"]:
        return "range"
    after = _AFTER.search(found["unit"] or "")
    if after is not None and after[0] != "左右":
        return "ge" if after[0] == "以上" else "le"
    return next((name for name in _SIGNS if found.get(name)), "eq")


def _narrow_signs(text: str) -> str:
    """NFKC for all but the signs that it would tear apart (mm², ℃, Ω, μ)."""
    return "".join(c if c in _KEPT else unicodedata.normalize("NFKC", c) for c in text)


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
