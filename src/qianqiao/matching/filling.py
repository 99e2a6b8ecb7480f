"""Fills the vectors of a large stock in slices, in the order in which they help most; may be killed anywhere."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from qianqiao.matching import generations, queries
from qianqiao.matching.domain.vectors import encode_missing
from qianqiao.matching.engine import EncoderError
from qianqiao.matching.generations import Step
from qianqiao.matching.records import public_records
from qianqiao.matching.slots import PARTS

# Records in one transaction, and how long a job goes on before it lets others in.
BLOCK = 100
SLICE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pass stands: which step, and the last number that it did. The first place is empty."""

    step: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """How a slice ended: where to go on (None: the pass is over), and whether every model answered."""

    place: Place | None
    complete: bool = True


def fill_slice(
    place: Place, *, seconds: float | None = None, now: Callable[[], float] = time.monotonic
) -> Filled:
    """Encodes from this place on for some seconds, one block at least.

    Every block is a transaction of its own, and what was done is known by what is stored: a pass that was killed,
    or begun twice, only looks at it again. A model that cannot answer is left to the next pass.
    """
    complete = True
    until = now() + (SLICE_SECONDS if seconds is None else seconds)
    for step in _from(generations.steps(), place):
        after = place.after if step.key == place.step else ""
        try:
            _fill_best(step, until, now)
            while numbers := generations.next_lacking(step, after=after, limit=BLOCK):
                _encode(step, numbers)
                after = numbers[-1]
                if now() >= until:
                    return Filled(Place(step.key, after), complete)
        except EncoderError:
            complete = False
    return Filled(None, complete)


def _from(steps: list[Step], place: Place) -> list[Step]:
    """The steps that are left; all of them where the models have changed since."""
    keys = [step.key for step in steps]
    return steps[keys.index(place.step) :] if place.step in keys else steps


def _fill_best(step: Step, until: float, now: Callable[[], float]) -> None:
    """Before all others, the records that people are shown as candidates; only where a step takes long."""
    if step.parts == PARTS:
        return
    while now() < until and (numbers := generations.best_candidates(step, BLOCK)):
        if not _encode(step, numbers):
            return


def _encode(step: Step, numbers: list[str]) -> int:
    records, revisions = public_records(queries.published(generations.LETTERS, numbers))
    return encode_missing(records, revisions, step.member, step.parts)
