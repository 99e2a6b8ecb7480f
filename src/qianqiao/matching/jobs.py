"""Background work of matching: vectors of changed records, runs made before anybody asks."""

from collections.abc import Sequence

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.types import JSONValue, TimeDeltaParams

from qianqiao.core.actor import SYSTEM
from qianqiao.matching import encoder as encoding
from qianqiao.matching import filling, generations, queries
from qianqiao.matching.domain.generations import activate_if_complete, drop_old_vectors, ensure_generation
from qianqiao.matching.domain.runs import DIRECTIONS, ENGINE, matches_of
from qianqiao.matching.domain.vectors import encode_by_all, forget_vectors
from qianqiao.matching.records import public_records
from qianqiao.matching.slots import PARTS

BLOCK = 200
# Runs of a larger change wait until somebody opens the page: they would keep the worker from newer work.
RUNS_AT_ONCE = 50
DEMANDS_IN_A_JOB = 5
# Of so many records all models' vectors are made at once; of more, the first model's, and the rest in slices.
ENCODED_AT_ONCE = 300
LOW, LOWEST = -10, -20
# When a model that did not answer is asked again. A planned job holds up no other: it is the lowest of its lock.
LATER: TimeDeltaParams = {"minutes": 5}
# One such job at a time: they are long, and the worker must stay free for the events that the index waits for.
LOCK = "matching"


@app.task(name="matching.take_in", queue="matching", lock=LOCK)
def take_in(numbers: list[str]) -> None:
    """Encodes what became or stayed public of these records, forgets the rest, and matches a small change."""
    ensure_generation()
    rows = queries.published("APXD", numbers)
    records, revisions = public_records(rows)
    members = generations.members_to_fill()
    small = len(numbers) < BLOCK
    complete = encode_by_all(records, revisions, members if small else members[:1])
    forget_vectors(sorted(set(numbers) - set(revisions)))
    if len(numbers) <= RUNS_AT_ONCE:
        for row in rows:
            for direction in DIRECTIONS[row.number[0]]:
                matches_of(row, direction, actor=SYSTEM)
    if not small:
        plan_filling()
    elif not complete:
        plan_filling(later=True)


def enqueue(numbers: Sequence[str]) -> None:
    """Plans the work for changed records, in blocks, in the running transaction."""
    for start in range(0, len(numbers), BLOCK):
        take_in.configure(priority=LOW).defer(numbers=list(numbers[start : start + BLOCK]))


@app.task(name="matching.match_demands", queue="matching", lock=LOCK)
def match_demands(numbers: list[str]) -> None:
    """Matches published demands, so that their pages open at once."""
    for row in queries.published("D", numbers):
        for direction in DIRECTIONS["D"]:
            matches_of(row, direction, actor=SYSTEM)


@app.task(name="matching.fill_vectors", queue="matching", lock=LOCK)
def fill_vectors(step: str = "", after: str = "") -> None:
    """Encodes for some seconds what models lack, then lets newer work in and goes on; at the end swaps generations."""
    ensure_generation()
    filled = filling.fill_slice(filling.Place(step, after))
    if filled.place is not None:
        plan_filling(filled.place)
    elif not activate_if_complete() and not filled.complete:
        plan_filling(later=True)


def plan_filling(place: filling.Place | None = None, *, later: bool = False) -> None:
    """Plans the next slice, `later` where a model did not answer; one that is planned already is enough."""
    place = place or filling.Place()
    job = fill_vectors.configure(
        priority=LOWEST, queueing_lock="matching.fill_vectors", schedule_in=LATER if later else None
    )
    try:
        with transaction.atomic():
            job.defer(step=place.step, after=place.after)
    except AlreadyEnqueued:
        return


@app.periodic(cron="*/5 * * * *")
@app.task(name="matching.tend_vectors", queue="matching", queueing_lock="matching.tend_vectors")
def tend_vectors(timestamp: int) -> None:  # noqa: ARG001  procrastinate passes the planned time
    """Every five minutes: notices other models in the settings, drops vectors that nobody uses."""
    if ensure_generation() is not None:
        plan_filling()
    drop_old_vectors()


@app.periodic(cron="7 * * * *")
@app.task(name="matching.look_for_gaps", queue="matching", queueing_lock="matching.look_for_gaps")
def look_for_gaps(timestamp: int) -> None:  # noqa: ARG001  the same
    """Once an hour: goes over the whole stock, in case a job was lost."""
    plan_filling()


def backfill() -> int:
    """Encodes published records without vectors, and plans runs for published demands that have none.

    Returns how many records were encoded and demands planned; a few queries where nothing is missing. The runs, and
    of a large stock all models but the first, are left to the worker: a page that is opened before does without.
    """
    ensure_generation()
    encoded = _encode_stock()
    known = queries.subjects_with_runs(engine=ENGINE, encoder=encoding.run_identity(generations.serving()))
    waiting: list[JSONValue] = [
        row.number
        for row in queries.published("D")
        if any((row.number, row.revision, direction) not in known for direction in DIRECTIONS["D"])
    ]
    for start in range(0, len(waiting), DEMANDS_IN_A_JOB):
        match_demands.configure(priority=LOW).defer(numbers=waiting[start : start + DEMANDS_IN_A_JOB])
    return encoded + len(waiting)


def _encode_stock() -> int:
    """Everything by the first model, by the others too where little is missing; returns of how many records."""
    members = generations.members_to_fill()
    encoded = 0
    for number, member in enumerate(members):
        behind = [
            found
            for letter in generations.LETTERS
            for found in generations.lacking(letter, member.key, PARTS).values_list("number", flat=True)
        ]
        if number and len(behind) > ENCODED_AT_ONCE:
            plan_filling()
            break
        records, revisions = public_records(queries.published(generations.LETTERS, behind))
        if encode_by_all(records, revisions, [member]):
            encoded = max(encoded, len(records))
        else:
            plan_filling(later=True)
    return encoded
