"""Inverted lists in compressed sparse form, immutable; all arrays are NumPy's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

_ROW_BITS = 30


@dataclass(frozen=True, slots=True)
class Postings:
    """For each sorted key the rows that hold it, ascending, with the number of times.

    `keys` [k], `bounds` [k + 1], `rows` [p] int32, `counts` [p] float32.
    """

    keys: NDArray[np.int64]
    bounds: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.float32]

    @classmethod
    def empty(cls) -> Self:
        """No key at all."""
        return cls(
            np.empty(0, np.int64), np.zeros(1, np.int64), np.empty(0, np.int32), np.empty(0, np.float32)
        )

    @classmethod
    def from_pairs(
        cls, keys: NDArray[np.int64], rows: NDArray[np.int32], counts: NDArray[np.float32] | None = None
    ) -> Self:
        """Build from (key, row) pairs; equal pairs are added up."""
        if not len(keys):
            return cls.empty()
        vocabulary, number = np.unique(keys, return_inverse=True)
        packed = (number.astype(np.int64) << _ROW_BITS) | rows
        if counts is None:
            pairs, sums = np.unique(packed, return_counts=True)
        else:
            pairs, place = np.unique(packed, return_inverse=True)
            sums = np.bincount(place, weights=counts)
        bounds = np.searchsorted(pairs, np.arange(len(vocabulary) + 1, dtype=np.int64) << _ROW_BITS)
        own = (pairs & ((1 << _ROW_BITS) - 1)).astype(np.int32)
        return cls(vocabulary, bounds.astype(np.int64), own, sums.astype(np.float32))

    def pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
        """The (key, row, count) triples, by key and row."""
        return np.repeat(self.keys, np.diff(self.bounds)), self.rows, self.counts

    def merged(self, others: Sequence["Postings"], renumber: NDArray[np.int32] | None = None) -> "Postings":
        """One list of all; `renumber` maps old rows to new ones, -1 drops a row."""
        triples = [part.pairs() for part in (self, *others)]
        keys = np.concatenate([triple[0] for triple in triples])
        rows = np.concatenate([triple[1] for triple in triples])
        counts = np.concatenate([triple[2] for triple in triples])
        if renumber is not None:
            rows = renumber[rows]
            kept = rows >= 0
            keys, rows, counts = keys[kept], rows[kept], counts[kept]
        return Postings.from_pairs(keys, rows, counts)

    def slots(self, wanted: NDArray[np.int64]) -> NDArray[np.int64]:
        """Place of each wanted key in `keys`, -1 where it is absent."""
        if not len(self.keys):
            return np.full(len(wanted), -1, dtype=np.int64)
        place = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[place] == wanted, place, -1)
