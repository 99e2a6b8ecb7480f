"""Maturity scale, quality meter, indicators, the match card."""

from django import template
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qianqiao.web.components.lists import read
from qianqiao.web.components.texts import term

register = template.Library()

STRENGTHS: dict[str, Promise] = {
    "strong": _("Strong match"),
    "likely": _("Likely match"),
    "look": _("Worth a look"),
}
COMPARISONS = {"ge": "≥", "le": "≤", "eq": "=", "gt": ">", "lt": "<"}


@register.inclusion_tag("components/trl.html")
def trl_scale(level: int | None, evidence: str = "") -> dict[str, object]:
    """Nine steps, the figure and the word; `evidence` says what the level stands on."""
    return {"level": level, "word": term(level, "trl"), "steps": range(1, 10), "evidence": evidence}


@register.inclusion_tag("components/quality_meter.html")
def quality_meter(quality: object, edit_url: str = "") -> dict[str, object]:
    """`quality` carries score (0-100) and missing: items with label and points (what each would add)."""
    missing = list(read(quality, "missing", ()) or ())
    return {"score": read(quality, "score"), "missing": missing, "edit_url": edit_url}


@register.inclusion_tag("components/meter.html")
def meter(value: float, label: str, maximum: float = 100) -> dict[str, object]:
    return {"value": value, "label": label, "maximum": maximum}


@register.inclusion_tag("components/indicator.html")
def indicator(item: object) -> dict[str, object]:
    """One quantified indicator: name, comparison (ge, le, eq, gt, lt, range), value, value_max, unit."""
    comparison = str(read(item, "comparison", "eq"))
    return {"item": item, "sign": COMPARISONS.get(comparison, ""), "is_range": comparison == "range"}


@register.simple_block_tag
def match_card(content: str, match: object) -> SafeString:
    """The card of one candidate; the block's content is its acts. Shape of `match`: see the template."""
    strength = str(read(match, "strength", "look"))
    context = {"match": match, "acts": content, "strength": strength, "word": STRENGTHS.get(strength, "")}
    return render_to_string("components/match_card.html", context)
