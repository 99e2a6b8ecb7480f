"""Chips and status badges: a state is always a word and a shape."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()

# state -> (word, tone, shape)
RECORD_STATES: dict[str, tuple[str | Promise, str, str]] = {
    "draft": (_("Draft"), "off", "ring"),
    "in_review": (_("In review"), "wait", "half"),
    "published": (_("Published"), "good", "check"),
    "suspended": (_("Suspended"), "wait", "pause"),
    "expired": (_("Expired"), "off", "dash"),
    "withdrawn": (_("Withdrawn"), "bad", "cross"),
}
SHAPES = {"good": "check", "wait": "half", "bad": "cross", "active": "dot", "off": "ring"}


@register.inclusion_tag("components/status.html")
def status_badge(label: str, tone: str = "off", shape: str = "") -> dict[str, object]:
    """`tone`: good, wait, bad, active or off. `shape` defaults to the tone's own."""
    return {"label": label, "tone": tone, "shape": shape or SHAPES[tone]}


@register.inclusion_tag("components/status.html")
def record_status(state: str) -> dict[str, object]:
    label, tone, shape = RECORD_STATES.get(state, (state, "off", "ring"))
    return {"label": label, "tone": tone, "shape": shape}


@register.inclusion_tag("components/chip.html")
def chip(label: str, href: str = "", tone: str = "", lang: str = "") -> dict[str, object]:
    return {"label": label, "href": href, "tone": tone, "lang": lang}


@register.inclusion_tag("components/chip_remove.html")
def chip_remove(label: str, href: str) -> dict[str, object]:
    """An active filter; the link takes it away."""
    return {"label": label, "href": href}
