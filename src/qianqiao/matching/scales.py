"""Which weights a match is made with: those of the engine, and for experts the same on a scale of their own."""

import dataclasses
import hashlib

from qianqiao import __version__
from qianqiao.matching.engine import Record, Weights
from qianqiao.matching.engine.records import EXPERT

# An expert's value is a mean over works, so it lies below that of a single offer that fits as well. Logistic
# regression (bench/expert_scale.py) of “worked on an offer graded 3 or 4 for the demand” on the engine's logit, over
# the sample demands: logit' = EXPERT_SLOPE * logit + EXPERT_OFFSET.
EXPERT_SLOPE = 1.64
EXPERT_OFFSET = 4.33


def expert_weights() -> Weights:
    plain = Weights()
    return dataclasses.replace(
        plain, slope=plain.slope * EXPERT_SLOPE, offset=plain.offset * EXPERT_SLOPE + EXPERT_OFFSET
    )


def weights_for(query: Record, *, experts: bool) -> Weights:
    """Weights for a query against a stock of experts, or of offers or demands."""
    return expert_weights() if experts or query.kind == EXPERT else Weights()


def version() -> str:
    """Names the engine and its numbers: runs of another version are made anew."""
    told = f"{Weights()!r} {expert_weights()!r}"
    return f"{__version__}/{hashlib.sha256(told.encode()).hexdigest()[:8]}"
