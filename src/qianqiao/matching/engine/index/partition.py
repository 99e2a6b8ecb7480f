"""All rows of one language: three lexical fields, two dense ones a model, scored against a query at once."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.encoders.ensemble import Segment
from qianqiao.matching.engine.index.dense import DenseField, VectorStatistics
from qianqiao.matching.engine.index.lexical import FieldStatistics, LexicalField
from qianqiao.matching.engine.prepared import FIELDS, FULL, TERMS, TITLE, PreparedView, RowKeys

SIGNALS = (
    "title_words",
    "text_words",
    "terms",
    "title_meaning",
    "text_meaning",
    "title_to_text",
    "text_to_title",
)
MEANING = SIGNALS[3:]
ROLES = ("title", "text")
LEXICAL = 3
# role of the query's and of the candidate's vector for each of the four signals of meaning
MEANINGS = ((0, 0), (1, 1), (0, 1), (1, 0))
# signals that say nothing where the candidate has no title, or the query no title or nothing else
_BY_TITLE = [0, 3, 6]
_BY_QUERY_TITLE = [0, 3, 5]
_BY_QUERY_TEXT = [4, 6]


class RowStatistics(Protocol):
    """What a partition should know of more rows than it holds: of a stock of which it is a part."""

    def words(self, name: str) -> FieldStatistics:
        """Of one field of words."""
        ...

    def meaning(self, segment: int, role: int) -> VectorStatistics:
        """Of the vectors of one model and role."""
        ...


class Partition:
    """Rows of one language; `units` tells which unit of the corpus a row shows.

    `row_weight` tells for how many rows of a larger stock each row stands where means and deviations are drawn.
    """

    def __init__(
        self,
        segments: Sequence[Segment],
        priors: Sequence[Mapping[str, Vectors]],
        statistics: RowStatistics | None = None,
    ) -> None:
        self.segments = tuple(segments)
        self.row_weight = 1.0
        self.lexical = {
            name: LexicalField(None if statistics is None else statistics.words(name)) for name in FIELDS
        }
        self.dense = tuple(
            tuple(
                DenseField(
                    segment.stop - segment.start,
                    own.get(role),
                    None if statistics is None else statistics.meaning(number, place),
                )
                for place, role in enumerate(ROLES)
            )
            for number, (segment, own) in enumerate(zip(segments, priors, strict=True))
        )
        self.units = np.empty(0, np.int64)
        self.alive = np.empty(0, np.bool_)
        self.titled = np.empty(0, np.bool_)
        self.thin = np.empty(0, np.bool_)

    def append(
        self,
        units: NDArray[np.int64],
        shapes: NDArray[np.bool_],
        keys: dict[str, RowKeys],
        vectors: Vectors,
    ) -> None:
        """Add rows: their units [n], whether they have a title and only that [n, 2], keys and vectors [n, 2, d]."""
        self.titled = np.concatenate([self.titled, shapes[:, 0]])
        self.thin = np.concatenate([self.thin, shapes[:, 1]])
        self.units = np.concatenate([self.units, units])
        self.alive = np.concatenate([self.alive, np.ones(len(units), np.bool_)])
        for name, field in self.lexical.items():
            values, rows = keys[name]
            field.append(values, rows, len(units))
        for segment, fields in zip(self.segments, self.dense, strict=True):
            for number, dense in enumerate(fields):
                dense.append(vectors[:, number, segment.place])

    def kill_units(self, units: NDArray[np.int64]) -> None:
        """Take the rows of these units out of every score and statistic."""
        rows = np.flatnonzero(np.isin(self.units, units) & self.alive)
        self.alive[rows] = False
        for field in self.lexical.values():
            field.kill(rows)
        for fields in self.dense:
            for dense in fields:
                dense.kill(rows)

    def compact(self, unit_numbers: NDArray[np.int64]) -> None:
        """Drop dead rows; `unit_numbers` gives each old unit its new number."""
        kept = self.alive
        renumber = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
        for field in self.lexical.values():
            field.compact(renumber)
        for fields in self.dense:
            for dense in fields:
                dense.compact(kept)
        self.units = unit_numbers[self.units[kept]]
        self.titled, self.thin = self.titled[kept], self.thin[kept]
        self.alive = np.ones(len(self.units), np.bool_)

    def forget(self) -> None:
        """Let go of what followed from statistics that have changed elsewhere."""
        for field in self.lexical.values():
            field.forget()
        for fields in self.dense:
            for dense in fields:
                dense.forget()

    def signals(self, query: PreparedView, centred: NDArray[np.float64]) -> NDArray[np.float64]:
        """Raw signals [rows, 3 + 4 a model] of a query whose centred vectors are [2, d]; NaN where one says nothing."""
        words = [
            self.lexical[TITLE].cosine(query.keys[TITLE]),
            self.lexical[FULL].bm25(query.keys[FULL]),
            self.lexical[TERMS].bm25(query.keys[TERMS]),
        ]
        return self.silenced(
            query, self.titled, np.stack(words, axis=1), self.meanings(query, centred, self.dense)
        )

    def meanings(
        self, query: PreparedView, centred: NDArray[np.float64], dense: Sequence[Sequence[DenseField]]
    ) -> NDArray[np.float64]:
        """The signals of meaning [rows, 4 a model] of the rows of these fields; what the query cannot have is NaN."""
        silent = _silent(query)
        columns = [
            np.full(len(fields[theirs].rows), np.nan)
            if LEXICAL + place in silent
            else fields[theirs].similarity(centred[ours, segment.place])
            for segment, fields in zip(self.segments, dense, strict=True)
            for place, (ours, theirs) in enumerate(MEANINGS)
        ]
        return np.stack(columns, axis=1)

    def silenced(
        self,
        query: PreparedView,
        titled: NDArray[np.bool_],
        words: NDArray[np.float64],
        meanings: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        """Signals of words [rows, 3] and of meaning beside each other; NaN where one says nothing."""
        signals = np.concatenate([words, meanings], axis=1)
        signals[np.ix_(~titled, self._columns(_BY_TITLE))] = np.nan
        signals[:, self._columns(_silent(query))] = np.nan
        return signals

    def pair_signals(
        self, query: PreparedView, centred: NDArray[np.float64], candidate: PreparedView
    ) -> NDArray[np.float64]:
        """Raw signals [3 + 4 a model] of one candidate, as if it stood in this partition."""
        vectors = candidate.vectors
        meaning = [np.nan] * (len(MEANINGS) * len(self.segments))
        if vectors is not None:
            meaning = [
                fields[theirs].pair(centred[ours, segment.place], vectors[theirs, segment.place])
                for segment, fields in zip(self.segments, self.dense, strict=True)
                for ours, theirs in MEANINGS
            ]
        signals = np.array(
            [
                self.lexical[TITLE].cosine_shares(query.keys[TITLE], candidate.keys[TITLE]).sum(),
                self.lexical[FULL].bm25_shares(query.keys[FULL], candidate.keys[FULL]).sum(),
                self.lexical[TERMS].bm25_shares(query.keys[TERMS], candidate.keys[TERMS]).sum(),
                *meaning,
            ]
        )
        if not candidate.titled:
            signals[self._columns(_BY_TITLE)] = np.nan
        signals[self._columns(_silent(query))] = np.nan
        return signals

    def _columns(self, signals: Sequence[int]) -> NDArray[np.int64]:
        """The columns of some of SIGNALS: one for a signal of words, one a model for one of meaning."""
        found = [place for place in signals if place < LEXICAL]
        for number in range(len(self.segments)):
            found += [place + number * len(MEANINGS) for place in signals if place >= LEXICAL]
        return np.array(found, dtype=np.int64)


def _silent(query: PreparedView) -> list[int]:
    """Columns of the signals that a query without title, or with nothing else, cannot have."""
    if not query.titled:
        return _BY_QUERY_TITLE
    return _BY_QUERY_TEXT if query.thin else []
