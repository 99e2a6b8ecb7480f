"""How good a ranking and its scores are on demands that it did not learn from."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from qianqiao.matching.engine.learning.card import Figures
from qianqiao.matching.engine.learning.curve import GOOD, LEVELS

Matrix = NDArray[np.float64]
GAIN = {0: 0.0, 1: 0.0, 2: 1.0, 3: 3.0, 4: 7.0}
DEPTH = 10
SHOWN = 20
_BINS = 10
_DRAWS = 2_000
# Differences of nDCG@10 below this are noise: then calibration decides.
PRACTICALLY_EQUAL = 0.002
_CLEARLY = 0.05


@dataclass(frozen=True, slots=True)
class Judged:
    """One demand as a ranking answered it: offers best first with their scores, and what people graded.

    `scores` holds every graded offer and every offer of the first places.
    """

    demand: str
    ranked: tuple[str, ...]
    scores: Mapping[str, float]
    levels: Mapping[str, float]
    grades: Mapping[str, int]


def figures_of(answers: Sequence[Judged]) -> Figures:
    """All figures of one ranking."""
    scores, grades = _graded(answers)
    levels = np.array([a.levels[offer] for a in answers for offer in sorted(a.grades)])
    shown, shown_grades = _shown(answers)
    firsts = [value for a in answers if (value := first_best(a)) is not None]
    return Figures(
        demands=len(answers),
        ndcg=_mean([ndcg(a) for a in answers]),
        mrr=_mean(firsts),
        spearman=spearman(scores, grades),
        level_error=_mean(np.abs(levels - grades)),
        brier_graded=brier(scores, grades >= GOOD),
        ece_graded=ece(scores, grades >= GOOD),
        brier_shown=brier(shown, shown_grades >= GOOD),
        ece_shown=ece(shown, shown_grades >= GOOD),
    )


def ndcg(answer: Judged, depth: int = DEPTH) -> float:
    """Discounted gain of the first places against the best possible; ungraded counts as 0."""
    best = sorted((GAIN[grade] for grade in answer.grades.values()), reverse=True)[:depth]
    ideal = sum(gain / math.log2(place + 2) for place, gain in enumerate(best))
    gains = (GAIN[answer.grades.get(offer, 0)] for offer in answer.ranked[:depth])
    found = sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))
    return found / ideal if ideal else 0.0


def first_best(answer: Judged) -> float | None:
    """1 / place of the first offer graded 4; None where nothing is graded 4."""
    right = {offer for offer, grade in answer.grades.items() if grade == LEVELS[-1]}
    if not right:
        return None
    return next((1 / place for place, o in enumerate(answer.ranked, start=1) if o in right), 0.0)


def brier(scores: Matrix, happened: NDArray[np.bool_]) -> float:
    """Mean square of score less outcome."""
    return _mean((scores - happened) ** 2)


def ece(scores: Matrix, happened: NDArray[np.bool_]) -> float:
    """Mean distance between score and share of outcomes in ten bins of equal width, by their numbers."""
    places = np.minimum((scores * _BINS).astype(np.int64), _BINS - 1)
    total = 0.0
    for place in range(_BINS):
        own = places == place
        if own.any():
            total += abs(float(scores[own].sum()) - float(happened[own].sum()))
    return total / len(scores) if len(scores) else 0.0


def spearman(left: Matrix, right: Matrix) -> float:
    """Rank correlation; 0 where one side does not vary."""
    if len(left) < 2 or np.ptp(left) == 0 or np.ptp(right) == 0:
        return 0.0
    return float(np.corrcoef(rankdata(left), rankdata(right))[0, 1])


def interval(differences: Sequence[float], seed: int) -> tuple[float, float]:
    """95 % interval of the mean of paired differences, by resampling demands."""
    values = np.array(differences)
    draws = np.random.default_rng(seed).integers(0, len(values), (_DRAWS, len(values)))
    low, high = np.quantile(values[draws].mean(axis=1), [0.025, 0.975])
    return float(low), float(high)


def is_better(one: Figures, other: Figures) -> bool:
    """Whether one clearly ranks better than the other, or as well with clearly better calibrated scores."""
    gap = one.ndcg - other.ndcg
    if abs(gap) > PRACTICALLY_EQUAL:
        return gap > 0
    return one.brier_graded < (1 - _CLEARLY) * other.brier_graded


def _graded(answers: Sequence[Judged]) -> tuple[Matrix, Matrix]:
    pairs = [(a.scores[offer], a.grades[offer]) for a in answers for offer in sorted(a.grades)]
    table = np.array(pairs, dtype=np.float64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _shown(answers: Sequence[Judged]) -> tuple[Matrix, Matrix]:
    pairs = [(a.scores[offer], a.grades.get(offer, 0)) for a in answers for offer in a.ranked[:SHOWN]]
    table = np.array(pairs, dtype=np.float64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _mean(values: Sequence[float] | Matrix) -> float:
    return float(np.mean(values)) if len(values) else 0.0
