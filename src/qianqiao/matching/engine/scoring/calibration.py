"""From the fused value to a score between 0 and 1, and the score split over what made it."""

import math
from collections.abc import Sequence

from qianqiao.matching.engine.results import Part
from qianqiao.matching.engine.scoring.weights import Weights

DIGITS = 6
BASE = "base"


def calibrated(fused: float, weights: Weights) -> float:
    """Rising in `fused`: 1 / (1 + exp(-(slope * fused + offset)))."""
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, weights.slope * fused + weights.offset))))


def strength_of(score: float, weights: Weights) -> str:
    """The plain word for a score."""
    if score >= weights.strong:
        return "strong"
    if score >= weights.likely:
        return "likely"
    return "look" if score >= weights.look else "weak"


def split_score(
    contributions: Sequence[tuple[str, float]], score: float, weights: Weights
) -> tuple[Part, ...]:
    """Parts that sum to `score`: the score of an ordinary pair as base, the rest by contribution.

    For a sum passed through one rising curve, the average effect of each summand along the straight
    way from nothing to all (Aumann-Shapley) is its share of the sum times the total effect. The
    rounding rest goes to the base.
    """
    base = calibrated(0.0, weights)
    fused = math.fsum(value for _, value in contributions)
    if abs(fused) > 1e-12:
        rate = (calibrated(fused, weights) - base) / fused
    else:
        rate = weights.slope * base * (1 - base)
    parts = [Part(name, value * rate) for name, value in contributions]
    rest = score - math.fsum(part.value for part in parts)
    return (Part(BASE, rest), *parts)
