"""Text in the reader's language, with the language said where it is another."""

import re
from collections.abc import Iterable
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from qianqiao import reference
from qianqiao.core.records import IndicatorRow

_HAN = re.compile(r"[\u3400-\u9fff]")
SIGNS = {"ge": "≥", "le": "≤", "eq": "", "gt": ">", "lt": "<"}


def language() -> str:
    return get_language() or "zh-hans"


def in_chinese() -> bool:
    return language().startswith("zh")


def chosen(item: object, name: str) -> tuple[str, str]:
    """(text, language tag): the field in the page's language, the other one where it is empty."""
    pair = (str(getattr(item, name, "") or ""), "zh-Hans"), (str(getattr(item, f"{name}_en", "") or ""), "en")
    first, second = pair if in_chinese() else pair[::-1]
    return first if first[0] else second


def foreign(lang: str) -> str:
    """The language tag where it is not the page's own, else nothing."""
    return "" if lang.startswith("zh") == in_chinese() else lang


def tagged(item: object, name: str) -> SafeString:
    """The chosen text as HTML, marked with its language where it is not the page's own."""
    text, lang = chosen(item, name)
    if text and foreign(lang):
        return format_html('<span lang="{}">{}</span>', lang, text)
    return format_html("{}", text)


def marked(text: str) -> SafeString | str:
    """Text that exists in one language only, marked as Chinese where the page is English."""
    if text and not in_chinese() and _HAN.search(text):
        return format_html('<span lang="zh-Hans">{}</span>', text)
    return text


def listed(texts: Iterable[str]) -> str:
    return ("、" if in_chinese() else ", ").join(text for text in texts if text)


def named(table: str, codes: Iterable[str]) -> str:
    """Names behind codes of a reference table, in the reader's language."""
    return listed(reference.label(table, code, language()) for code in codes)


def place(code: str) -> str:
    try:
        return reference.region_path(code, language()) if code else ""
    except reference.UnknownCode:
        return code


def plain_number(value: Decimal) -> str:
    """A stored decimal without its trailing zeros: 0.500000 is 0.5."""
    return f"{value.normalize():f}"


def indicator_value(row: IndicatorRow) -> str:
    """≥ 0.5 mm, or 10–20 ℃."""
    value = plain_number(row.value)
    if row.comparison == IndicatorRow.Comparison.RANGE and row.value_max is not None:
        value = f"{value}–{plain_number(row.value_max)}"
    return " ".join(part for part in (SIGNS.get(row.comparison, ""), value, row.unit) if part)


def indicator_rows(rows: Iterable[IndicatorRow]) -> list[list[object]]:
    """Rows of the indicator table: name, value."""
    return [[tagged(row, "name"), indicator_value(row)] for row in rows]
