"""Which rows of tokens are run together, so that a vector never depends on its neighbours."""

from collections.abc import Iterator, Sequence

TOKENS_AT_ONCE = 1_024
# Rounding depends on the padded length. It follows from the text's own length by these steps (up to a
# length, the step) and never from other texts; about one token in twenty is padding.
_STEPS = ((32, 2), (64, 4), (128, 8))
_WIDEST = 16


def padded_length(length: int, longest: int) -> int:
    """The length at which a row of so many tokens is run."""
    step = next((step for limit, step in _STEPS if length <= limit), _WIDEST)
    return max(length, min(-(-length // step) * step, longest))


def batches(lengths: Sequence[int], longest: int) -> Iterator[tuple[int, list[int]]]:
    """Padded lengths, each with the numbers of the rows to be run at it together."""
    places: dict[int, list[int]] = {}
    for number, length in enumerate(lengths):
        places.setdefault(padded_length(length, longest), []).append(number)
    for length in sorted(places):
        together = max(TOKENS_AT_ONCE // max(length, 1), 1)
        for start in range(0, len(places[length]), together):
            yield length, places[length][start : start + together]
