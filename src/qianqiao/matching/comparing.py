"""What changed between two runs of one record: new, gone, moved, and why. Plain data, no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from qianqiao.matching.models import MatchRun
from qianqiao.matching.results import StoredLimit, StoredMatch, from_json, limits_from_json

NEW, GONE, UP, DOWN, RESCORED = "new", "gone", "up", "down", "rescored"
# A score is shown in hundredths: a smaller difference is no news.
TOLD = 0.005


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that differs between the keys of two runs: revision, stock, engine or encoder."""

    code: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CandidateState:
    """What is known of a candidate today."""

    published: bool
    published_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One candidate in two runs; `why` is a code, `limit` the hard limit where that is the reason."""

    number: str
    kind: str
    before: StoredMatch | None
    after: StoredMatch | None
    why: str
    limit: StoredLimit | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    before: MatchRun
    after: MatchRun
    causes: tuple[Cause, ...]
    changes: tuple[Change, ...]
    unchanged: int


def causes_between(before: MatchRun, after: MatchRun) -> tuple[Cause, ...]:
    """In which part of the repeat key two runs differ."""
    pairs = (
        ("revision", str(before.revision), str(after.revision)),
        ("engine", before.engine, after.engine),
        ("encoder", before.encoder, after.encoder),
    )
    found = [Cause(code, old, new) for code, old, new in pairs if old != new]
    if before.stock != after.stock:
        found.append(Cause("stock", str(before.stock_size), str(after.stock_size)))
    return tuple(found)


def compare(before: MatchRun, after: MatchRun, states: Mapping[str, CandidateState]) -> Comparison:
    """Compares two runs of one subject and direction; `states` holds today's state of their candidates."""
    old = {match.number: match for match in from_json(before.result)}
    new = {match.number: match for match in from_json(after.result)}
    limits = {item.number: item for item in limits_from_json(after.result)}
    causes = causes_between(before, after)
    codes = {cause.code for cause in causes}
    changes = []
    for number in [*new, *(number for number in old if number not in new)]:
        pair = old.get(number), new.get(number)
        kind = _kind(*pair)
        if kind:
            own = _of_candidate(kind, number in limits, states.get(number), before.created_at)
            why = own or _of_others(pair, codes)
            changes.append(Change(number, kind, *pair, why, limits.get(number) if kind == GONE else None))
    return Comparison(before, after, causes, tuple(changes), len(old | new) - len(changes))


def _kind(before: StoredMatch | None, after: StoredMatch | None) -> str:
    if after is None:
        return GONE
    if before is None:
        return NEW
    if after.rank != before.rank:
        return UP if after.rank < before.rank else DOWN
    return RESCORED if abs(after.score - before.score) >= TOLD else ""


def _of_others(pair: tuple[StoredMatch | None, StoredMatch | None], causes: set[str]) -> str:
    """A reason that does not lie in the candidate: the subject, the model, the rest of the stock."""
    old, new = pair
    if old is not None and new is not None and abs(old.score - new.score) < TOLD:
        return "others"
    if "revision" in causes:
        return "subject_revised"
    if causes & {"engine", "encoder"}:
        return "model"
    return "stock_words" if old is not None and new is not None else "others"


def _of_candidate(kind: str, is_limited: bool, state: CandidateState | None, since: datetime) -> str:
    """A reason that lies in the candidate itself, or nothing."""
    if kind == GONE and is_limited:
        return "ruled_out"
    if state is None or not state.published:
        return "unpublished"
    if kind == NEW and state.published_at is not None and state.published_at > since:
        return "published"
    return "candidate_changed" if state.updated_at > since else ""
