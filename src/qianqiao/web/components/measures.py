"""Maturity scale, quality meter, indicators, the match card, two-language text."""

from django import template
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qianqiao.web.components.lists import read
from qianqiao.web.formatting import is_chinese

register = template.Library()

TRL_WORDS: dict[int, Promise] = {
    1: _("Principle observed"),
    2: _("Concept formed"),
    3: _("Concept proven"),
    4: _("Validated in the laboratory"),
    5: _("Laboratory prototype"),
    6: _("Pilot prototype"),
    7: _("Proven on site"),
    8: _("Product qualified"),
    9: _("In regular use"),
}
STRENGTHS: dict[str, Promise] = {
    "strong": _("Strong match"),
    "likely": _("Likely match"),
    "look": _("Worth a look"),
}
COMPARISONS = {"ge": "≥", "le": "≤", "eq": "=", "gt": ">", "lt": "<"}


@register.inclusion_tag("components/trl.html")
def trl_scale(level: int | None, evidence: str = "") -> dict[str, object]:
    """Nine steps, the figure and the word; `evidence` says what the level stands on."""
    word = TRL_WORDS.get(level or 0, "")
    return {"level": level, "word": word, "steps": range(1, 10), "evidence": evidence}


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


def choose(item: object, name: str) -> tuple[str, str]:
    """(text, language): `name` holds Chinese, `name_en` English; the other one where it is empty."""
    chinese, english = str(read(item, name, "") or ""), str(read(item, f"{name}_en", "") or "")
    wants_chinese = is_chinese(get_language() or "zh-hans")
    if wants_chinese:
        return (chinese, "zh-Hans") if chinese else (english, "en")
    return (english, "en") if english else (chinese, "zh-Hans")


@register.simple_tag
def bilingual(item: object, name: str) -> SafeString:
    """The field in the page's language; wrapped with lang="" where only the other language exists."""
    text, lang = choose(item, name)
    if not text or is_chinese(lang) == is_chinese(get_language() or "zh-hans"):
        return format_html("{}", text)
    return format_html('<span lang="{}">{}</span>', lang, text)


@register.simple_tag
def bilingual_text(item: object, name: str) -> str:
    """The same as bare text, for <title> and attributes."""
    return choose(item, name)[0]
