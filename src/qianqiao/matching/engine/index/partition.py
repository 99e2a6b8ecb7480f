"""All rows of one language: three lexical fields and two dense ones, scored against a query at once."""

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.index.dense import DenseField
from qianqiao.matching.engine.index.lexical import LexicalField
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
ROLES = ("title", "text")
LEXICAL = 3
# role of the query's and of the candidate's vector for each of the four signals of meaning
_MEANINGS = ((0, 0), (1, 1), (0, 1), (1, 0))
# signals that say nothing where the candidate has no title, or the query no title or nothing else
_BY_TITLE = [0, 3, 6]
_BY_QUERY_TITLE = [0, 3, 5]
_BY_QUERY_TEXT = [4, 6]


class Partition:
    """Rows of one language; `units` tells which unit of the corpus a row shows."""

    def __init__(self, dimension: int, priors: dict[str, Vectors]) -> None:
        self.lexical = {name: LexicalField() for name in FIELDS}
        self.dense = tuple(DenseField(dimension, priors.get(role)) for role in ROLES)
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
        for number, dense in enumerate(self.dense):
            dense.append(vectors[:, number])

    def kill_units(self, units: NDArray[np.int64]) -> None:
        """Take the rows of these units out of every score and statistic."""
        rows = np.flatnonzero(np.isin(self.units, units) & self.alive)
        self.alive[rows] = False
        for field in self.lexical.values():
            field.kill(rows)
        for dense in self.dense:
            dense.kill(rows)

    def compact(self, unit_numbers: NDArray[np.int64]) -> None:
        """Drop dead rows; `unit_numbers` gives each old unit its new number."""
        kept = self.alive
        renumber = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
        for field in self.lexical.values():
            field.compact(renumber)
        for dense in self.dense:
            dense.compact(kept)
        self.units = unit_numbers[self.units[kept]]
        self.titled, self.thin = self.titled[kept], self.thin[kept]
        self.alive = np.ones(len(self.units), np.bool_)

    def signals(self, query: PreparedView, centred: NDArray[np.float64]) -> NDArray[np.float64]:
        """Raw signals [rows, 7] of a query whose centred vectors are [2, d]; NaN where one says nothing."""
        columns = [
            self.lexical[TITLE].cosine(query.keys[TITLE]),
            self.lexical[FULL].bm25(query.keys[FULL]),
            self.lexical[TERMS].bm25(query.keys[TERMS]),
            *(self.dense[theirs].similarity(centred[ours]) for ours, theirs in _MEANINGS),
        ]
        signals = np.stack(columns, axis=1)
        signals[np.ix_(~self.titled, np.array(_BY_TITLE))] = np.nan
        signals[:, _silent(query)] = np.nan
        return signals

    def pair_signals(
        self, query: PreparedView, centred: NDArray[np.float64], candidate: PreparedView
    ) -> NDArray[np.float64]:
        """Raw signals [7] of one candidate, as if it stood in this partition."""
        vectors = candidate.vectors
        meaning = [0.0] * len(_MEANINGS)
        if vectors is not None:
            meaning = [self.dense[theirs].pair(centred[ours], vectors[theirs]) for ours, theirs in _MEANINGS]
        signals = np.array(
            [
                self.lexical[TITLE].cosine_shares(query.keys[TITLE], candidate.keys[TITLE]).sum(),
                self.lexical[FULL].bm25_shares(query.keys[FULL], candidate.keys[FULL]).sum(),
                self.lexical[TERMS].bm25_shares(query.keys[TERMS], candidate.keys[TERMS]).sum(),
                *meaning,
            ]
        )
        if not candidate.titled:
            signals[_BY_TITLE] = np.nan
        signals[_silent(query)] = np.nan
        return signals


def _silent(query: PreparedView) -> list[int]:
    """Columns of the signals that a query without title, or with nothing else, cannot have."""
    if not query.titled:
        return _BY_QUERY_TITLE
    return _BY_QUERY_TEXT if query.thin else []
