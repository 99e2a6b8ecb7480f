"""Text in two languages, and names behind codes."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from qianqiao import reference
from qianqiao.web.components.lists import read
from qianqiao.web.formatting import is_chinese

register = template.Library()


def page_language() -> str:
    return get_language() or "zh-hans"


def plain(value: object, separator: str) -> str:
    """A text as it is, a list joined, nothing for nothing."""
    return separator.join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")


def choose(item: object, name: str) -> tuple[str, str]:
    """(text, language): `name` holds Chinese, `name_en` English; the other one where it is empty."""
    chinese, english = plain(read(item, name), "、"), plain(read(item, f"{name}_en"), ", ")
    if is_chinese(page_language()):
        return (chinese, "zh-Hans") if chinese else (english, "en")
    return (english, "en") if english else (chinese, "zh-Hans")


def other_language(item: object, name: str) -> str:
    """The language of the field where it is not the page's own, else nothing: fills lang=""."""
    text, lang = choose(item, name)
    return "" if not text or is_chinese(lang) == is_chinese(page_language()) else lang


@register.simple_tag
def bilingual(item: object, name: str) -> SafeString:
    """The field in the page's language; wrapped with lang="" where only the other language exists."""
    lang = other_language(item, name)
    text = choose(item, name)[0]
    return format_html('<span lang="{}">{}</span>', lang, text) if lang else format_html("{}", text)


@register.simple_tag
def bilingual_text(item: object, name: str) -> str:
    """The same as bare text, for <title> and attributes."""
    return choose(item, name)[0]


def term(code: object, table: str) -> str:
    """The name of a code in the page's language; an unknown code as it is, an empty one not at all."""
    return "" if code in {None, ""} else reference.label(table, str(code), page_language())


def region(code: str) -> str:
    """浙江 宁波, or Ningbo, Zhejiang."""
    try:
        return reference.region_path(code, page_language()) if code else ""
    except reference.UnknownCode:
        return code


register.filter("term", term)
register.filter("region", region)
