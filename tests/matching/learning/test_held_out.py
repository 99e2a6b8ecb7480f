"""Whole demands are held out, and what is learned is of use and the same each time."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qianqiao.matching.engine import Record
from qianqiao.matching.engine.learning.features import CONTRIBUTIONS, FEATURES
from qianqiao.matching.engine.learning.training.cases import Case, table_of
from qianqiao.matching.engine.learning.training.figures import Judged, figures_of
from qianqiao.matching.engine.learning.training.fitting import FAMILIES, fit
from qianqiao.matching.engine.learning.training.folds import folds_of, group_of
from qianqiao.matching.engine.learning.training.heldout import answered_by_fusion, held_out_answers
from tests.matching.learning.graded import cases, relabelled


@given(st.dictionaries(st.text(min_size=1), st.sampled_from("abcdef"), min_size=2), st.integers(2, 6))
def test_a_group_is_never_on_both_sides_and_nobody_is_lost(groups: dict[str, str], count: int) -> None:
    folds = folds_of(groups, count, seed=0)
    assert sorted(demand for fold in folds for demand in fold) == sorted(groups)
    sides = [{groups[demand] for demand in fold} for fold in folds]
    assert all(not one & other for n, one in enumerate(sides) for other in sides[n + 1 :])


def test_demands_of_one_text_are_one_group() -> None:
    one, same = Record("a", "标题", "正文", kind="demand"), Record("b", "标题", "正文", kind="demand")
    assert group_of(one) == group_of(same)
    assert group_of(one) != group_of(replace(same, text="另一段"))


@pytest.mark.parametrize("family", FAMILIES)
def test_grades_of_a_demand_have_no_part_in_its_own_held_out_scores(family: str) -> None:
    asked = cases()[7]
    before = answer_of(cases(), family, asked.demand)
    for level in (1, 4):
        others = [relabelled(case, level) if case is asked else case for case in cases()]
        assert answer_of(others, family, asked.demand).scores == before.scores


@pytest.mark.parametrize("family", FAMILIES)
def test_grades_of_other_demands_do_have_a_part(family: str) -> None:
    asked = cases()[7]
    before = answer_of(cases(), family, asked.demand)
    others = [case if case is asked else relabelled(case, 4) for case in cases()]
    assert answer_of(others, family, asked.demand).scores != before.scores


def answer_of(given_cases: Sequence[Case], family: str, demand: str) -> Judged:
    answers = held_out_answers(given_cases, family, seed=0)
    return next(answer for answer in answers if answer.demand == demand)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_order_of_cases_changes_nothing(family: str) -> None:
    groups = {case.demand: case.group for case in cases()}
    one = fit(table_of(cases()), family, groups, seed=0)
    again = fit(table_of(cases()), family, dict(reversed(groups.items())), seed=0)
    assert one == again


@pytest.mark.parametrize("family", FAMILIES)
def test_what_the_fusion_weighs_wrongly_is_learned(family: str) -> None:
    """Grades follow the closeness of titles alone, which the fusion hardly counts."""
    taught = [misjudged(number) for number in range(80)]
    untrained = figures_of([answered_by_fusion(case) for case in taught])
    learned = figures_of(held_out_answers(taught, family, seed=0))
    assert learned.ndcg > untrained.ndcg + 0.1
    assert learned.spearman > untrained.spearman + 0.1
    assert learned.brier_graded < untrained.brier_graded
    assert learned.ece_graded < 0.08


def misjudged(number: int) -> Case:
    """Thirty candidates whose fusion is mostly noise; the grade rises with one signal."""
    draw = np.random.default_rng(number)
    features = np.zeros((30, len(FEATURES)))
    features[:, FEATURES.index("text_words")] = draw.normal(1.0, 1.0, 30)
    features[:, FEATURES.index("title_meaning")] = draw.normal(0.0, 0.4, 30)
    noisy = 6 * features[:, FEATURES.index("title_meaning")] + draw.normal(0.0, 0.5, 30)
    levels = 1 + np.digitize(noisy, [0.5, 2.0, 3.5])
    fusion = 1 / (1 + np.exp(7.0 - 1.8 * features[:, : len(CONTRIBUTIONS)].sum(axis=1)))
    names = tuple(f"o{place:02d}" for place in range(30))
    grades = {name: int(level) for name, level in zip(names[:20], levels[:20], strict=True)}
    return Case(f"d{number:02d}", f"g{number:02d}", names, features, fusion, np.ones(30, np.bool_), grades)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**16))
def test_seeds_change_who_is_held_out_and_nothing_else(seed: int) -> None:
    groups = {case.demand: case.group for case in cases()}
    folds = folds_of(groups, 5, seed)
    assert max(map(len, folds)) - min(map(len, folds)) <= 1
