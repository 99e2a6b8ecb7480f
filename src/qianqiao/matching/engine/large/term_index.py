"""The inverted lists of terms of one language on disk: candidates by their rarest shared terms, BM25 of given rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.index.lexical import K1, B, KeyCounts
from qianqiao.matching.engine.index.postings import Postings

MOST_TERMS = 100
MOST_POSTINGS = 500_000
_MOST_REPEATS = 3.0
_FILES = ("keys", "bounds", "rows", "counts")


@dataclass(frozen=True, slots=True)
class WeightedTerms:
    """Terms of a query with what each is worth, and the mean number of terms of a row."""

    keys: NDArray[np.int64]
    worth: NDArray[np.float64]
    mean_length: float

    @classmethod
    def of(cls, query: KeyCounts, idf: NDArray[np.float64], mean_length: float) -> Self:
        """Worth of each term as a share of the best BM25 that the query could reach."""
        worth = idf * np.minimum(query.counts, _MOST_REPEATS)
        return cls(query.keys, worth / max(float(worth.sum()), 1e-12), mean_length)


class TermIndex:
    """Lists left on disk and mapped: opened in no time, shared by processes."""

    def __init__(self, folder: Path, lengths: NDArray[np.float32]) -> None:
        self.keys, self.bounds, self.rows, self.counts = (
            np.load(folder / f"terms_{name}.npy", mmap_mode="r") for name in _FILES
        )
        self._lengths = lengths

    def frequency(self, wanted: NDArray[np.int64]) -> NDArray[np.float64]:
        """In how many rows each term occurs."""
        slots = self._slots(wanted)
        sizes = self.bounds[slots + 1] - self.bounds[slots]
        return np.where(slots >= 0, sizes, 0).astype(np.float64)

    def best(self, query: WeightedTerms, count: int) -> NDArray[np.int64]:
        """The rows with the best BM25 over the rarest terms of the query, in ascending order of row."""
        slots = self._chosen(query)
        if not len(slots):
            return np.empty(0, np.int64)
        scores = np.zeros(len(self._lengths), np.float32)
        touched = []
        for slot, worth in slots:
            rows = self.rows[self.bounds[slot] : self.bounds[slot + 1]]
            scores[rows] += self._gains(rows, slot, query) * np.float32(worth)
            touched.append(rows)
        rows = np.concatenate(touched)
        values = scores[rows]
        # a row is touched at most once by a term: the best `count` rows are within so many entries
        within = min(count * len(slots), len(rows))
        found = np.unique(rows[np.argpartition(-values, within - 1)[:within]])
        order = np.lexsort((found, -scores[found]))[:count]
        return np.sort(found[order]).astype(np.int64)

    def scores(self, query: WeightedTerms, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """BM25 of given rows (ascending) over all terms, as a share of the best that could be reached."""
        total = np.zeros(len(rows))
        if not len(rows):
            return total
        for slot, worth in zip(self._slots(query.keys), query.worth, strict=True):
            if slot < 0:
                continue
            start, stop = self.bounds[slot], self.bounds[slot + 1]
            own = self.rows[start:stop]
            place = np.minimum(np.searchsorted(own, rows), len(own) - 1)
            hit = np.flatnonzero(own[place] == rows)
            counts = self.counts[start:stop][place[hit]].astype(np.float64)
            total[hit] += worth * (K1 + 1) * counts / (counts + self._norm(rows[hit], query.mean_length))
        return total / (K1 + 1)

    def _chosen(self, query: WeightedTerms) -> list[tuple[int, float]]:
        """Slots and worth of the rarest terms; so many that their lists stay short enough for milliseconds."""
        slots = self._slots(query.keys)
        known = np.flatnonzero((slots >= 0) & (query.worth > 0))
        sizes = self.bounds[slots[known] + 1] - self.bounds[slots[known]]
        order = np.argsort(sizes, kind="stable")[:MOST_TERMS]
        kept = max(1, int(np.searchsorted(np.cumsum(sizes[order]), MOST_POSTINGS, side="right")))
        return [(int(slots[known[n]]), float(query.worth[known[n]])) for n in order[:kept]]

    def _gains(self, rows: NDArray[np.int32], slot: int, query: WeightedTerms) -> NDArray[np.float32]:
        counts = self.counts[self.bounds[slot] : self.bounds[slot + 1]].astype(np.float32)
        return np.asarray(counts / (counts + self._norm(rows, query.mean_length)), np.float32)

    def _norm(self, rows: NDArray[np.integer], mean_length: float) -> NDArray[np.float32]:
        factor = np.float32(K1 * B / mean_length)
        return np.asarray(self._lengths[rows] * factor + np.float32(K1 * (1 - B)), np.float32)

    def _slots(self, wanted: NDArray[np.int64]) -> NDArray[np.int64]:
        if not len(self.keys):
            return np.full(len(wanted), -1, np.int64)
        place = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[place] == wanted, place, -1)


class TermIndexWriter:
    """Gathers the lists of blocks in files and joins them at the end, block by block."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._first_rows: list[int] = []

    def add(self, postings: Postings, first_row: int) -> None:
        """Keep the lists of a block whose rows begin at `first_row`."""
        number = len(self._first_rows)
        self._first_rows.append(first_row)
        with self._part(number).open("wb") as file:
            np.save(file, postings.keys)
            np.save(file, np.diff(postings.bounds).astype(np.int32))
            np.save(file, postings.rows)
            np.save(file, postings.counts.astype(np.uint8))

    def finish(self) -> None:
        """Join all parts: the lists of a key follow each other in the order of the blocks."""
        keys, totals = self._vocabulary()
        bounds = np.concatenate([[0], np.cumsum(totals)])
        size = int(bounds[-1])
        rows, counts = np.empty(size, np.int32), np.empty(size, np.uint8)
        filled = bounds[:-1].copy()
        for number, first_row in enumerate(self._first_rows):
            own_keys, sizes, own_rows, own_counts = self._read(number)
            slots = np.searchsorted(keys, own_keys)
            ends = np.cumsum(sizes)
            target = np.repeat(filled[slots] - (ends - sizes), sizes) + np.arange(len(own_rows))
            rows[target] = own_rows + np.int32(first_row)
            counts[target] = own_counts
            filled[slots] += sizes
            self._part(number).unlink()
        found: tuple[NDArray[np.generic], ...] = (keys, bounds, rows, counts)
        for name, values in zip(_FILES, found, strict=True):
            np.save(self._folder / f"terms_{name}.npy", values)

    def _vocabulary(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        from_parts = [self._read(number)[:2] for number in range(len(self._first_rows))]
        return _summed([keys for keys, _ in from_parts], [sizes for _, sizes in from_parts])

    def _read(self, number: int) -> tuple[NDArray[np.int64], ...]:
        with self._part(number).open("rb") as file:
            return tuple(np.load(file) for _ in range(4))

    def _part(self, number: int) -> Path:
        return self._folder / f"terms_part_{number:06d}"


def _summed(
    keys: Sequence[NDArray[np.int64]], sizes: Sequence[NDArray[np.int64]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    if not keys:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    vocabulary, place = np.unique(np.concatenate(keys), return_inverse=True)
    totals = np.bincount(place, weights=np.concatenate(sizes), minlength=len(vocabulary))
    return vocabulary, totals.astype(np.int64)
