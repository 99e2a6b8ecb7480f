"""Squares of the signals of words, completed by the pairs that were looked at.

Shared words are rare: a few hundred rows often make up a good part of the sum of squares, and a sample misses
them. Pairs at hand count exactly, the sample speaks for the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.national.aiming import Moments
from qianqiao.matching.engine.national.candidates import SHARD_BITS, Pairs
from qianqiao.matching.engine.national.summary import Kind
from qianqiao.matching.engine.prepared import FIELDS, TITLE


@dataclass(frozen=True)
class Raw:
    """Raw signals of pairs in one language; `queries` and `rows` are -1 where a side has no text of it."""

    signals: NDArray[np.float64]
    queries: NDArray[np.int64]
    rows: NDArray[np.int64]
    thin: NDArray[np.bool_]

    def of(self, kind: str) -> NDArray[np.bool_]:
        """Which pairs can be compared and have an offer of this kind."""
        return np.asarray((self.rows >= 0) & (self.queries >= 0) & (self.thin == (kind == "thin")))


@dataclass(frozen=True)
class _Seen:
    """Pairs of one kind: the demand, the squared signal, whether the offer is in the sample."""

    queries: NDArray[np.int64]
    squares: NDArray[np.float64]
    sampled: NDArray[np.bool_]


def complete(moments: Mapping[str, Moments], kinds: Mapping[str, Kind], pairs: Pairs, raw: Raw) -> None:
    """Put better squares into `moments`."""
    for name, kind in kinds.items():
        mine = np.flatnonzero(raw.of(name))
        picked = np.sort(kind.picked[:, 0] << SHARD_BITS | kind.picked[:, 1])
        sampled = np.isin(pairs.shard[mine] << SHARD_BITS | raw.rows[mine], picked)
        for column, field in enumerate(FIELDS):
            size = int(kind.sample_titled.sum()) if field == TITLE else len(picked)
            values = raw.signals[mine, column]
            known = ~np.isnan(values)
            seen = _Seen(raw.queries[mine][known], values[known] ** 2, sampled[known])
            if size:
                _put(moments[name], column, seen, size, kind.counted(field))


def _put(found: Moments, column: int, seen: _Seen, size: int, rows: int) -> None:
    """Squares of one signal over `rows` rows, of which `size` are in the sample."""
    count, sampled = len(found.squares), seen.sampled
    here = np.bincount(seen.queries, minlength=count)
    exact = np.bincount(seen.queries, weights=seen.squares, minlength=count)
    left = size - np.bincount(seen.queries[sampled], minlength=count)
    shared = np.bincount(seen.queries[sampled], weights=seen.squares[sampled], minlength=count)
    rest = np.maximum(found.squares[:, column] * size / rows - shared, 0)
    mean = np.divide(rest, left, out=np.zeros(count), where=left > 0)
    found.squares[:, column] = np.where(found.counts[:, column] > 0, exact + mean * (rows - here), 0)
