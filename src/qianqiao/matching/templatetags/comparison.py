"""The line under a list of matches that says what was compared, and what could not be asked."""

from django import template

from qianqiao.matching.domain.runs import Found
from qianqiao.matching.presenting import comparison

register = template.Library()


@register.filter
def compared_line(found: Found) -> str:
    return comparison.compared_line(found)


@register.filter
def unreachable_line(found: Found) -> str:
    return comparison.unreachable_line(found)
