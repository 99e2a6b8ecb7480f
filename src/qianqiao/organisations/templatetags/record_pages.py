"""`{% load record_pages %}`: what rooms above have to say on a record's page."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from qianqiao.organisations.views.record_pages import notes

register = template.Library()


@register.simple_tag(takes_context=True)
def record_notes(context: template.Context, record: Any) -> SafeString:
    """The notes of all rooms about a record, for whoever looks; empty where there is none."""
    return notes.told(context["request"], record)
