"""Judgements in templates."""

from django import template

from qianqiao.matching.models import MatchJudgement
from qianqiao.matching.presenting import judgements

register = template.Library()


@register.filter
def reason_told(judgement: MatchJudgement) -> str:
    """The reason of a judgement in the reader's language."""
    return judgements.reason_told(judgement)
