"""The interval beside a margin: what another draw of the same queries could have given."""

import pytest
from figure_pages import chances
from tables import Table, tabled


def table(engine: list[float], peer: list[float]) -> Table:
    measured = {"nDCG": {"engine": dict(enumerate_named(engine)), "bm25s": dict(enumerate_named(peer))}}
    return tabled("t", "", measured, lambda values: sum(values) / len(values))


def enumerate_named(values: list[float]) -> list[tuple[str, float]]:
    return [(f"q{place}", value) for place, value in enumerate(values)]


def test_a_margin_of_every_query_is_no_chance() -> None:
    ((low, high),) = chances(table([0.9] * 30, [0.8] * 30))  # type: ignore[misc]
    assert low == pytest.approx(0.1)
    assert high == pytest.approx(0.1)


def test_a_margin_of_one_query_among_few_may_be_chance() -> None:
    ((low, high),) = chances(table([1.0, 0.5, 0.5, 0.4], [0.2, 0.6, 0.5, 0.5]))  # type: ignore[misc]
    assert low < 0 < high


def test_without_queries_nothing_is_said() -> None:
    assert chances(Table("t", ("a",), {"engine": (0.5,), "bm25s": (0.4,)}, "")) == (None,)
