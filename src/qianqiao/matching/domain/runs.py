"""Computes match runs, on demand or beforehand, and keeps the newest of each subject."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from qianqiao.core import clock
from qianqiao.core.actor import Actor
from qianqiao.demands.models import Demand
from qianqiao.matching import encoder as encoding
from qianqiao.matching import generations, queries, scales
from qianqiao.matching.domain.appearances import remember_appearances
from qianqiao.matching.domain.milestones import note_matched
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
from qianqiao.matching.stocks import STOCKS

TOP = 20
KEPT_RUNS = 5
_TOLD_LAST = {"words": -1, "structure": 1, "rerank": 2}
ENGINE = scales.version()
DIRECTIONS = {"D": ("offers", "experts"), "A": ("demands",), "P": ("demands",), "X": ("demands",)}


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates, those a hard limit kept out, and what they were looked for in: stock size and time.

    `unreachable` names models that should have spoken, but whose service did not answer. `run` is the stored run, None
    where nothing was stored; `engine` and `encoder` say what made the scores.
    """

    direction: str
    matches: tuple[StoredMatch, ...]
    limited: tuple[StoredLimit, ...]
    stock_size: int
    at: datetime
    unreachable: tuple[str, ...] = ()
    run: int | None = None
    engine: str = ""
    encoder: str = ""

    @property
    def number(self) -> str:
        """The number under which people cite the run; empty for one that is not stored."""
        return f"M{self.at.astimezone(clock.SHANGHAI).year}-{self.run:06d}" if self.run else ""

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
    reading = reading_of(row, direction, actor=actor)
    key = repeat_key(row, direction, reading)
    run = queries.latest_run(key)
    if run is None:
        result = result_now(row, reading, direction)
        run = MatchRun(**key, stock_size=len(STOCKS[direction]), created_at=clock.now(), result=result)
        # made while a service was down, it is not the run of this key: the next look tries again
        if not result["unreachable"]:
            run = _keep(run, key, row)
    return found_in(run)


def reading_of(row: Row, direction: str, *, actor: Actor) -> str:
    """How much of the record's text the actor's matches may use; raises as `matches_of` does."""
    if direction not in DIRECTIONS[row.number[:1]]:
        raise LookupError(f"{row.number} has no matches with {direction}")
    reading = reading_for(row, actor=actor) if isinstance(row, Demand) else FULL
    if reading is None:
        raise Withheld(row.number)
    return reading


def repeat_key(row: Row, direction: str, reading: str) -> dict[str, object]:
    """What names a run made now: the same key gives the same result. Brings the stock up to date first."""
    stock = STOCKS[direction]
    stock.refresh()
    return {
        "number": row.number,
        "revision": row.revision,
        "reading": reading,
        "direction": direction,
        "stock": stock.state,
        "engine": ENGINE,
        "encoder": encoding.run_identity(stock.models),
    }


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


def encoder_now() -> str:
    """The text models under which a run would be kept now."""
    return encoding.run_identity(generations.serving())


def query_of(row: Row, reading: str) -> tuple[Record | None, tuple[str, ...]]:
    """The record as it is matched, and whose sealed text may be used with it.

    State and validity of the subject itself do not count: who may see a draft may look for its partners.
    """
    record = record_of(row, reading=reading)
    owners = (owner_number(row),) if reading == FULL else ()
    return (None if record is None else replace(record, state="", valid_until=None)), owners


def result_now(row: Row, reading: str, direction: str) -> dict[str, object]:
    """The result of a run made now, stored nowhere; the stock must be up to date."""
    record, owners = query_of(row, reading)
    if record is None:
        return to_json([], [])
    with encoding.noting_silence() as unreachable:
        ranking = STOCKS[direction].ranking(record, top=TOP, owners=owners, public=is_public(row, reading))
    return to_json(_stored(ranking, row.number), _limits(ranking, row.number), unreachable)


def is_public(row: Row, reading: str) -> bool:
    """Whether anybody may read the text that this reading uses."""
    if row.state != "published":
        return False
    return reading == public_reading(row) if isinstance(row, Demand) else True


def _stored(ranking: Ranking, subject: str) -> list[StoredMatch]:
    return [stored(match, number=candidate_of(match, subject)) for match in ranking.matches]


def _limits(ranking: Ranking, subject: str) -> list[StoredLimit]:
    return [stored_limit(limit, subject) for limit in ranking.limited if limit.code == "over_budget"]


def found_in(run: MatchRun) -> Found:
    """What a run found."""
    matches, limited = from_json(run.result), limits_from_json(run.result)
    return Found(
        run.direction,
        tuple(matches),
        tuple(limited),
        run.stock_size,
        run.created_at,
        unreachable_from_json(run.result),
        run.pk,
        run.engine,
        run.encoder,
    )


def _keep(run: MatchRun, key: Mapping[str, object], row: Row) -> MatchRun:
    """Stores a run (of two made at once one stays) and lets go of all but the newest few of its subject."""
    same = {"number": run.number, "direction": run.direction, "reading": run.reading}
    with transaction.atomic():
        MatchRun.objects.bulk_create([run], ignore_conflicts=True)
        if run.direction == MatchRun.Direction.OFFERS:
            remember_appearances([match["number"] for match in run.result["matches"]])
        kept = MatchRun.objects.filter(**same).order_by("-pk").values_list("pk", flat=True)[:KEPT_RUNS]
        MatchRun.objects.filter(**same).exclude(pk__in=list(kept)).delete()
        note_matched(row, run.result["matches"])
    return queries.latest_run(key) or run
