"""What a learned ranking looks at: the engine's own weighted signals and a few plain facts about a pair."""

import math
from collections.abc import Sequence
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.index.partition import SIGNALS
from qianqiao.matching.engine.records import Record
from qianqiao.matching.engine.scoring.evaluation import Evaluation
from qianqiao.matching.engine.scoring.record_value import RecordValue
from qianqiao.matching.engine.scoring.structured import STRUCTURED
from qianqiao.matching.engine.views import Unit, languages_of, units_of

Matrix = NDArray[np.float64]
CONTRIBUTIONS = (*SIGNALS, "recency", *STRUCTURED)
FACTS = ("thin", "shared_language", "length")
FEATURES = (*CONTRIBUTIONS, *FACTS)
# 1: more of it never lowers the value; -1: never raises it; 0: free.
DIRECTIONS = (*(1 for _ in CONTRIBUTIONS), -1, 0, 0)
_LONG = 2_000
_MIXED = ("title_to_text", "text_to_title")


def features_of(
    evaluation: Evaluation, record: Record, value: RecordValue, structured: Sequence[tuple[str, float]]
) -> Matrix:
    """The features [features] of a pair in the order of FEATURES, seen from the demand whichever side asks."""
    given = {**dict.fromkeys(CONTRIBUTIONS, 0.0), **dict(value.contributions), **dict(structured)}
    if _asked_by_offer(evaluation, record):
        first, second = _MIXED
        given[first], given[second] = given[second], given[first]
    carrying = _offer_units(evaluation, record, value)
    facts = (
        fmean(all(view.thin for view in unit.views) for unit in carrying),
        float(bool(evaluation.languages & languages_of(record))),
        fmean(_length(unit) for unit in carrying),
    )
    return np.array([*(given[name] for name in CONTRIBUTIONS), *facts])


def names_for(evaluation: Evaluation, record: Record) -> tuple[str, ...]:
    """The names of the features as the fusion calls them for this pair: an offer that asks swaps two."""
    if not _asked_by_offer(evaluation, record):
        return FEATURES
    swapped = {_MIXED[0]: _MIXED[1], _MIXED[1]: _MIXED[0]}
    return tuple(swapped.get(name, name) for name in FEATURES)


def _asked_by_offer(evaluation: Evaluation, record: Record) -> bool:
    return record.is_demand and not evaluation.query.is_demand


def _offer_units(evaluation: Evaluation, record: Record, value: RecordValue) -> list[Unit]:
    """The offer's units among those that carried the pair."""
    if _asked_by_offer(evaluation, record):
        return [evaluation.units[item.pair.query_unit] for item in value.carried_by]
    units = units_of(record)
    return [units[item.unit] for item in value.carried_by]


def _length(unit: Unit) -> float:
    """0 for nothing, 1 from 2,000 characters, in between by their logarithm."""
    longest = max(len(view.title) + len(view.text) for view in unit.views)
    return min(1.0, math.log1p(longest) / math.log1p(_LONG))
