"""Vectors of one role (title or text) of a language partition, compared after centring.

Subtracting the mean vector of a (model, language, role) lets questions and answers of different
languages meet; the rows are kept as they came, the mean is taken off by algebra.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.encoders.base import Vectors

_PRIOR_WEIGHT = 100.0


class VectorStatistics(Protocol):
    """What a field should know of more rows than it holds."""

    def totals(self) -> tuple[NDArray[np.float64], int]:
        """The sum [d] of the live rows and how many of them are not empty."""
        ...


class DenseField:
    """Rows [n, d] float32 with a running sum, so that the mean follows every change.

    The mean is that of its own live rows, or of those that `statistics` tells of.
    """

    def __init__(
        self, dimension: int, prior: Vectors | None = None, statistics: VectorStatistics | None = None
    ) -> None:
        self._statistics = statistics
        self._rows = np.empty((0, dimension), np.float32)
        self._used = 0
        self._sum = np.zeros(dimension, np.float64)
        self._count = 0
        self._prior = np.zeros(dimension) if prior is None else prior.astype(np.float64)
        self._prior_weight = 0.0 if prior is None else _PRIOR_WEIGHT
        self._norms: NDArray[np.float32] | None = None

    @classmethod
    def sharing(cls, other: "DenseField") -> "DenseField":
        """An empty field that takes its mean from where another takes it."""
        field = cls(len(other._sum), statistics=other._statistics or other)  # noqa: SLF001  of the same class
        field._prior, field._prior_weight = other._prior, other._prior_weight  # noqa: SLF001  the same
        return field

    @property
    def rows(self) -> Vectors:
        """All rows, dead ones included."""
        return self._rows[: self._used]

    @property
    def mean(self) -> NDArray[np.float64]:
        """Mean of the live rows, drawn to the packaged mean where there are few."""
        total, count = self.totals() if self._statistics is None else self._statistics.totals()
        weight = count + self._prior_weight
        if weight <= 0:
            return np.zeros_like(total)
        return np.asarray((total + self._prior * self._prior_weight) / weight)

    def totals(self) -> tuple[NDArray[np.float64], int]:
        """The sum [d] of its own live rows and how many of them are not empty."""
        return self._sum, self._count

    def forget(self) -> None:
        """Let go of what followed from the mean before a change elsewhere."""
        self._norms = None

    def append(self, rows: Vectors) -> None:
        """Add rows; room grows by half so that many small additions stay cheap."""
        need = self._used + len(rows)
        if need > len(self._rows):
            room = np.empty((max(need, len(self._rows) * 3 // 2), self._rows.shape[1]), np.float32)
            room[: self._used] = self.rows
            self._rows = room
        self._rows[self._used : need] = rows
        self._used = need
        self._sum += rows.sum(axis=0, dtype=np.float64)
        self._count += int(np.any(rows, axis=1).sum())
        self._norms = None

    def kill(self, rows: NDArray[np.int64]) -> None:
        """Take rows out of the mean."""
        gone = self._rows[rows]
        self._sum -= gone.sum(axis=0, dtype=np.float64)
        self._count -= int(np.any(gone, axis=1).sum())
        self._norms = None

    def compact(self, kept: NDArray[np.bool_]) -> None:
        """Keep only these rows."""
        self._rows = self.rows[kept].copy()
        self._used = len(self._rows)
        self._norms = None

    def similarity(self, query: NDArray[np.float64]) -> NDArray[np.float64]:
        """Cosine of a centred query [d] with every centred row [n]; NaN where either is empty."""
        length = float(np.linalg.norm(query))
        if length == 0 or not self._used:
            return np.full(self._used, np.nan)
        dots = self.rows @ query.astype(np.float32) - np.float32(self.mean @ query)
        norms = self._centred_norms() * np.float32(length)
        result: NDArray[np.float32] = np.divide(dots, norms, out=np.full_like(dots, np.nan), where=norms > 0)
        return result.astype(np.float64)

    def pair(self, query: NDArray[np.float64], row: NDArray[np.floating]) -> float:
        """The same cosine for one row given by its vector, in double precision."""
        if not np.any(row):
            return float("nan")
        other = row.astype(np.float64) - self.mean
        lengths = float(np.linalg.norm(query) * np.linalg.norm(other))
        return float((query * other).sum() / lengths) if lengths > 0 else float("nan")

    def centred(self, row: NDArray[np.floating]) -> NDArray[np.float64]:
        """A query vector with this field's mean taken off; an empty one stays empty."""
        return row.astype(np.float64) - self.mean if np.any(row) else np.zeros_like(self._sum)

    def _centred_norms(self) -> NDArray[np.float32]:
        if self._norms is None:
            mean = self.mean.astype(np.float32)
            squares = np.einsum("ij,ij->i", self.rows, self.rows)
            full = squares - 2 * (self.rows @ mean) + mean @ mean
            self._norms = np.where(squares > 0, np.sqrt(np.maximum(full, 1e-12)), 0).astype(np.float32)
        return self._norms
