"""Weights of keys in rows, by the formulas of the engine's lexical fields, for whole matrices at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.index.lexical import K1, B
from qianqiao.matching.engine.national.layout import Array
from qianqiao.matching.engine.prepared import TITLE

# A key that a text repeats counts at most three times in a question.
LONGEST_REPEAT = 3.0


@dataclass(frozen=True)
class Counts:
    """Keys of some rows in compressed sparse form: `bounds` [n + 1], `columns` and `counts` [nnz], `lengths` [n]."""

    bounds: NDArray[np.int64]
    columns: NDArray[np.int32]
    counts: Array
    lengths: Array

    def rows(self, chosen: NDArray[np.integer]) -> "Counts":
        """Only these rows, in this order."""
        sizes = np.diff(self.bounds)[chosen]
        bounds = np.concatenate([[0], np.cumsum(sizes)])
        places = np.repeat(self.bounds[:-1][chosen] - bounds[:-1], sizes) + np.arange(bounds[-1])
        return Counts(bounds, self.columns[places], self.counts[places], self.lengths[chosen])

    def owners(self) -> NDArray[np.int64]:
        """The row of each entry."""
        return np.repeat(np.arange(len(self.lengths)), np.diff(self.bounds))


def saturated(counts: Counts, mean_length: float) -> NDArray[np.float32]:
    """The part of BM25 that a row gives to each of its keys, between 0 and 1."""
    norm = K1 * (1 - B + B * counts.lengths.astype(np.float64) / mean_length)
    own = counts.counts.astype(np.float64)
    return np.asarray(own / (own + np.repeat(norm, np.diff(counts.bounds))), np.float32)


def damped(counts: Counts, idf: NDArray[np.float64]) -> NDArray[np.float64]:
    """(1 + ln tf) * idf of each entry, before it is divided by the length of its row."""
    return np.asarray((1 + np.log(counts.counts.astype(np.float64))) * idf[counts.columns])


def norms_of(counts: Counts, idf: NDArray[np.float64]) -> NDArray[np.float64]:
    """Length of each row's vector of `damped` weights."""
    squares = damped(counts, idf) ** 2
    return np.sqrt(np.bincount(counts.owners(), weights=squares, minlength=len(counts.lengths)))


def weights_of(
    name: str, counts: Counts, idf: NDArray[np.float64], mean_length: float
) -> NDArray[np.float32]:
    """What each entry of an offer contributes to the signal of the field `name`, once multiplied by the demand's."""
    if name != TITLE:
        return saturated(counts, mean_length)
    lengths = np.repeat(norms_of(counts, idf), np.diff(counts.bounds))
    return np.asarray(damped(counts, idf) / np.maximum(lengths, 1e-12), np.float32)
