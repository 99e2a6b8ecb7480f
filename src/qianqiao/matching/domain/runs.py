"""Computes match runs, on demand or beforehand, and keeps the newest of each subject."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from qianqiao.core import clock
from qianqiao.core.actor import Actor
from qianqiao.demands.models import Demand
from qianqiao.matching import encoder as encoding
from qianqiao.matching import queries, scales
from qianqiao.matching.engine import Ranking, Record
from qianqiao.matching.engine.records import DEMAND
from qianqiao.matching.models import MatchRun
from qianqiao.matching.records import FULL, Row, owner_number, public_reading, reading_for, record_of
from qianqiao.matching.reranking import candidate_of
from qianqiao.matching.results import (
    StoredLimit,
    StoredMatch,
    from_json,
    limits_from_json,
    stored,
    stored_limit,
    to_json,
    unreachable_from_json,
)
from qianqiao.matching.stocks import STOCKS, Stock

TOP = 20
KEPT_RUNS = 5
_TOLD_LAST = {"words": -1, "structure": 1, "rerank": 2}
ENGINE = scales.version()
DIRECTIONS = {"D": ("offers", "experts"), "A": ("demands",), "P": ("demands",), "X": ("demands",)}


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates, those a hard limit kept out, and what they were looked for in: stock size and time.

    `unreachable` names models that should have spoken, but whose service did not answer.
    """

    direction: str
    matches: tuple[StoredMatch, ...]
    limited: tuple[StoredLimit, ...]
    stock_size: int
    at: datetime
    unreachable: tuple[str, ...] = ()

    @property
    def compared_by(self) -> tuple[str, ...]:
        """What the scores used, each once: "words", text models, "structure", "rerank"."""
        names = dict.fromkeys(name for match in self.matches for name in match.compared_by)
        return tuple(sorted(names, key=lambda name: _TOLD_LAST.get(name, 0)))


class Withheld(Exception):  # noqa: N818  an answer, not a fault
    """The subject's text is sealed for this actor: nothing may be matched with it."""


def matches_of(row: Row, direction: str, *, actor: Actor) -> Found:
    """The matches of a record as this actor may see them: the stored run of today's stock, else a new one.

    Raises Withheld for a sealed demand of others, LookupError for a direction that the kind of record does not have.
    Idempotent by (number, revision, reading, direction, stock, engine, encoder).
    """
    if direction not in DIRECTIONS[row.number[:1]]:
        raise LookupError(f"{row.number} has no matches with {direction}")
    reading = reading_for(row, actor=actor) if isinstance(row, Demand) else FULL
    if reading is None:
        raise Withheld(row.number)
    stock = STOCKS[direction]
    stock.refresh()
    key = {
        "number": row.number,
        "revision": row.revision,
        "reading": reading,
        "direction": direction,
        "stock": stock.state,
        "engine": ENGINE,
        "encoder": encoding.run_identity(stock.models),
    }
    run = queries.latest_run(key)
    if run is None:
        result = _result(row, reading, stock)
        run = MatchRun(**key, stock_size=len(stock), created_at=clock.now(), result=result)
        # made while a service was down, it is not the run of this key: the next look tries again
        if not result["unreachable"]:
            _keep(run)
    return _found(run)


def matches_of_text(text: str, direction: str) -> Found:
    """Matches of a problem in somebody's own words; nothing of it is stored."""
    stock = STOCKS[direction]
    stock.refresh()
    with encoding.noting_silence() as unreachable:
        ranking = stock.ranking(Record(id=scales.ASKED, text=text, kind=DEMAND), top=TOP)
    return Found(
        direction,
        tuple(_stored(ranking, scales.ASKED)),
        tuple(_limits(ranking, scales.ASKED)),
        len(stock),
        clock.now(),
        tuple(sorted(unreachable)),
    )


def _result(row: Row, reading: str, stock: Stock) -> dict[str, object]:
    """State and validity of the subject itself do not count: who may see a draft may look for its partners."""
    record = record_of(row, reading=reading)
    if record is None:
        return to_json([], [])
    owners = (owner_number(row),) if reading == FULL else ()
    with encoding.noting_silence() as unreachable:
        ranking = stock.ranking(
            replace(record, state="", valid_until=None),
            top=TOP,
            owners=owners,
            public=_is_public(row, reading),
        )
    return to_json(_stored(ranking, row.number), _limits(ranking, row.number), unreachable)


def _is_public(row: Row, reading: str) -> bool:
    """Whether anybody may read the text that this reading uses."""
    if row.state != "published":
        return False
    return reading == public_reading(row) if isinstance(row, Demand) else True


def _stored(ranking: Ranking, subject: str) -> list[StoredMatch]:
    return [stored(match, number=candidate_of(match, subject)) for match in ranking.matches]


def _limits(ranking: Ranking, subject: str) -> list[StoredLimit]:
    return [stored_limit(limit, subject) for limit in ranking.limited if limit.code == "over_budget"]


def _found(run: MatchRun) -> Found:
    matches, limited = from_json(run.result), limits_from_json(run.result)
    silent = unreachable_from_json(run.result)
    return Found(run.direction, tuple(matches), tuple(limited), run.stock_size, run.created_at, silent)


def _keep(run: MatchRun) -> None:
    """Stores a run (of two made at once one stays) and lets go of all but the newest few of its subject."""
    same = {"number": run.number, "direction": run.direction, "reading": run.reading}
    with transaction.atomic():
        MatchRun.objects.bulk_create([run], ignore_conflicts=True)
        kept = MatchRun.objects.filter(**same).order_by("-pk").values_list("pk", flat=True)[:KEPT_RUNS]
        MatchRun.objects.filter(**same).exclude(pk__in=list(kept)).delete()
