"""A learned ranking inside the matcher: what it says of a pair, in the terms that explanations are made of."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qianqiao.matching.engine.learning.features import CONTRIBUTIONS, features_of, names_for
from qianqiao.matching.engine.learning.ranker import Ranker
from qianqiao.matching.engine.records import Record
from qianqiao.matching.engine.results import Part
from qianqiao.matching.engine.scoring.evaluation import Evaluation
from qianqiao.matching.engine.scoring.record_value import RecordValue
from qianqiao.matching.engine.scoring.structured import STRUCTURED

# The fusion's best so many are put in order by a learned ranking.
REACH = 100
Named = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What a learned ranking says: score, level, parts of the score, and what texts and structure gave to the value.

    `value.value` is the whole value before the curve: what a proof by removal compares.
    """

    score: float
    level: float
    parts: tuple[Part, ...]
    value: RecordValue
    structured: Named


def told(
    ranker: Ranker, evaluation: Evaluation, record: Record, value: RecordValue, structured: Named
) -> Told:
    """The learned view of a pair that the fusion has weighed."""
    names = names_for(evaluation, record)
    judgement = ranker.judged(features_of(evaluation, record, value, structured))
    given = dict(zip(names, judgement.given, strict=True))
    texts = tuple((name, given[name]) for name in CONTRIBUTIONS if name not in STRUCTURED)
    return Told(
        judgement.score,
        judgement.level,
        ranker.parts(judgement, names),
        replace(value, value=judgement.value, contributions=texts),
        tuple((name, _speaking(given[name], own)) for name, own in structured),
    )


def _speaking(given: float, own: float) -> float:
    """A fact that does not speak for a pair is no reason for it, whatever its absence is worth elsewhere."""
    return given if own > 0 else min(given, 0.0)


def worth(
    ranker: Ranker,
    evaluation: Evaluation,
    record: Record,
    value: RecordValue,
    structured: Sequence[tuple[str, float]],
) -> float:
    """The value of a pair before the curve."""
    features = features_of(evaluation, record, value, structured)
    given, base = ranker.given(features[None, :])
    return math.fsum(given[0]) + base
