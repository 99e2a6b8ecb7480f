"""Verdicts and reasons in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from qianqiao import reference
from qianqiao.core.texts import language
from qianqiao.matching.labels import OTHER_REASON, REASONS
from qianqiao.matching.models import MatchJudgement

REFUSALS: dict[str, str | Promise] = {
    "not_allowed": gettext_lazy("Sign in to say what fits."),
    "verdict_unknown": gettext_lazy("Choose “useful” or a reason why it does not suit."),
    "reason_unknown": gettext_lazy("Choose one of the reasons listed."),
    "text_missing": gettext_lazy("Say the other reason in a few words."),
    "ruled_out": gettext_lazy(
        "This pair is ruled out by a hard limit or has no text: there is nothing to judge."
    ),
}
WHO: dict[str, str | Promise] = {
    "demand_side": pgettext_lazy("judged by", "demand side"),
    "offer_side": pgettext_lazy("judged by", "offer side"),
    "operator": pgettext_lazy("judged by", "operator"),
    "reader": pgettext_lazy("judged by", "reader"),
}


def reasons() -> list[dict[str, str]]:
    """The coded reasons in their order, without the one that wants words."""
    return [
        {"code": term.code, "label": reference.label(REASONS, term.code, language())}
        for term in reference.terms(REASONS)
        if term.code != OTHER_REASON
    ]


def reason_told(judgement: MatchJudgement) -> str:
    """The reason in words: its name, or what the person wrote."""
    if judgement.text:
        return judgement.text
    return reference.label(REASONS, judgement.reason, language()) if judgement.reason else ""
