"""From units to records: the mean of the three best pairs of units, older documents docked."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.corpus import Layout
from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.index.partition import SIGNALS
from qianqiao.matching.engine.records import Record
from qianqiao.matching.engine.scoring.evaluation import Evaluation, PairValue
from qianqiao.matching.engine.scoring.weights import Weights
from qianqiao.matching.engine.views import units_of

BEST = 3


@dataclass(frozen=True, slots=True)
class UnitValue:
    """A pair of units that carried a record: its text value, its dock for age, the candidate's unit."""

    pair: PairValue
    dock: float
    unit: int

    @property
    def value(self) -> float:
        """Text value less the dock."""
        return self.pair.fused - self.dock


@dataclass(frozen=True, slots=True)
class RecordValue:
    """The text value of a record, the contribution of each signal, and the units that made it."""

    value: float
    contributions: tuple[tuple[str, float], ...]
    carried_by: tuple[UnitValue, ...]


def dock_of(years: NDArray[np.int64], this_year: int, weights: Weights) -> NDArray[np.float64]:
    """What age takes off: recency * (1 - 0.5 ** (age / half-life)); nothing where the year is unknown (0)."""
    age = np.where(years > 0, np.maximum(this_year - years, 0), 0)
    return np.asarray(weights.recency * (1 - 0.5 ** (age / weights.half_life_years)))


def record_values(
    evaluation: Evaluation, layout: Layout, this_year: int, fused: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Text values of all records of the corpus [records], in the order of `layout.ids`.

    `fused` are the values of the units of another corpus (`Evaluation.fused_in`), to which `layout` then belongs.
    """
    weights = evaluation.weights
    fused = evaluation.fused if fused is None else fused
    query_years = np.array([unit.year or 0 for unit in evaluation.units], dtype=np.int64)
    values = fused[:, layout.units] - dock_of(layout.years, this_year, weights)
    values -= dock_of(query_years, this_year, weights)[:, None]
    if layout.single and len(evaluation.units) == 1:
        return np.asarray(values[0])
    flat = values.ravel()
    owners = np.tile(layout.records, len(values))
    order = np.lexsort((-flat, owners))
    owners, flat = owners[order], flat[order]
    first = np.searchsorted(owners, np.arange(len(layout.ids)))
    best = np.arange(len(owners)) - first[owners] < BEST
    sums = np.bincount(owners[best], weights=flat[best], minlength=len(layout.ids))
    counts = np.bincount(owners[best], minlength=len(layout.ids))
    return np.asarray(sums / np.maximum(counts, 1))


def record_value(evaluation: Evaluation, record: Record, vectors: Vectors, this_year: int) -> RecordValue:
    """The exact text value of one record (of the corpus or not) with its contributions."""
    found: list[UnitValue] = []
    start = 0
    for place, unit in enumerate(units_of(record)):
        own = vectors[start : start + 2 * len(unit.views)]
        start += 2 * len(unit.views)
        for number, query_unit in enumerate(evaluation.units):
            years = np.array([unit.year or 0, query_unit.year or 0], dtype=np.int64)
            dock = float(dock_of(years, this_year, evaluation.weights).sum())
            found.append(UnitValue(evaluation.pair_value(number, unit, own), dock, place))
    found.sort(key=lambda item: (-item.value, item.unit, item.pair.query_unit))
    return _mean_of(found[:BEST])


def _mean_of(best: Sequence[UnitValue]) -> RecordValue:
    share = 1 / len(best)
    contributions = [
        (name, sum(item.pair.contributions[place] for item in best) * share)
        for place, name in enumerate(SIGNALS)
    ]
    dock = sum(item.dock for item in best) * share
    if dock:
        contributions.append(("recency", -dock))
    return RecordValue(sum(item.value for item in best) * share, tuple(contributions), tuple(best))
