"""Measures by hand."""

import math

import pytest
from ranking_measures import mean, ndcg, recall, reciprocal_rank, spearman


def test_ndcg_discounts_by_place_and_divides_by_the_best_order() -> None:
    grades = {"a": 4, "b": 3, "c": 2, "d": 1}
    found = ndcg(["x", "b", "a"], grades)
    expected = (3 / math.log2(3) + 7 / math.log2(4)) / (7 + 3 / math.log2(3) + 1 / math.log2(4))
    assert found == pytest.approx(expected)


def test_ndcg_counts_nothing_beyond_its_depth_nor_where_nothing_is_right() -> None:
    assert ndcg(["x", "a"], {"a": 4}, depth=1) == 0.0
    assert ndcg(["a"], {"a": 1}) == 0.0


def test_ndcg_takes_the_gains_of_another_collection() -> None:
    assert ndcg(["a", "b"], {"a": 1, "b": 4}, gain={1: 4.0, 4: 1.0}) == 1.0
    assert ndcg(["b", "a"], {"a": 1, "b": 4}, gain={1: 4.0, 4: 1.0}) < 1.0


def test_reciprocal_rank_stops_at_its_depth() -> None:
    assert reciprocal_rank(["x", "a"], {"a", "b"}) == 0.5
    assert reciprocal_rank(["x", "a"], {"a"}, 1) == 0.0


def test_recall_is_the_share_found() -> None:
    assert recall(["a", "x", "b"], {"a", "b"}, 2) == 0.5


def test_spearman_ranks_ties_at_their_mean() -> None:
    # ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: the product-moment correlation of the ranks
    assert spearman([0.1, 0.2, 0.2, 0.9], [0, 1, 2, 3]) == pytest.approx(4.5 / math.sqrt(4.5 * 5))
    assert spearman([3, 2, 1], [0, 0.5, 1]) == pytest.approx(-1.0)


def test_spearman_of_what_does_not_vary_is_no_number_and_left_out_of_a_mean() -> None:
    assert math.isnan(spearman([1, 1, 1], [0, 0.5, 1]))
    assert mean([0.5, math.nan, 1.0]) == 0.75
