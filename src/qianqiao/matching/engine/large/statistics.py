"""Document frequencies, lengths and vector sums of a whole language: the generation, plus changes, less what is gone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.index.partition import Partition

Frequency = Callable[[NDArray[np.int64]], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class WordStatistics:
    """Of one field; `added` and `gone` are asked each time, so that a change counts at once."""

    name: str
    base: Frequency
    rows: int
    length: float
    changes: "Changes"

    def frequency(self, keys: NDArray[np.int64]) -> NDArray[np.float64]:
        """In how many live rows each key occurs."""
        total = self.base(keys)
        for sign, part in self.changes.parts():
            total = total + sign * part.lexical[self.name].frequency(keys)
        return total

    def totals(self) -> tuple[float, float]:
        """Live rows and the sum of their lengths."""
        rows, length = float(self.rows), self.length
        for sign, part in self.changes.parts():
            own_rows, own_length = part.lexical[self.name].totals()
            rows, length = rows + sign * own_rows, length + sign * own_length
        return rows, length


@dataclass(frozen=True, slots=True)
class MeaningStatistics:
    """Of the vectors of one model and role."""

    segment: int
    role: int
    sums: NDArray[np.float64]
    count: int
    changes: "Changes"

    def totals(self) -> tuple[NDArray[np.float64], int]:
        """The sum [d] of the live rows and how many of them are not empty."""
        sums, count = self.sums, self.count
        for sign, part in self.changes.parts():
            own_sums, own_count = part.dense[self.segment][self.role].totals()
            sums, count = sums + sign * own_sums, count + sign * own_count
        return sums, count


@dataclass(slots=True)
class Changes:
    """The rows of one language that came after the generation, and those of it that are gone; None before any change."""

    added: Partition | None = None
    gone: Partition | None = None

    def parts(self) -> list[tuple[int, Partition]]:
        """With the sign with which each counts."""
        return [(sign, part) for sign, part in ((1, self.added), (-1, self.gone)) if part is not None]


@dataclass(frozen=True, slots=True)
class LanguageStatistics:
    """All statistics of one language, as a partition asks for them."""

    fields: Mapping[str, WordStatistics]
    vectors: Mapping[tuple[int, int], MeaningStatistics]
    changes: Changes

    def words(self, name: str) -> WordStatistics:
        """Of one field of words."""
        return self.fields[name]

    def meaning(self, segment: int, role: int) -> MeaningStatistics:
        """Of the vectors of one model and role."""
        return self.vectors[segment, role]
