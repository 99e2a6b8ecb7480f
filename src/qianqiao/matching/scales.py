"""Which curve turns a match's value into a score: the engine's, or one of two that this room adds to it."""

import dataclasses
import hashlib

from qianqiao import __version__
from qianqiao.matching.engine import Record, Weights
from qianqiao.matching.engine.records import EXPERT

# Slope and offset by logistic regression of “graded 3 or 4” on the engine's value, over all sample demands and
# records: `bench/match_scales.py` prints them. An expert's value is a mean over works, so it lies below that of an
# offer that fits as well; a text asked without any form has no field, budget or indicators that could add to its value.
EXPERT_SCALE = (3.0, -5.2)
ASKED_SCALE = (2.5, -7.8)
# The number under which a text is matched that belongs to no record.
ASKED = "asked"


def weights_for(query: Record, *, experts: bool) -> Weights:
    """Weights for a query against a stock of experts, or of offers or demands."""
    if experts or query.kind == EXPERT:
        return _scaled(EXPERT_SCALE)
    return _scaled(ASKED_SCALE) if query.id == ASKED else Weights()


def _scaled(scale: tuple[float, float]) -> Weights:
    return dataclasses.replace(Weights(), slope=scale[0], offset=scale[1])


def version() -> str:
    """Names the engine and its numbers: runs of another version are made anew."""
    told = f"{Weights()!r} {EXPERT_SCALE!r}"
    return f"{__version__}/{hashlib.sha256(told.encode()).hexdigest()[:8]}"
