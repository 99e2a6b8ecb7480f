"""A learned ranking at work: from the features of a pair to value, score, level and what each feature gave."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.learning.curve import Curve
from qianqiao.matching.engine.learning.features import FEATURES
from qianqiao.matching.engine.results import Part
from qianqiao.matching.engine.scoring.calibration import BASE, DIGITS

Matrix = NDArray[np.float64]
LINEAR, TREES = "linear", "trees"


class Boosted(Protocol):
    """Trees on top of a linear ranking (`trees.py`, loaded only where there are any)."""

    @property
    def text(self) -> str: ...

    @property
    def scale(self) -> float: ...

    def shares(self, features: Matrix) -> tuple[Matrix, float]:
        """What each feature gave [n, features], and what every pair has."""
        ...


@dataclass(frozen=True, slots=True)
class Judgement:
    """One pair: `value` before the curve, `given` sums with `base` to it, score 0 to 1, level 1 to 4."""

    value: float
    base: float
    given: tuple[float, ...]
    score: float
    level: float


@dataclass(frozen=True, slots=True)
class Ranker:
    """value = sum of coefficient * (feature - mean), and trees on top where there are any.

    No coefficient of a signal is below 0 and the trees never fall in a signal, so that more evidence never
    lowers a score.
    """

    coefficients: tuple[float, ...]
    means: tuple[float, ...]
    curve: Curve
    trees: Boosted | None = None

    @property
    def kind(self) -> str:
        """Linear or trees."""
        return LINEAR if self.trees is None else TREES

    def values(self, features: Matrix) -> Matrix:
        """Values [n] of feature rows [n, features]."""
        given, base = self.given(features)
        return np.asarray(given.sum(axis=1) + base)

    def given(self, features: Matrix) -> tuple[Matrix, float]:
        """What each feature gave [n, features], and what every pair has."""
        linear = (features - np.array(self.means)) * np.array(self.coefficients)
        if self.trees is None:
            return linear, 0.0
        shares, base = self.trees.shares(features)
        return linear + shares, base

    def judged(self, features: Matrix) -> Judgement:
        """One pair [features]."""
        given, base = self.given(features[None, :])
        value = math.fsum(given[0]) + base
        told = np.array([value])
        score = round(float(self.curve.score(told)[0]), DIGITS)
        level = round(float(self.curve.level(told)[0]), 2)
        return Judgement(value, base, tuple(float(one) for one in given[0]), score, level)

    def parts(self, judgement: Judgement, names: Sequence[str] = FEATURES) -> tuple[Part, ...]:
        """Parts that sum to the score, as `split_score` makes them: along the straight way from nothing to all."""
        ends = self.curve.score(np.array([judgement.base, judgement.value]))
        start, stop = (float(one) for one in ends)
        change = math.fsum(judgement.given)
        rate = (stop - start) / change if abs(change) > 1e-12 else start * (1 - start)
        parts = [Part(name, one * rate) for name, one in zip(names, judgement.given, strict=True)]
        rest = judgement.score - math.fsum(part.value for part in parts)
        return (Part(BASE, rest), *parts)
