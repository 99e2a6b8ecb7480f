"""Rows are run at lengths of their own, each exactly once."""

from hypothesis import given
from hypothesis import strategies as st

from qianqiao.matching.engine.encoders.batching import TOKENS_AT_ONCE, batches, padded_length


@given(st.lists(st.integers(2, 512), max_size=200))
def test_every_row_once_within_bounds(lengths: list[int]) -> None:
    found = list(batches(lengths, 512))
    assert sorted(number for _, batch in found for number in batch) == list(range(len(lengths)))
    for length, batch in found:
        assert len(batch) * length <= max(TOKENS_AT_ONCE, length)
        assert all(padded_length(lengths[number], 512) == length for number in batch)


@given(st.integers(1, 8192), st.integers(1, 8192))
def test_padding_is_small_and_within_the_model(length: int, longest: int) -> None:
    padded = padded_length(length, longest)
    assert length <= padded <= max(length, longest)
    assert padded - length <= max(1, length // 8)
