"""nDCG, reciprocal rank, recall and rank correlation, as defined in docs/figures.md."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.stats import spearmanr

GAIN = {0: 0.0, 1: 0.0, 2: 1.0, 3: 3.0, 4: 7.0}


def ndcg(
    ranked: Sequence[str], grades: Mapping[str, int], depth: int = 10, gain: Mapping[int, float] | None = None
) -> float:
    """Discounted gain of the first `depth` against the best possible; ungraded counts as 0."""
    worth = GAIN if gain is None else gain
    best = sorted((worth[grade] for grade in grades.values()), reverse=True)[:depth]
    ideal = sum(value / math.log2(place + 2) for place, value in enumerate(best))
    found = sum(
        worth[grades[name]] / math.log2(place + 2)
        for place, name in enumerate(ranked[:depth])
        if name in grades
    )
    return found / ideal if ideal else 0.0


def reciprocal_rank(ranked: Sequence[str], right: set[str], depth: int | None = None) -> float:
    """1 / place of the first right answer, 0 where none is among the first `depth`."""
    for place, name in enumerate(ranked[:depth], start=1):
        if name in right:
            return 1 / place
    return 0.0


def recall(ranked: Sequence[str], right: set[str], depth: int) -> float:
    """Share of the right answers that stand among the first `depth`."""
    return len(right.intersection(ranked[:depth])) / len(right) if right else 0.0


def spearman(found: Sequence[float], judged: Sequence[float]) -> float:
    """Rank correlation, ties at their mean rank; not a number where one side does not vary."""
    if len(set(found)) < 2 or len(set(judged)) < 2:
        return math.nan
    return float(spearmanr(found, judged).statistic)


def mean(values: Sequence[float]) -> float:
    """The mean of what is a number."""
    return float(np.nanmean(values))
