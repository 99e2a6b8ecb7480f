"""The labelled demands as the engine sees them: features of the candidates in reach and of every graded offer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.corpus import Corpus
from qianqiao.matching.engine.learning.curve import LEVELS
from qianqiao.matching.engine.learning.features import features_of
from qianqiao.matching.engine.learning.serving import REACH
from qianqiao.matching.engine.learning.training.fitting import Table
from qianqiao.matching.engine.learning.training.folds import group_of, stable_order
from qianqiao.matching.engine.learning.training.labels import Label
from qianqiao.matching.engine.matcher import Matcher
from qianqiao.matching.engine.records import Record
from qianqiao.matching.engine.scoring.calibration import DIGITS, calibrated
from qianqiao.matching.engine.scoring.evaluation import Evaluation
from qianqiao.matching.engine.scoring.record_value import record_values

Matrix = NDArray[np.float64]
HARD, EASY = 10, 10
NEGATIVE_WEIGHT = 0.5
_LOOKED_AT = 2 * REACH


@dataclass(frozen=True, slots=True)
class Case:
    """One demand: candidates with features [n, features] and the fusion's scores [n], and what people graded.

    `reach` tells which candidates a learned ranking would put in order [n]; the others are there to be
    learned from, or because somebody graded them.
    """

    demand: str
    group: str
    offers: tuple[str, ...]
    features: Matrix
    fusion: Matrix
    reach: NDArray[np.bool_]
    grades: Mapping[str, int]


def cases_of(
    matcher: Matcher,
    corpus: Corpus,
    demands: Mapping[str, Record],
    labels: Sequence[Label],
    *,
    this_year: int,
    seed: int,
) -> list[Case]:
    """Cases in order of demand id; `matcher` matches against `corpus` and knows these demands."""
    graded: dict[str, dict[str, int]] = {}
    for label in labels:
        graded.setdefault(label.demand, {})[label.offer] = label.level
    return [
        _case(matcher, corpus, demands[demand], graded[demand], this_year=this_year, seed=seed)
        for demand in sorted(graded)
    ]


def table_of(cases: Iterable[Case]) -> Table:
    """Pairs to learn from: the graded ones, and some of the others as level 1 with less weight.

    Hard ones stand highest in the fusion, easy ones are drawn by lot from the rest. They may be good offers
    that nobody looked at, so they weigh half.
    """
    rows: list[Matrix] = []
    levels: list[int] = []
    weights: list[float] = []
    names: list[str] = []
    for case in cases:
        for place in (*_graded(case), *_negatives(case)):
            level = case.grades.get(case.offers[place])
            rows.append(case.features[place])
            levels.append(level or LEVELS[0])
            weights.append(1.0 if level else NEGATIVE_WEIGHT)
            names.append(case.demand)
    return Table(
        np.stack(rows),
        np.array(levels, dtype=np.float64),
        np.array(weights),
        np.array(names),
    )


def _graded(case: Case) -> list[int]:
    return [place for place, offer in enumerate(case.offers) if offer in case.grades]


def _negatives(case: Case) -> list[int]:
    """Places of ungraded candidates: the ten best of the fusion, and ten of the others."""
    free = [place for place, offer in enumerate(case.offers) if offer not in case.grades]
    free.sort(key=lambda place: (-case.fusion[place], case.offers[place]))
    rest = sorted(free[HARD:], key=lambda place: stable_order(f"{case.demand} {case.offers[place]}", 0))
    return sorted([*free[:HARD], *rest[:EASY]])


def _case(
    matcher: Matcher,
    corpus: Corpus,
    demand: Record,
    grades: Mapping[str, int],
    *,
    this_year: int,
    seed: int,
) -> Case:
    evaluation = matcher.evaluation(demand)
    near = _near(corpus, evaluation, this_year)
    lot = sorted(corpus.records, key=lambda key: stable_order(f"{demand.id} {key}", seed))[:EASY]
    wanted = sorted({*near, *lot, *grades})
    evaluation.make_ready(corpus.records[key] for key in wanted)
    looked = [_looked_at(matcher, evaluation, corpus.records[key], this_year) for key in wanted]
    fusion = np.array([score for _, score in looked])
    within = sorted(range(len(wanted)), key=lambda place: (-fusion[place], wanted[place]))[:REACH]
    reach = np.zeros(len(wanted), np.bool_)
    reach[within] = True
    features = np.stack([own for own, _ in looked])
    return Case(demand.id, group_of(demand), tuple(wanted), features, fusion, reach, dict(grades))


def _near(corpus: Corpus, evaluation: Evaluation, this_year: int) -> list[str]:
    """The ids of the best by text."""
    layout = corpus.layout()
    values = record_values(evaluation, layout, this_year)
    return [layout.ids[place] for place in np.argsort(-values, kind="stable")[:_LOOKED_AT]]


def _looked_at(
    matcher: Matcher, evaluation: Evaluation, record: Record, this_year: int
) -> tuple[Matrix, float]:
    """Features of a pair and its score by the fusion; hard limits are not what is learned."""
    value, structured = matcher.weighed(evaluation, record, this_year)
    fused = value.value + sum(part for _, part in structured)
    score = round(calibrated(fused, matcher.weights), DIGITS)
    return features_of(evaluation, record, value, structured), score
