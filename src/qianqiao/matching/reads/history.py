"""Stored runs of a record as one reader may see them, and their comparison."""

import re
from collections.abc import Iterable

from qianqiao.core import clock
from qianqiao.core.records import record_models
from qianqiao.matching.comparing import CandidateState, Comparison, compare
from qianqiao.matching.models import MatchRun
from qianqiao.matching.results import from_json

_NUMBER = re.compile(r"M(\d{4})-0*(\d{1,18})", re.IGNORECASE)


def run_number(run: MatchRun) -> str:
    """The number under which people cite a run: M2026-000123."""
    return f"M{run.created_at.astimezone(clock.SHANGHAI).year}-{run.pk:06d}"


def runs_of(number: str, direction: str, reading: str) -> list[MatchRun]:
    """The kept runs, newest first."""
    same = MatchRun.objects.filter(number=number, direction=direction, reading=reading)
    return list(same.order_by("-pk"))


def run_named(text: str, runs: Iterable[MatchRun]) -> MatchRun | None:
    """Of these runs the one that is cited so."""
    match = _NUMBER.fullmatch(text.strip())
    return next(
        (run for run in runs if match and run_number(run) == f"M{match[1]}-{int(match[2]):06d}"), None
    )


def comparison(before: MatchRun, after: MatchRun) -> Comparison:
    """Two runs compared, with what is known today of the candidates of either."""
    numbers = {match.number for run in (before, after) for match in from_json(run.result)}
    return compare(before, after, candidate_states(numbers))


def candidate_states(numbers: Iterable[str]) -> dict[str, CandidateState]:
    """Today's state of records by number; one query per kind."""
    wanted = sorted(numbers)
    found = {}
    for letter in sorted({number[0] for number in wanted}):
        rows = record_models()[letter]._default_manager.filter(  # noqa: SLF001  Django's documented manager
            number__in=[number for number in wanted if number.startswith(letter)]
        )
        for number, state, published_at, updated_at in rows.values_list(
            "number", "state", "published_at", "updated_at"
        ):
            found[number] = CandidateState(state == "published", published_at, updated_at)
    return found
