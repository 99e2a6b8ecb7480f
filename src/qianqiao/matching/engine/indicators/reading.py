"""Indicators from what people write: "≥ 0.5 mm", "不超过 3 分钟", "180～220 ℃", or a mapping of keys."""

import re
from collections.abc import Mapping

from qianqiao.matching.engine.records import Indicator

_NUMBER = r"[-+]?\d+(?:[.,]\d+)*(?:[eE][-+]?\d+)?"
_SIGNS = {
    "ge": (
        r"≥|>=|＞=|⩾|不低于|不小于|不少于|大于等于|至少|以上|"
        r"at least|not less than|no less than|minimum|min\."
    ),
    "le": (
        r"≤|<=|＜=|⩽|不高于|不大于|不超过|小于等于|至多|以内|以下|"
        r"at most|not more than|no more than|up to|within|maximum"
    ),
    "gt": r">|＞|大于|高于|超过|more than|greater than|above|over",
    "lt": r"<|＜|小于|低于|less than|below|under",
}
_SIGN = re.compile("|".join(f"(?P<{code}>{pattern})" for code, pattern in _SIGNS.items()), re.IGNORECASE)
_RANGE = re.compile(
    rf"(?P<low>{_NUMBER})\s*(?P<unit1>[^\d\s~～至到–—-]*)\s*(?:[~～–—-]|至|到|to)\s*(?P<high>{_NUMBER})(?P<unit>.*)"
)
_VALUE = re.compile(rf"(?P<value>{_NUMBER})(?P<unit>.*)")


def number_of(text: str) -> float:
    """A number as written, with or without thousands separators. Raises ValueError."""
    plain = text.strip()
    if re.fullmatch(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain):
        plain = plain.replace(",", "")
    return float(plain)


def read_indicator(text: str, name: str = "") -> Indicator | None:
    """An indicator from one phrase, e.g. "检出率≥99 %"; None where no number stands in it."""
    label, _, rest = _split_label(text)
    name = name or label
    sign = _SIGN.search(rest)
    comparison = sign.lastgroup or "eq" if sign else "eq"
    bare = _SIGN.sub(" ", rest)
    span = _RANGE.search(bare)
    if span and not sign:
        low, high = number_of(span["low"]), number_of(span["high"])
        return Indicator(name, min(low, high), "range", _unit(span["unit"] or span["unit1"]), max(low, high))
    found = _VALUE.search(bare)
    if found is None:
        return None
    return Indicator(name, number_of(found["value"]), comparison, _unit(found["unit"]))


def indicator_from_mapping(row: Mapping[str, object]) -> Indicator | None:
    """An indicator from the interchange keys name, comparison, value, value_max, unit."""
    name = str(row.get("name") or row.get("name_en") or "").strip()
    try:
        value = number_of(str(row.get("value") or ""))
        high = row.get("value_max")
        top = number_of(str(high)) if high not in (None, "") else None
    except ValueError:
        return read_indicator(str(row.get("value") or ""), name)
    return Indicator(
        name=name,
        value=value,
        comparison=str(row.get("comparison") or "eq"),
        unit=str(row.get("unit") or "").strip(),
        value_max=top,
        name_en=str(row.get("name_en") or "").strip(),
    )


def _split_label(text: str) -> tuple[str, str, str]:
    """Name, separator and the rest that holds the value."""
    for mark in ("：", ":"):
        if mark in text:
            return text.partition(mark)
    first = re.search(rf"(?:{_SIGN.pattern})|{_NUMBER}", text, re.IGNORECASE)
    if first is None:
        return text.strip(), "", ""
    return text[: first.start()].strip(" ,，为是达到"), "", text[first.start() :]


def _unit(text: str) -> str:
    """The unit at the head of what follows a number."""
    found = re.match(r"\s*([^\s,，;；。()（）]*)", text)
    return found.group(1) if found else ""
