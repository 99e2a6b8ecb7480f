"""Yuan to the fen: rounding, splits that conserve."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianqiao.core import money


def test_yuan_rounds_half_up_to_the_fen() -> None:
    assert money.yuan("0.005") == Decimal("0.01")
    assert money.yuan("125000") == Decimal("125000.00")


@pytest.mark.parametrize("text", ["80万", "", "NaN", "Infinity"])
def test_yuan_refuses_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        money.yuan(text)


def test_split_gives_the_odd_fen_to_the_largest_remainder_then_the_earlier_part() -> None:
    assert money.split(Decimal("100.00"), [Decimal(1)] * 3) == [
        Decimal("33.34"),
        Decimal("33.33"),
        Decimal("33.33"),
    ]
    assert money.split(Decimal("0.01"), [Decimal(1), Decimal(2)]) == [Decimal("0.00"), Decimal("0.01")]


@given(
    st.integers(min_value=0, max_value=10**13),
    st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=12).filter(any),
)
def test_split_conserves_the_total_and_is_never_a_fen_off(fen: int, weights: list[int]) -> None:
    total = Decimal(fen) * money.FEN
    parts = money.split(total, [Decimal(weight) for weight in weights])
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / sum(weights)) < money.FEN


def test_split_refuses_weights_without_sense() -> None:
    with pytest.raises(ValueError, match="weights"):
        money.split(Decimal(1), [Decimal(0)])
    with pytest.raises(ValueError, match="weights"):
        money.split(Decimal(1), [Decimal(-1), Decimal(2)])
