"""Background work of matching: vectors of changed records, runs made before anybody asks."""

from collections.abc import Sequence

from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from qianqiao.core.actor import SYSTEM
from qianqiao.matching import encoder as encoding
from qianqiao.matching import queries
from qianqiao.matching.domain.runs import DIRECTIONS, ENGINE, matches_of
from qianqiao.matching.domain.vectors import encode_missing, forget_vectors
from qianqiao.matching.stocks import public_records

BLOCK = 200
# Runs of a larger change wait until somebody opens the page: they would keep the worker from newer work.
RUNS_AT_ONCE = 50
DEMANDS_IN_A_JOB = 5
LOW = -10
# One such job at a time: they are long, and the worker must stay free for the events that the index waits for.
LOCK = "matching"


@app.task(name="matching.take_in", queue="matching", lock=LOCK)
def take_in(numbers: list[str]) -> None:
    """Encodes what became or stayed public of these records, forgets the rest, and matches a small change."""
    rows = queries.published("APXD", numbers)
    records, revisions = public_records(rows)
    encode_missing(records, revisions)
    forget_vectors(sorted(set(numbers) - set(revisions)))
    if len(numbers) <= RUNS_AT_ONCE:
        for row in rows:
            for direction in DIRECTIONS[row.number[0]]:
                matches_of(row, direction, actor=SYSTEM)


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


def backfill() -> int:
    """Encodes every published record without vectors, and plans runs for published demands that have none.

    Returns how many records were encoded and demands planned; a few queries where nothing is missing. The runs are
    left to the worker: a page that is opened before makes its own.
    """
    encoded = 0
    for letters in ("AP", "X", "D"):
        records, revisions = public_records(queries.published(letters))
        encoded += encode_missing(records, revisions)
    known = queries.subjects_with_runs(engine=ENGINE, encoder=encoding.identity())
    waiting: list[JSONValue] = [
        row.number
        for row in queries.published("D")
        if any((row.number, row.revision, direction) not in known for direction in DIRECTIONS["D"])
    ]
    for start in range(0, len(waiting), DEMANDS_IN_A_JOB):
        match_demands.configure(priority=LOW).defer(numbers=waiting[start : start + DEMANDS_IN_A_JOB])
    return encoded + len(waiting)
