"""Facts beside a record: label and value, empty ones left out."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from qianqiao.core.clock import SHANGHAI
from qianqiao.core.fieldspec import FieldSpec
from qianqiao.core.texts import in_chinese, language

Fact = dict[str, object]
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def fact(label: str | Promise, value: object, *, url: str = "", lang: str = "") -> list[Fact]:
    """One fact in a list, or an empty list where there is nothing to tell."""
    if value is None or value == "":
        return []
    return [{"label": label, "value": value, "url": url, "lang": lang}]


def label_of(specs: Sequence[FieldSpec], key: str) -> str:
    """The label of a described field in the reader's language; the key itself where it is unknown."""
    return next((spec.label(language()) for spec in specs if spec.key == key), key)


def day_text(value: date) -> str:
    """2026年11月22日 or 22 Nov 2026."""
    if in_chinese():
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def day(value: date | datetime | None) -> SafeString | str:
    """The same in <time>; of a moment its day in China."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(SHANGHAI).date()
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), day_text(value))
