"""A learned ranking: parts sum, more evidence never lowers, levels and scores go together."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import approx_fprime

from qianqiao.matching.engine.learning.curve import Curve
from qianqiao.matching.engine.learning.features import CONTRIBUTIONS, DIRECTIONS, FEATURES
from qianqiao.matching.engine.learning.ranker import Ranker
from qianqiao.matching.engine.learning.training.cases import table_of
from qianqiao.matching.engine.learning.training.fitting import FAMILIES, Table, fit_linear, with_trees
from qianqiao.matching.engine.learning.training.ordinal import (
    Prior,
    fit_ordinal,
    mean_loss,
    slopes_of_values,
)
from tests.matching.learning.graded import cases
from tests.matching.learning.test_held_out import misjudged

ROWS = st.lists(
    st.floats(-5, 5, allow_nan=False, width=32), min_size=len(FEATURES), max_size=len(FEATURES)
).map(lambda row: np.array([*row[: len(CONTRIBUTIONS)], *np.abs(np.array(row[len(CONTRIBUTIONS) :])) / 5]))


@cache
def contrary() -> Table:
    """Grades that rise with some signals and, against all sense, fall with others."""
    draw = np.random.default_rng(11)
    features = draw.normal(size=(3_000, len(FEATURES)))
    ways = np.resize([1.0, -1.5, 0.5, 2.0, -1.0, 0.5, -0.5], len(FEATURES))
    bent = np.where(np.abs(features) < 1, features, 0.5 * features) @ ways
    levels = 1.0 + np.digitize(bent + draw.logistic(size=3_000), [0.0, 2.0, 4.0])
    demands = np.array([f"d{row % 60:02d}" for row in range(3_000)])
    return Table(features, levels, np.ones(3_000), demands)


@cache
def ranker(family: str) -> Ranker:
    """A ranking that was taught nonsense in part."""
    linear = fit_linear(contrary(), strength=3.0)
    return linear if family == "linear" else with_trees(contrary(), linear, seed=0, rounds=60)


@pytest.mark.parametrize("family", FAMILIES)
@settings(deadline=None)
@given(ROWS)
def test_parts_sum_to_the_score(family: str, row: np.ndarray) -> None:
    own = ranker(family)
    judgement = own.judged(row)
    assert sum(part.value for part in own.parts(judgement)) == pytest.approx(judgement.score, abs=1e-9)
    assert sum(judgement.given) + judgement.base == pytest.approx(judgement.value, abs=1e-9)
    assert 0.0 <= judgement.score <= 1.0
    assert 1.0 <= judgement.level <= 4.0


@pytest.mark.parametrize("family", FAMILIES)
@settings(deadline=None, max_examples=300)
@given(ROWS, st.integers(0, len(FEATURES) - 1), st.floats(0, 3))
def test_more_evidence_never_lowers_a_score(family: str, row: np.ndarray, place: int, more: float) -> None:
    own = ranker(family)
    raised = row.copy()
    raised[place] += more
    before, after = own.judged(row), own.judged(raised)
    if DIRECTIONS[place] > 0:
        assert after.value >= before.value - 1e-9
        assert after.score >= before.score
        assert after.level >= before.level
    if DIRECTIONS[place] < 0:
        assert after.value <= before.value + 1e-9


def test_trees_hold_more_than_the_linear_ranking_below_them() -> None:
    rows = np.stack([np.linspace(-2, 2, 40)] * len(FEATURES), axis=1)
    linear, trees = ranker("linear").values(rows), ranker("trees").values(rows)
    assert np.ptp(trees - linear) > 0.05


@settings(deadline=None)
@given(st.lists(st.floats(-12, 12), min_size=1, max_size=30), st.integers(0, 10**6))
def test_boosting_descends_the_loss_it_is_judged_by(values: list[float], seed: int) -> None:
    """The derivative used for trees against the finite difference of the loss itself."""
    levels = np.random.default_rng(seed).integers(1, 5, len(values)).astype(float)
    curve, ones = Curve((-1.0, 0.5, 2.0)), np.ones(len(values))
    first, second = slopes_of_values(np.array(values), levels, curve)

    def total(point: np.ndarray) -> float:
        return mean_loss(point, levels, ones, curve) * len(values)

    assert first == pytest.approx(approx_fprime(np.array(values), total, 1e-6), abs=1e-3)
    assert (second > 0).all()


def test_ordinal_regression_finds_what_made_the_levels() -> None:
    draw = np.random.default_rng(5)
    features = draw.normal(size=(6_000, 2))
    noise = draw.logistic(size=6_000)
    levels = 1.0 + np.digitize(features @ np.array([2.0, 0.5]) + noise, [0.0, 1.5, 3.0])
    free = Prior(np.zeros(2), np.full(2, 1e-3), ((0.0, None), (0.0, None)))
    found = fit_ordinal(features, levels, np.ones(6_000), free)
    assert found.coefficients == pytest.approx((2.0, 0.5), abs=0.12)
    assert found.curve.thresholds == pytest.approx((0.0, 1.5, 3.0), abs=0.15)


def test_levels_that_do_not_occur_do_no_harm() -> None:
    """Accepted and refused alone: levels 4 and 1."""
    table = table_of([misjudged(number) for number in range(40)])
    two = Table(table.features, np.where(table.levels >= 3, 4.0, 1.0), table.weights, table.demands)
    own = fit_linear(two, strength=3.0)
    scores = own.curve.score(own.values(two.features))
    assert np.isfinite(scores).all()
    assert scores[two.levels == 4].mean() > scores[two.levels == 1].mean() + 0.3
    assert list(own.curve.thresholds) == sorted(own.curve.thresholds)


def test_a_signal_that_labels_say_nothing_about_stays_as_the_fusion_has_it() -> None:
    own = fit_linear(table_of(cases()), strength=100.0)
    assert own.coefficients[FEATURES.index("price")] == pytest.approx(1.8)
