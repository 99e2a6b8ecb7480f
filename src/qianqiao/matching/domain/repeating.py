"""Makes a stored run again, and says whether it comes out the same."""

import json
from dataclasses import dataclass

from qianqiao.core import clock
from qianqiao.core.actor import Actor
from qianqiao.matching.comparing import Cause, Comparison, causes_between
from qianqiao.matching.domain.runs import reading_of, repeat_key, result_now
from qianqiao.matching.models import MatchRun
from qianqiao.matching.reads.history import comparison
from qianqiao.matching.records import Row
from qianqiao.matching.stocks import STOCKS


@dataclass(frozen=True, slots=True)
class Repetition:
    """`is_same`: the results agree in every figure. `causes` are empty where the key is today's as well.

    A difference under the same key is a fault; under another key it is what the key says.
    """

    run: MatchRun
    is_same: bool
    causes: tuple[Cause, ...]
    comparison: Comparison | None


def repeat_run(run: MatchRun, row: Row, *, actor: Actor) -> Repetition:
    """Computes the run anew from the record and the stock of today; stores nothing.

    Raises Withheld or LookupError as `matches_of` does, and PermissionError for a run of a fuller reading.
    """
    reading = reading_of(row, run.direction, actor=actor)
    if reading != run.reading:
        raise PermissionError(f"run {run.pk} used another reading of {run.number}")
    key = repeat_key(row, run.direction, reading)
    # through JSON, as a stored result went: the same figures in the same types
    result = json.loads(json.dumps(result_now(row, reading, run.direction)))
    again = MatchRun(**key, stock_size=len(STOCKS[run.direction]), created_at=clock.now(), result=result)
    compared = None if result == run.result else comparison(run, again)
    return Repetition(run, result == run.result, causes_between(run, again), compared)
