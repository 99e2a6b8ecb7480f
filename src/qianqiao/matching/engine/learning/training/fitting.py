"""Learns a ranking from a table of pairs: a linear one, drawn to the untrained fusion, or trees on top of it.

Values that set the curve are always those of demands which the fit had not seen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.learning.curve import Curve
from qianqiao.matching.engine.learning.features import CONTRIBUTIONS, DIRECTIONS, FACTS
from qianqiao.matching.engine.learning.ranker import LINEAR, TREES, Ranker
from qianqiao.matching.engine.learning.training.folds import folds_of
from qianqiao.matching.engine.learning.training.growing import ROUNDS, grow
from qianqiao.matching.engine.learning.training.ordinal import DIGITS, Fit, Prior, fit_ordinal, mean_loss
from qianqiao.matching.engine.learning.trees import Trees
from qianqiao.matching.engine.scoring.weights import Weights

Matrix = NDArray[np.float64]
FAMILIES = (LINEAR, TREES)
STRENGTHS = (10.0, 100.0, 1_000.0, 10_000.0)
_INNER_FOLDS = 4
_LEAST_VARIANCE = 0.01
# Facts are no evidence of fit but habits of the data at hand: they are held back more.
_FACTS_HELD = 30.0


@dataclass(frozen=True, slots=True)
class Table:
    """Pairs to learn from: features [n, features], levels [n], weights [n], the demand of each row [n]."""

    features: Matrix
    levels: Matrix
    weights: Matrix
    demands: NDArray[np.str_]

    def of(self, chosen: NDArray[np.bool_]) -> "Table":
        """Some of the rows."""
        return Table(self.features[chosen], self.levels[chosen], self.weights[chosen], self.demands[chosen])


@dataclass(frozen=True, slots=True)
class Learned:
    """A ranking and how strongly it was drawn to the fusion."""

    ranker: Ranker
    strength: float


Fitter = Callable[[Table], Ranker]


def fit(table: Table, family: str, groups: Mapping[str, str], seed: int) -> Learned:
    """A ranking of one family, its strength and its curve chosen with whole demands left out."""
    folds = folds_of({name: groups[name] for name in set(table.demands.tolist())}, _INNER_FOLDS, seed)
    unseen = [_unseen(table, folds, _linear_fitter(strength)) for strength in STRENGTHS]
    best = _strongest([_losses(table, values) for values in unseen])
    strength, values = STRENGTHS[best], unseen[best]
    fitter = _linear_fitter(strength)
    if family == TREES:
        fitter = _trees_fitter(strength, seed)
        values = _unseen(table, folds, fitter)
    return Learned(_curved(fitter(table), _curve_over(table, values)), strength)


def fit_by(fitter: Fitter, table: Table, groups: Mapping[str, str], seed: int) -> Ranker:
    """What any fitter makes of the table, with a curve over values of demands left out."""
    folds = folds_of({name: groups[name] for name in set(table.demands.tolist())}, _INNER_FOLDS, seed)
    return _curved(fitter(table), _curve_over(table, _unseen(table, folds, fitter)))


def _linear_fitter(strength: float) -> Fitter:
    return lambda table: fit_linear(table, strength)


def _trees_fitter(strength: float, seed: int) -> Fitter:
    return lambda table: with_trees(table, fit_linear(table, strength), seed=seed)


def fit_linear(table: Table, strength: float) -> Ranker:
    """Ordinal regression; coefficients are drawn to those of the untrained fusion, facts to nothing."""
    weights = table.weights / table.weights.sum()
    mean = weights @ table.features
    variance = weights @ (table.features - mean) ** 2
    means = np.array([0.0] * len(CONTRIBUTIONS) + [round(one, DIGITS) for one in mean[-len(FACTS) :]])
    centre = np.array([Weights().slope] * len(CONTRIBUTIONS) + [0.0] * len(FACTS))
    bounds = tuple((0.0 if way > 0 else None, 0.0 if way < 0 else None) for way in DIRECTIONS)
    held = np.array([1.0] * len(CONTRIBUTIONS) + [_FACTS_HELD] * len(FACTS))
    prior = Prior(centre, strength * held * np.maximum(variance, _LEAST_VARIANCE), bounds)
    found: Fit = fit_ordinal(table.features - means, table.levels, table.weights, prior)
    return Ranker(found.coefficients, tuple(float(one) for one in means), found.curve)


def with_trees(table: Table, start: Ranker, *, seed: int, rounds: int = ROUNDS) -> Ranker:
    """Trees that mend what the linear ranking gets wrong; none where no feature differs between pairs."""
    if not np.ptp(table.features, axis=0).any():
        return start
    values = start.values(table.features)
    trees = grow(table.features, table.levels, table.weights, values, start.curve, seed=seed, rounds=rounds)
    return replace(start, trees=trees)


def _unseen(table: Table, folds: list[tuple[str, ...]], fitter: Fitter) -> Matrix:
    """The value of every row from a fit that saw no row of its demand, less where that fit puts level 3."""
    values = np.zeros(len(table.levels))
    for fold in folds:
        out = np.isin(table.demands, fold)
        ranker = fitter(table.of(~out))
        values[out] = ranker.values(table.features[out]) - ranker.curve.good
    return values


def _curve_over(table: Table, values: Matrix) -> Fit:
    prior = Prior(np.ones(1), np.full(1, 1.0), ((0.05, None),))
    return fit_ordinal(values[:, None], table.levels, table.weights, prior)


def _losses(table: Table, values: Matrix) -> Matrix:
    """Mean negative log-likelihood of the levels of each demand under the best curve over all values."""
    found = _curve_over(table, values)
    stretched = values * found.coefficients[0]
    return np.array(
        [
            mean_loss(stretched[own], table.levels[own], table.weights[own], found.curve)
            for own in (table.demands == demand for demand in np.unique(table.demands))
        ]
    )


def _strongest(losses: list[Matrix]) -> int:
    """The strongest pull to the fusion that is no worse than the best by more than one standard error."""
    best = int(np.argmin([one.mean() for one in losses]))
    most = losses[best].mean() + losses[best].std() / np.sqrt(len(losses[best]))
    for place in range(len(losses) - 1, best, -1):
        if losses[place].mean() <= most:
            return place
    return best


def _curved(ranker: Ranker, fit_over: Fit) -> Ranker:
    """The ranking with its values stretched and its curve replaced by those fitted on unseen demands."""
    scale = fit_over.coefficients[0]
    shift = scale * ranker.curve.good
    first, second, third = (round(one + shift, DIGITS) for one in fit_over.curve.thresholds)
    trees = None if ranker.trees is None else Trees(ranker.trees.text, ranker.trees.scale * scale)
    coefficients = tuple(round(one * scale, DIGITS) for one in ranker.coefficients)
    return Ranker(coefficients, ranker.means, Curve((first, second, third)), trees)
