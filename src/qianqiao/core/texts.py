"""Text in the reader's language, with the language said where it is another."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from qianqiao import reference
from qianqiao.core.records import IndicatorRow

CHINESE, ENGLISH = "zh-Hans", "en"
_SCRIPTS = {CHINESE: re.compile(r"[\u3400-\u9fff]"), ENGLISH: re.compile(r"[A-Za-z]")}
SIGNS = {"ge": "≥", "le": "≤", "eq": "", "gt": ">", "lt": "<"}


def language() -> str:
    return get_language() or "zh-hans"


def in_chinese() -> bool:
    return language().startswith("zh")


def language_tag() -> str:
    """What lang="" says of text in the page's language."""
    return CHINESE if in_chinese() else ENGLISH


def written_in(text: str, field: str) -> str:
    """The language tag of a text in a field for `field`: its own, unless the text has letters of the other one only.

    People write their one text in the field that is required, in the language that they write.
    """
    other = ENGLISH if field == CHINESE else CHINESE
    return other if _SCRIPTS[other].search(text) and not _SCRIPTS[field].search(text) else field


def readings(item: object, name: str, reader: str = "") -> list[tuple[str, str]]:
    """(text, language tag) of a bilingual field, `name` and `name_en`, the reader's language first; empty ones left out.

    `item` is a record or a mapping; lists are joined; `reader` is a language code, else the page's own.
    """
    fields = [(name, CHINESE, "、"), (f"{name}_en", ENGLISH, ", ")]
    found = []
    for key, field, separator in fields if (reader or language()).startswith("zh") else fields[::-1]:
        value = item.get(key) if isinstance(item, Mapping) else getattr(item, key, "")
        text = separator.join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")
        if text:
            found.append((text, written_in(text, field)))
    return found


def chosen(item: object, name: str, reader: str = "") -> tuple[str, str]:
    """The first of the readings: the field in the reader's language, the other one where it is empty."""
    return next(iter(readings(item, name, reader)), ("", language_tag()))


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
    if text and not in_chinese() and _SCRIPTS[CHINESE].search(text):
        return format_html('<span lang="{}">{}</span>', CHINESE, text)
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
