"""Findings as sentences with the words marked that carried them, and a short label for each."""

import re
from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from qianqiao.core.texts import in_chinese
from qianqiao.matching.engine import Finding, HardLimit
from qianqiao.matching.engine.explain import sentences
from qianqiao.matching.results import StoredMatch

LABELS: dict[str, str | Promise] = {
    "shared_terms": pgettext_lazy("reason", "Shared words"),
    "passage": pgettext_lazy("reason", "What it does"),
    "passage_demand": pgettext_lazy("reason", "What is asked"),
    "text_meaning": pgettext_lazy("reason", "Content"),
    "title_meaning": pgettext_lazy("reason", "Title"),
    "field_fits": pgettext_lazy("reason", "Field"),
    "indicators_fits": pgettext_lazy("reason", "Indicators"),
    "region_fits": pgettext_lazy("reason", "Place"),
    "maturity_fits": pgettext_lazy("reason", "Maturity"),
    "price_fits": pgettext_lazy("reason", "Price"),
    "mode_fits": pgettext_lazy("reason", "Way of working"),
}
STRENGTHS: dict[str, str | Promise] = {
    "strong": gettext_lazy("Strong match"),
    "likely": gettext_lazy("Likely match"),
    "look": gettext_lazy("Worth a look"),
    "weak": gettext_lazy("Weak"),
}
# Of a structured reason, the values that decided it.
_DECIDING = ("offered", "price", "fields", "modes")
_MARKS_IN_WORDS = {"shared_terms", "passage", "passage_demand", "text_meaning", "title_meaning"}
_MOST_MISSING = 4
_PLACE = "region_differs"
_OF_PEOPLE = {"mode_not_offered"}


def tongue() -> str:
    """The language of the page as the engine names it."""
    return "zh" if in_chinese() else "en"


def told(finding: Finding | HardLimit) -> str:
    """The sentence, or nothing for a code that this version no longer knows."""
    try:
        return sentences.sentence(finding, tongue())
    except (KeyError, IndexError):
        return ""


def reason_lines(match: StoredMatch) -> list[dict[str, Any]]:
    """At most three reasons: label, text, spans of the words that carried it."""
    lines: list[dict[str, Any]] = []
    for finding in match.reasons[:3]:
        text, label = told(finding), LABELS.get(finding.code, finding.code)
        if text and finding.code == "passage" and match.number.startswith("X"):
            text, label = _work_says(finding, text), pgettext("reason", "Works")
        if text:
            lines.append({"label": label, "text": text, "spans": spans(text, _carriers(finding, match))})
    return lines


def _work_says(finding: Finding, otherwise: str) -> str:
    """The passage of an expert's work: an expert is not an offer."""
    first, second = ("passage_zh", "passage_en") if in_chinese() else ("passage_en", "passage_zh")
    passage = finding.params.get(first) or finding.params.get(second)
    return _("One of the works says: “%(passage)s”.") % {"passage": passage} if passage else otherwise


def _carriers(finding: Finding, match: StoredMatch) -> list[str]:
    if finding.code in _MARKS_IN_WORDS:
        return [*finding.terms, *(term for term, language, _weight in match.words if language == tongue())]
    return [finding.params[key] for key in _DECIDING if finding.params.get(key)]


def spans(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Places of the words in the text, merged where they touch; Latin words are marked whole."""
    found = sorted(
        match.span()
        for word in {word for word in words if word.strip()}
        for match in re.finditer(_pattern(word), text, re.IGNORECASE)
    )
    merged: list[tuple[int, int]] = []
    for start, stop in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged


def _pattern(word: str) -> str:
    escaped = re.escape(word)
    return rf"\b{escaped}\b" if word.isascii() and word[0].isalnum() and word[-1].isalnum() else escaped


def missing_line(match: StoredMatch, subject: str = "") -> str:
    """What is missing, in one line; the gravest first, a long list cut with its count.

    Another province is not something that is missing: the card names the place. People have no indicators, price or
    maturity: of them only the way of working is told. `subject` is the number of the record that is matched.
    """
    of_people = "X" in {match.number[:1], subject[:1]}
    findings = [
        item for item in match.missing if (item.code in _OF_PEOPLE if of_people else item.code != _PLACE)
    ]
    texts = [text for text in (told(item) for item in findings) if text]
    line = ("；" if in_chinese() else "; ").join(texts[:_MOST_MISSING])
    rest = len(texts) - _MOST_MISSING
    if rest > 0:
        return f"{line}…（+{rest}）" if in_chinese() else f"{line}… (+{rest})"
    return line
