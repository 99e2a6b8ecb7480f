"""All rows of one language: three lexical fields and two dense ones, scored against a query at once."""

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.index.dense import DenseField
from qianqiao.matching.engine.index.lexical import LexicalField
from qianqiao.matching.engine.prepared import FIELDS, FULL, TERMS, TITLE, PreparedView, RowKeys

SIGNALS = ("title_words", "text_words", "terms", "title_meaning", "text_meaning")
ROLES = ("title", "text")


class Partition:
    """Rows of one language; `units` tells which unit of the corpus a row shows."""

    def __init__(self, dimension: int, priors: dict[str, Vectors]) -> None:
        self.lexical = {name: LexicalField() for name in FIELDS}
        self.dense = tuple(DenseField(dimension, priors.get(role)) for role in ROLES)
        self.units = np.empty(0, np.int64)
        self.alive = np.empty(0, np.bool_)

    def append(self, units: NDArray[np.int64], keys: dict[str, RowKeys], vectors: Vectors) -> None:
        """Add rows: their units [n], the keys per field and the vectors [n, 2, d]."""
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
        self.alive = np.ones(len(self.units), np.bool_)

    def signals(self, query: PreparedView, centred: NDArray[np.float64]) -> NDArray[np.float64]:
        """Raw signals [rows, 5] of a query whose centred vectors are [2, d]."""
        columns = [
            self.lexical[TITLE].cosine(query.keys[TITLE]),
            self.lexical[FULL].bm25(query.keys[FULL]),
            self.lexical[TERMS].bm25(query.keys[TERMS]),
            self.dense[0].similarity(centred[0]),
            self.dense[1].similarity(centred[1]),
        ]
        return np.stack(columns, axis=1)

    def pair_signals(
        self, query: PreparedView, centred: NDArray[np.float64], candidate: PreparedView
    ) -> NDArray[np.float64]:
        """Raw signals [5] of one candidate, as if it stood in this partition."""
        vectors = candidate.vectors
        meaning = [0.0, 0.0]
        if vectors is not None:
            meaning = [dense.pair(centred[n], vectors[n]) for n, dense in enumerate(self.dense)]
        return np.array(
            [
                self.lexical[TITLE].cosine_shares(query.keys[TITLE], candidate.keys[TITLE]).sum(),
                self.lexical[FULL].bm25_shares(query.keys[FULL], candidate.keys[FULL]).sum(),
                self.lexical[TERMS].bm25_shares(query.keys[TERMS], candidate.keys[TERMS]).sum(),
                *meaning,
            ]
        )
