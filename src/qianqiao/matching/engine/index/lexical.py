"""One searchable text field of a language partition: BM25 and TF-IDF cosine over postings.

Document frequencies, lengths and norms always describe the live rows, so that a field that grew by
upserts scores as one that was built at once.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.index.postings import Postings

K1 = 1.5
B = 0.85
_LONGEST_REPEAT = 3.0
_DELTA_SHARE = 0.05
_DELTA_LEAST = 2_000

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class KeyCounts:
    """The distinct keys of one text, ascending, and how often each occurs."""

    keys: NDArray[np.int64]
    counts: NDArray[np.float64]

    @classmethod
    def of(cls, keys: NDArray[np.int64]) -> "KeyCounts":
        """Count the keys of one text."""
        distinct, counts = np.unique(keys, return_counts=True)
        return cls(distinct, counts.astype(np.float64))


class FieldStatistics(Protocol):
    """What a field should know of more rows than it holds: of a stock of which it is a part."""

    def frequency(self, keys: NDArray[np.int64]) -> Vector:
        """In how many live rows each key occurs."""
        ...

    def totals(self) -> tuple[float, float]:
        """Live rows and the sum of their lengths."""
        ...


class LexicalField:
    """Postings of one field with what is needed to score a query against all rows at once.

    Rarity and mean length describe its own live rows, or what `statistics` tells.
    """

    def __init__(self, statistics: FieldStatistics | None = None) -> None:
        self._statistics = statistics
        self._base = Postings.empty()
        self._delta = Postings.empty()
        self._lengths = np.empty(0, np.float64)
        self._alive = np.empty(0, np.bool_)
        self._norms: Vector | None = None
        self._frequencies: tuple[Vector, ...] | None = None
        self._mean: float | None = None
        self._asked: tuple[KeyCounts, Vector] | None = None
        self._live = 0.0

    @property
    def size(self) -> int:
        """Number of rows, dead ones included."""
        return len(self._alive)

    def append(self, keys: NDArray[np.int64], rows: NDArray[np.int32], count: int) -> None:
        """Add `count` rows; `rows` number them from 0 in the order of adding."""
        shifted = (rows + self.size).astype(np.int32)
        lengths = np.bincount(rows, minlength=count).astype(np.float64)
        self._lengths = np.concatenate([self._lengths, lengths])
        self._alive = np.concatenate([self._alive, np.ones(count, np.bool_)])
        self._delta = self._delta.merged([Postings.from_pairs(keys, shifted)])
        if len(self._delta.rows) > max(_DELTA_LEAST, _DELTA_SHARE * len(self._base.rows)):
            self._base, self._delta = self._base.merged([self._delta]), Postings.empty()
        self.forget()

    def kill(self, rows: NDArray[np.int64]) -> None:
        """Take rows out of every score and statistic."""
        self._alive[rows] = False
        self.forget()

    def compact(self, renumber: NDArray[np.int32]) -> None:
        """Drop dead rows for good; `renumber` gives each old row its new number or -1."""
        self._base, self._delta = self._base.merged([self._delta], renumber), Postings.empty()
        kept = renumber >= 0
        self._lengths, self._alive = self._lengths[kept], self._alive[kept]
        self.forget()

    def document_frequency(self, keys: NDArray[np.int64]) -> Vector:
        """In how many live rows each key occurs."""
        return self.frequency(keys) if self._statistics is None else self._statistics.frequency(keys)

    def frequency(self, keys: NDArray[np.int64]) -> Vector:
        """In how many live rows of its own each key occurs."""
        if self._frequencies is None:
            self._frequencies = tuple(self._frequencies_in(part) for part in (self._base, self._delta))
        total = np.zeros(len(keys))
        for part, frequencies in zip((self._base, self._delta), self._frequencies, strict=True):
            slots = part.slots(keys)
            found = slots >= 0
            total[found] += frequencies[slots[found]]
        return total

    def holds(self, keys: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of these keys occur in any live row."""
        return np.asarray(self.document_frequency(keys) > 0)

    def idf(self, keys: NDArray[np.int64]) -> Vector:
        """Rarity of each key: ln(1 + (N - df + 0.5) / (df + 0.5)), N live rows."""
        frequency = self.document_frequency(keys)
        self.mean_length()
        live = self._live
        return np.log1p((live - frequency + 0.5) / (frequency + 0.5))

    def bm25(self, query: KeyCounts) -> Vector:
        """BM25 of the query against every row, as a share of the best score it could reach [rows]."""
        idf = self.idf(query.keys) * np.minimum(query.counts, _LONGEST_REPEAT)
        scores = np.zeros(self.size)
        ideal = float(idf.sum()) * (K1 + 1)
        if ideal <= 0:
            return scores
        norm = K1 * (1 - B + B * self._lengths / self.mean_length())
        for part in (self._base, self._delta):
            for slot, weight in _present(part, query.keys, idf):
                rows = part.rows[part.bounds[slot] : part.bounds[slot + 1]]
                counts = part.counts[part.bounds[slot] : part.bounds[slot + 1]]
                scores[rows] += weight * (K1 + 1) * (counts / (counts + norm[rows]))
        return scores / ideal

    def cosine(self, query: KeyCounts) -> Vector:
        """Cosine of TF-IDF vectors (1 + ln tf) * idf against every row [rows]."""
        weights = (1 + np.log(query.counts)) * self.idf(query.keys)
        length = float(np.sqrt((weights**2).sum()))
        scores = np.zeros(self.size)
        if length <= 0:
            return scores
        idf = self.idf(query.keys)
        for part in (self._base, self._delta):
            for slot, weight, rarity in _present_with(part, query.keys, weights, idf):
                rows = part.rows[part.bounds[slot] : part.bounds[slot + 1]]
                counts = part.counts[part.bounds[slot] : part.bounds[slot + 1]]
                scores[rows] += weight * rarity * (1 + np.log(counts))
        norms = self._row_norms() * length
        return np.divide(scores, norms, out=np.zeros(self.size), where=norms > 0)

    def bm25_shares(self, query: KeyCounts, candidate: KeyCounts) -> Vector:
        """What each key of the query adds to the BM25 of one candidate [query keys]; the sum is the score."""
        idf = self._idf_of_query(query) * np.minimum(query.counts, _LONGEST_REPEAT)
        ideal = float(idf.sum()) * (K1 + 1)
        if ideal <= 0:
            return np.zeros(len(query.keys))
        counts = _counts_of(candidate, query.keys)
        norm = K1 * (1 - B + B * float(candidate.counts.sum()) / self.mean_length())
        return np.asarray(idf * (K1 + 1) * (counts / (counts + norm)) / ideal)

    def cosine_shares(self, query: KeyCounts, candidate: KeyCounts) -> Vector:
        """What each key of the query adds to the cosine with one candidate [query keys]."""
        idf = self._idf_of_query(query)
        left = (1 + np.log(query.counts)) * idf
        right_all = (1 + np.log(candidate.counts)) * self.idf(candidate.keys)
        lengths = float(np.sqrt((left**2).sum()) * np.sqrt((right_all**2).sum()))
        counts = _counts_of(candidate, query.keys)
        right = np.where(counts > 0, 1 + np.log(np.maximum(counts, 1)), 0) * idf
        return np.asarray(left * right / lengths) if lengths > 0 else np.zeros(len(query.keys))

    def _idf_of_query(self, query: KeyCounts) -> Vector:
        """Rarity of the keys of a query that is compared with one candidate after the other."""
        if self._asked is None or self._asked[0] is not query:
            self._asked = query, self.idf(query.keys)
        return self._asked[1]

    def _frequencies_in(self, part: Postings) -> Vector:
        """Live rows of every key of one part."""
        if not len(part.keys) or self._alive.all():
            return np.diff(part.bounds).astype(np.float64)
        return np.add.reduceat(self._alive[part.rows], part.bounds[:-1], dtype=np.float64)

    def mean_length(self) -> float:
        """Mean number of keys of a live row, at least 1."""
        if self._mean is None:
            self._live, total = self.totals() if self._statistics is None else self._statistics.totals()
            self._mean = max(total / self._live, 1.0) if self._live else 1.0
        return self._mean

    def totals(self) -> tuple[float, float]:
        """Its own live rows and the sum of their lengths."""
        live = self._lengths[self._alive]
        return float(len(live)), float(live.sum())

    def forget(self) -> None:
        """Let go of what described the rows, here or elsewhere, before a change."""
        self._norms = self._frequencies = self._mean = self._asked = None

    def _row_norms(self) -> Vector:
        if self._norms is None:
            squares = np.zeros(self.size)
            for part in (self._base, self._delta):
                rarity = np.repeat(self.idf(part.keys), np.diff(part.bounds))
                weights = (1 + np.log(part.counts)) * rarity
                squares += np.bincount(part.rows, weights=weights**2, minlength=self.size)
            self._norms = np.sqrt(squares)
        return self._norms


def _counts_of(candidate: KeyCounts, keys: NDArray[np.int64]) -> Vector:
    """How often each of the keys occurs in the candidate."""
    if not len(candidate.keys):
        return np.zeros(len(keys))
    place = np.minimum(np.searchsorted(candidate.keys, keys), len(candidate.keys) - 1)
    return np.where(candidate.keys[place] == keys, candidate.counts[place], 0.0)


def _present(part: Postings, keys: NDArray[np.int64], weights: Vector) -> list[tuple[int, float]]:
    """Slots of the keys that occur, with their weights, in ascending order of key."""
    slots = part.slots(keys)
    return [(int(slot), float(weight)) for slot, weight in zip(slots, weights, strict=True) if slot >= 0]


def _present_with(
    part: Postings, keys: NDArray[np.int64], weights: Vector, idf: Vector
) -> list[tuple[int, float, float]]:
    """The same with the rarity of each key."""
    slots = part.slots(keys)
    return [
        (int(slot), float(weight), float(rarity))
        for slot, weight, rarity in zip(slots, weights, idf, strict=True)
        if slot >= 0
    ]
