"""Match cards as web's kit shows them, and the plain rows of what is weaker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from qianqiao.core.actor import Actor
from qianqiao.matching.domain.runs import Found
from qianqiao.matching.engine.files.report import part_word
from qianqiao.matching.presenting.candidates import Candidate, candidates
from qianqiao.matching.presenting.sentences import missing_line, reason_lines, told, tongue
from qianqiao.matching.reads.judgements import judgements_on
from qianqiao.matching.results import StoredMatch

FIRST = frozenset({"strong", "likely"})
_LEAST_PART = 0.5


@dataclass(frozen=True, slots=True)
class Shown:
    """What a match page shows: cards with reasons, rows of the rest, and what a hard limit kept out.

    Where no card is earned, `closest` holds the nearest rows with the sentence that speaks most for them. `hidden`
    are those that the reader has marked as not suitable.
    """

    cards: list[dict[str, Any]]
    hidden: list[dict[str, Any]]
    closest: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    limited: list[dict[str, Any]]

    @property
    def first(self) -> int:
        """How many cards deserve to be looked at first."""
        return sum(card["strength"] in FIRST for card in self.cards)


def shown(found: Found, *, actor: Actor, subject: str = "") -> Shown:
    """Everything of a run that this reader may see, in its order; `subject` is the number of the record matched."""
    numbers = [match.number for match in found.matches] + [item.number for item in found.limited]
    known = candidates(numbers, actor=actor)
    judged = judgements_on(subject, actor=actor) if subject else {}
    unsuitable = {number for number, one in judged.items() if one.verdict == one.Verdict.UNSUITABLE}
    every = [(match, known[match.number]) for match in found.matches if match.number in known]
    listed = [pair for pair in every if pair[0].number not in unsuitable]
    carded = [pair for pair in listed if _explained(pair[0])]
    closest = (
        [] if any(_explained(pair[0]) for pair in every) else [pair for pair in listed if pair[0].reasons]
    )
    rest = [pair for pair in listed if pair not in carded and pair not in closest]
    return Shown(
        cards=[
            {**card(match, candidate, subject), "judgement": judged.get(match.number)}
            for match, candidate in carded
        ],
        hidden=[
            {**card(match, candidate, subject), "judgement": judged[match.number]}
            for match, candidate in every
            if match.number in unsuitable
        ],
        closest=[_row(match, candidate, why=True) for match, candidate in closest],
        rows=[_row(match, candidate) for match, candidate in rest],
        limited=[
            {"url": known[item.number].url, "title": known[item.number].title, "why": told(item.limit)}
            for item in found.limited
            if item.number in known
        ],
    )


def last_shown(found: Found, *, actor: Actor, subject: str) -> StoredMatch | None:
    """The last candidate that stands on the page with its reasons: the last card, else the last of the closest."""
    told = shown(found, actor=actor, subject=subject)
    last: StoredMatch | None = next((row["match"] for row in reversed(told.cards or told.closest)), None)
    return last


def _explained(match: StoredMatch) -> bool:
    return match.strength != "weak" and bool(match.reasons or match.missing)


def card(match: StoredMatch, candidate: Candidate, subject: str) -> dict[str, Any]:
    """One candidate as the card of the kit wants it."""
    return {
        "number": match.number,
        "url": candidate.url,
        "title": candidate.title,
        "title_lang": candidate.lang,
        "owner": candidate.parts,
        "strength": match.strength,
        "score": match.points,
        "reasons": reason_lines(match),
        "missing": missing_line(match, subject),
        "trl": candidate.trl,
        "price": candidate.price,
        "chips": candidate.modes,
        "answer": candidate.terms,
        "works": [candidate.works[n] for n in match.documents if 0 <= n < len(candidate.works)],
        "details": details(match.parts),
        "match": match,
        "candidate": candidate,
        "interest_url": interest_url(subject, match.number),
    }


def interest_url(subject: str, number: str) -> str:
    """Where interest in the pair is expressed; nowhere for a text that is no record."""
    if not subject:
        return f"/cases/new?offer={number}" if number[:1] in "APX" else ""
    demand, offer = (subject, number) if subject.startswith("D") else (number, subject)
    return f"/cases/new?demand={demand}&offer={offer}"


def _row(match: StoredMatch, candidate: Candidate, *, why: bool = False) -> dict[str, Any]:
    reasons = reason_lines(match) if why else []
    return {
        "url": candidate.url,
        "title": candidate.title,
        "title_lang": candidate.lang,
        "meta": candidate.parts,
        "side": f"{match.points} / 100",
        "side_meta": candidate.price or candidate.terms,
        "text": reasons[0]["text"] if reasons else "",
        "text_spans": reasons[0]["spans"] if reasons else None,
        "match": match,
        "candidate": candidate,
    }


def details(parts: Sequence[tuple[str, float]]) -> str:
    """The parts of a score in points, those that matter by name and the rest together: they sum to the score."""
    points = [(part_word(name, tongue()), 100 * value) for name, value in parts]
    named = [(label, value) for label, value in points if abs(value) >= _LEAST_PART]
    rest = sum(value for _, value in points) - sum(value for _, value in named)
    return render_to_string(
        "matching/parts/score.html", {"parts": named, "rest": rest, "total": sum(v for _, v in points)}
    )


def export_rows(found: Found, *, actor: Actor) -> list[tuple[StoredMatch, Candidate]]:
    """Matches with their candidates, for the workbook."""
    known: Mapping[str, Candidate] = candidates([match.number for match in found.matches], actor=actor)
    return [(match, known[match.number]) for match in found.matches if match.number in known]
