"""`{% load components %}`: every part of the kit in one library."""

from django import template
from django.http import HttpRequest

from qianqiao.web import navigation
from qianqiao.web.components import controls, feedback, labels, lists, measures

register = template.Library()
for part in (controls, feedback, labels, lists, measures):
    register.tags.update(part.register.tags)


@register.simple_tag(takes_context=True)
def main_navigation(context: template.Context) -> list[navigation.Entry]:
    """Entries of the header; error pages are rendered without a request."""
    request: HttpRequest | None = context.get("request")
    return navigation.main_entries(request.path if request else "")
