"""Text in two languages, and names behind codes."""

from django import template

from qianqiao import reference
from qianqiao.core.texts import chosen, foreign, language, tagged

register = template.Library()


def other_language(item: object, name: str) -> str:
    """The language of the field where it is not the page's own, else nothing: fills lang=""."""
    return foreign(chosen(item, name)[1])


register.simple_tag(tagged, name="bilingual")


@register.simple_tag
def bilingual_text(item: object, name: str) -> str:
    """The same as bare text, for <title> and attributes."""
    return chosen(item, name)[0]


def term(code: object, table: str) -> str:
    """The name of a code in the page's language; an unknown code as it is, an empty one not at all."""
    return "" if code in {None, ""} else reference.label(table, str(code), language())


def region(code: str) -> str:
    """浙江 宁波, or Ningbo, Zhejiang."""
    try:
        return reference.region_path(code, language()) if code else ""
    except reference.UnknownCode:
        return code


register.filter("term", term)
register.filter("region", region)
