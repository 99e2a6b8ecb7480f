"""Held-out answers: every demand ranked by a model that saw neither it nor a demand of the same words."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.learning.ranker import Ranker
from qianqiao.matching.engine.learning.training.cases import Case, table_of
from qianqiao.matching.engine.learning.training.figures import Judged
from qianqiao.matching.engine.learning.training.fitting import Fitter, Table, fit
from qianqiao.matching.engine.learning.training.folds import folds_of
from qianqiao.matching.engine.scoring.calibration import DIGITS

Matrix = NDArray[np.float64]
FOLDS = 5


def held_out_answers(
    cases: Sequence[Case],
    family: str,
    *,
    seed: int,
    folds: int = FOLDS,
    groups: Mapping[str, str] | None = None,
) -> list[Judged]:
    """Answers in order of demand; `groups` (demand to group) says what is held out together."""
    together = groups or {case.demand: case.group for case in cases}
    own = {case.demand: case.group for case in cases}

    def learn(table: Table) -> Ranker:
        return fit(table, family, own, seed).ranker

    return held_out_by(learn, cases, folds_of(together, folds, seed))


def held_out_by(learn: Fitter, cases: Sequence[Case], folds: Sequence[Sequence[str]]) -> list[Judged]:
    """Answers in order of demand, each from what `learn` makes of the other folds."""
    answers: list[Judged] = []
    for fold in folds:
        known = [case for case in cases if case.demand not in fold]
        ranker = learn(table_of(known))
        answers += [answered(case, ranker) for case in cases if case.demand in fold]
    return sorted(answers, key=lambda answer: answer.demand)


def answered(case: Case, ranker: Ranker) -> Judged:
    """A demand as a learned ranking answers it: what is in reach by its score, the others after them."""
    values = ranker.values(case.features)
    scores = np.round(ranker.curve.score(values), DIGITS)
    return _judged(case, scores, ranker.curve.level(values))


def answered_by_fusion(case: Case) -> Judged:
    """A demand as the untrained fusion answers it; it knows no levels, so its score is stretched to them."""
    return _judged(case, case.fusion, 1.0 + 3.0 * case.fusion)


def _judged(case: Case, scores: Matrix, levels: Matrix) -> Judged:
    order: Callable[[int], tuple[bool, float, str]] = lambda place: (  # noqa: E731  the key of one sort
        not case.reach[place],
        -(scores if case.reach[place] else case.fusion)[place],
        case.offers[place],
    )
    ranked = sorted(range(len(case.offers)), key=order)
    return Judged(
        case.demand,
        tuple(case.offers[place] for place in ranked),
        dict(zip(case.offers, (float(one) for one in scores), strict=True)),
        dict(zip(case.offers, (float(one) for one in levels), strict=True)),
        case.grades,
    )
