"""Filters that write values in the language of the page."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from qianqiao.core.texts import in_chinese, language
from qianqiao.web import formatting

register = template.Library()


@register.filter
def money(value: Decimal | int | str | None) -> str:
    """Yuan as money; empty where there is no amount."""
    if value is None or value == "":
        return ""
    try:
        return formatting.money(Decimal(value), language())
    except InvalidOperation:
        return str(value)


@register.filter
def number(value: int | float | Decimal | str | None) -> str:
    """A number with its thousands apart; text stays as it is."""
    if value is None:
        return ""
    return value if isinstance(value, str) else formatting.number(value)


@register.filter
def day(value: date | datetime | None) -> str:
    return formatting.day(value, language()) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    return formatting.moment(value, language()) if value else ""


@register.simple_tag
def when(value: date | datetime | None) -> SafeString:
    """<time> with the machine's and the reader's writing of a day (or of a moment, for a datetime)."""
    if not value:
        return SafeString("")
    text = moment(value) if isinstance(value, datetime) else day(value)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)


@register.filter
def mark_spans(text: str, spans: Iterable[Iterable[int]] | None) -> SafeString:
    return formatting.mark_spans(str(text), spans)


@register.simple_tag
def marked(text: str, spans: Iterable[Iterable[int]] | str = "") -> SafeString:
    """The filter as a tag: a missing variable is as good as no spans."""
    return formatting.mark_spans(str(text), None if isinstance(spans, str) else spans)


@register.simple_tag
def marked_reason(text: str, spans: Iterable[Iterable[int]] | str = "") -> SafeString:
    """A sentence of the page that quotes records: Chinese words in an English one are marked as Chinese."""
    foreign = not in_chinese()
    return formatting.mark_spans(
        str(text), None if isinstance(spans, str) else spans, is_chinese_foreign=foreign
    )


@register.filter
def cjk_spacing(text: str) -> str:
    return formatting.cjk_spacing(str(text))


@register.filter
def html_lang(code: str) -> str:
    """Django's language code as a BCP 47 tag for lang="": zh-hans -> zh-Hans."""
    language_part, _, script = code.partition("-")
    return f"{language_part}-{script.title()}" if len(script) == 4 else code
