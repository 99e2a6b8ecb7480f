"""nDCG and reciprocal rank, as defined in docs/matching.md."""

import math
from collections.abc import Mapping, Sequence

GAIN = {0: 0.0, 1: 0.0, 2: 1.0, 3: 3.0, 4: 7.0}


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """Discounted gain of the first `depth` against the best possible; ungraded counts as 0."""
    best = sorted((GAIN[grade] for grade in grades.values()), reverse=True)[:depth]
    ideal = sum(gain / math.log2(place + 2) for place, gain in enumerate(best))
    found = sum(GAIN[grades.get(name, 0)] / math.log2(place + 2) for place, name in enumerate(ranked[:depth]))
    return found / ideal if ideal else 0.0


def reciprocal_rank(ranked: Sequence[str], right: set[str], depth: int | None = None) -> float:
    """1 / place of the first right answer, 0 where none is among the first `depth`."""
    for place, name in enumerate(ranked[:depth], start=1):
        if name in right:
            return 1 / place
    return 0.0
