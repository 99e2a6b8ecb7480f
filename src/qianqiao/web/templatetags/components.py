"""`{% load components %}`: every part of the kit in one library."""

from django import template
from django.http import HttpRequest

from qianqiao.notices import queries as waiting
from qianqiao.organisations.actors import actor_of_request
from qianqiao.web import navigation
from qianqiao.web.components import controls, feedback, labels, lists, measures, texts

register = template.Library()
for part in (controls, feedback, labels, lists, measures, texts):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)


@register.simple_tag(takes_context=True)
def main_navigation(context: template.Context) -> list[navigation.Entry]:
    """Entries of the header; error pages are rendered without a request."""
    request: HttpRequest | None = context.get("request")
    return navigation.main_entries(request.path if request else "")


@register.simple_tag
def address(page: str) -> str:
    """The address of a page that every part of the shell may link to; names are in navigation.py."""
    return navigation.ADDRESSES[page]


@register.simple_tag(takes_context=True)
def waiting_counts(context: template.Context) -> dict[str, int]:
    """What waits for the signed-in person: todos, late, unread; error pages are rendered without a request."""
    request: HttpRequest | None = context.get("request")
    return waiting.counts(actor_of_request(request)) if request is not None else {}
