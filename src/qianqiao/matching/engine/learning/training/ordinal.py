"""Ordinal regression (proportional odds) with scipy: coefficients within bounds, drawn to where they were before."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from qianqiao.matching.engine.learning.curve import LEVELS, Curve, sigmoid

Matrix = NDArray[np.float64]
DIGITS = 4
_LEAST_STEP = 0.01
_LEAST_CHANCE = 1e-12
_LEAST_BEND = 1e-3


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients [features] and the curve over their sum."""

    coefficients: tuple[float, ...]
    curve: Curve


@dataclass(frozen=True, slots=True)
class Prior:
    """Where coefficients are drawn to, how strongly [features], and between which bounds they stay."""

    centre: Matrix
    strength: Matrix
    bounds: tuple[tuple[float | None, float | None], ...]


@dataclass(frozen=True, slots=True)
class _Chances:
    """The chance of each level, and the slope of its logarithm by the value [n] and by the thresholds [n, 3]."""

    chance: Matrix
    by_value: Matrix
    by_threshold: Matrix


def fit_ordinal(features: Matrix, levels: Matrix, weights: Matrix, prior: Prior) -> Fit:
    """The most likely coefficients and thresholds: a convex problem with one answer, rounded to four digits, which machines agree on."""
    count = features.shape[1]

    def loss(parameters: Matrix) -> tuple[float, Matrix]:
        own, thresholds = parameters[:count], np.cumsum(parameters[count:])
        found = _chances(features @ own, thresholds, levels)
        off = own - prior.centre
        total = -(weights * np.log(found.chance)).sum() + 0.5 * (prior.strength * off**2).sum()
        slope = -((weights * found.by_value) @ features) + prior.strength * off
        steps = -(weights @ found.by_threshold)
        return float(total), np.concatenate([slope, np.cumsum(steps[::-1])[::-1]])

    start = np.concatenate([prior.centre, [4.0, 1.0, 1.0]])
    bounds = [*prior.bounds, (None, None), (_LEAST_STEP, None), (_LEAST_STEP, None)]
    found = minimize(
        loss,
        start,
        jac=True,
        method="TNC",  # plain C without threads: the same numbers on a busy machine, and sooner
        bounds=bounds,
        options={"maxfun": 4_000, "ftol": 1e-13, "gtol": 1e-9, "xtol": 1e-10},
    )
    rounded = np.round(found.x, DIGITS) + 0.0
    first, second, third = (round(float(one), DIGITS) for one in np.cumsum(rounded[count:]))
    return Fit(tuple(float(one) for one in rounded[:count]), Curve((first, second, third)))


def mean_loss(values: Matrix, levels: Matrix, weights: Matrix, curve: Curve) -> float:
    """Mean negative log-likelihood of levels: less is better."""
    chance = _chances(values, np.array(curve.thresholds), levels).chance
    return float(-(weights * np.log(chance)).sum() / weights.sum())


def slopes_of_values(values: Matrix, levels: Matrix, curve: Curve) -> tuple[Matrix, Matrix]:
    """First and second derivative of the negative log-likelihood by each value: what boosting descends."""
    upper, lower = _edges(values, np.array(curve.thresholds), levels)
    return upper + lower - 1.0, np.maximum(upper * (1 - upper) + lower * (1 - lower), _LEAST_BEND)


def _edges(values: Matrix, thresholds: Matrix, levels: Matrix) -> tuple[Matrix, Matrix]:
    """The chances of the level or better (1 for the first), and of the next level or better (0 for the last)."""
    places = levels.astype(np.int64) - 1
    reached = [np.ones(len(values)), *(sigmoid(values - one) for one in thresholds), np.zeros(len(values))]
    table, rows = np.stack(reached), np.arange(len(values))
    return table[places, rows], table[places + 1, rows]


def _chances(values: Matrix, thresholds: Matrix, levels: Matrix) -> _Chances:
    upper, lower = _edges(values, thresholds, levels)
    chance = np.maximum(upper - lower, _LEAST_CHANCE)
    by_threshold = np.zeros((len(values), len(LEVELS) - 1))
    for place in range(len(LEVELS) - 1):
        own, below = levels == place + 2, levels == place + 1
        by_threshold[own, place] = -(upper * (1 - upper) / chance)[own]
        by_threshold[below, place] = (lower * (1 - lower) / chance)[below]
    return _Chances(chance, 1.0 - upper - lower, by_threshold)
