"""Alerts, empty states, progress of long work, steps of a wizard."""

from collections.abc import Sequence

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()
LEVELS = ("info", "success", "warning", "error")


@register.simple_block_tag
def alert(content: str, level: str = "info", title: str = "") -> SafeString:
    shown = level if level in LEVELS else "info"
    return render_to_string("components/alert.html", {"content": content, "level": shown, "title": title})


@register.inclusion_tag("components/alert.html")
def message_alert(message: object) -> dict[str, object]:
    """A Django message as an alert."""
    tag = getattr(message, "level_tag", "info")
    return {"content": str(message), "level": tag if tag in LEVELS else "info", "title": ""}


@register.inclusion_tag("components/empty_state.html")
def empty_state(
    title: str, *, text: str = "", act: str = "", url: str = "", act_2: str = "", url_2: str = ""
) -> dict[str, object]:
    """What the list would show and what would fill it, with at most two ways on."""
    acts = [pair for pair in ((act, url), (act_2, url_2)) if all(pair)]
    return {"title": title, "text": text, "acts": acts}


@register.inclusion_tag("components/progress_block.html", takes_context=True)
def progress_block(
    context: template.Context, job: object, cancel_url: str = "", poll_url: str = ""
) -> dict[str, object]:
    """`job` carries title, done, total (None while unknown), note, counts (label, value, bad), finished.

    With `poll_url` the block is fetched again every two seconds until finished; without script, reload.
    """
    return {
        "job": job,
        "cancel_url": cancel_url,
        "poll_url": poll_url,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("components/stepper.html")
def stepper(labels: Sequence[str], current: int, links: Sequence[str] = ()) -> dict[str, object]:
    """`current` counts from 1; `links` (same order) lead back to finished steps."""
    steps = [
        {
            "number": i,
            "label": label,
            "state": "done" if i < current else "current" if i == current else "ahead",
            "url": links[i - 1] if i < current and i <= len(links) else "",
        }
        for i, label in enumerate(labels, start=1)
    ]
    return {"steps": steps}
