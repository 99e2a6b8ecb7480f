"""From labels to a model with its card: both families on held-out demands, the better one, and its rivals."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

import numpy as np

from qianqiao import __version__
from qianqiao.matching.engine.learning.card import FEW_DEMANDS, Card, DataCard, Figures, Rival
from qianqiao.matching.engine.learning.curve import GOOD, LEVELS
from qianqiao.matching.engine.learning.model import RankingModel, weights_digest
from qianqiao.matching.engine.learning.ranker import LINEAR, TREES
from qianqiao.matching.engine.learning.training.cases import Case, table_of
from qianqiao.matching.engine.learning.training.figures import (
    PRACTICALLY_EQUAL,
    Judged,
    figures_of,
    interval,
    is_better,
    ndcg,
)
from qianqiao.matching.engine.learning.training.fitting import FAMILIES, fit
from qianqiao.matching.engine.learning.training.heldout import (
    FOLDS,
    answered,
    answered_by_fusion,
    held_out_answers,
)
from qianqiao.matching.engine.learning.training.labels import Label, digest_of
from qianqiao.matching.engine.learning.written.model_file import model_of
from qianqiao.matching.engine.records import Record
from qianqiao.matching.engine.views import languages_of

FUSION = "fusion"
LEAST_DEMANDS = 20
LEAST_PAIRS = 100
LEAST_GOOD = LEAST_POOR = 20
# A rival that saw most of the demands is compared on the others, where there are at least so many.
_LEAST_UNSEEN = 10


@dataclass(frozen=True, slots=True)
class Setting:
    """What a training is told besides its labels; `forced` is the reason for writing a model that is not better."""

    made_on: date
    encoders: tuple[str, ...]
    seed: int = 0
    forced: str = ""


@dataclass(frozen=True, slots=True)
class Trained:
    """A new model, and the rivals that are better than it."""

    model: RankingModel
    better_rivals: tuple[Rival, ...]


def shortage(labels: Sequence[Label]) -> tuple[tuple[str, int, int], ...]:
    """What is too few to learn from: (of what, needed, found)."""
    good = sum(label.level >= GOOD for label in labels)
    found = {
        "demands": (LEAST_DEMANDS, len({label.demand for label in labels})),
        "pairs": (LEAST_PAIRS, len(labels)),
        "good": (LEAST_GOOD, good),
        "poor": (LEAST_POOR, len(labels) - good),
    }
    return tuple((name, needed, own) for name, (needed, own) in found.items() if own < needed)


def train(
    cases: Sequence[Case],
    labels: Sequence[Label],
    demands: Mapping[str, Record],
    setting: Setting,
    old: Mapping[str, RankingModel] | None = None,
) -> Trained:
    """The better family on held-out demands, learned again from all of them; rivals by name in `old`."""
    seed = setting.seed
    answers = {family: held_out_answers(cases, family, seed=seed) for family in FAMILIES}
    families = {family: figures_of(own) for family, own in answers.items()}
    kind = TREES if families[TREES].ndcg > families[LINEAR].ndcg + PRACTICALLY_EQUAL else LINEAR
    rivals = [_against(answers[kind], [answered_by_fusion(case) for case in cases], FUSION, seed)]
    for name, model in (old or {}).items():
        rivals.append(_against_model(cases, answers[kind], model, name, seed))
    table = table_of(cases)
    learned = fit(table, kind, {case.demand: case.group for case in cases}, seed)
    card = Card(
        made_on=setting.made_on.isoformat(),
        engine=__version__,
        weights=weights_digest(),
        encoders=setting.encoders,
        kind=kind,
        strength=learned.strength,
        seed=seed,
        folds=FOLDS,
        data=_data_card(labels, demands, sampled=len(table.levels) - len(labels)),
        held_out=_rounded(families[kind]),
        families={name: _rounded(own) for name, own in families.items()},
        rivals=tuple(rivals),
        limits=_limits(labels, demands, rivals),
        forced=setting.forced,
        seen=tuple(sorted(_digest(case.group) for case in cases)),
    )
    better = tuple(rival for rival in rivals if is_better(rival.figures, rival.own))
    return Trained(model_of(learned.ranker, card), better)


def _against_model(
    cases: Sequence[Case], own: Sequence[Judged], model: RankingModel, name: str, seed: int
) -> Rival:
    """An older model on the demands that it did not learn from; on all where those are too few."""
    seen = set(model.card.seen)
    unseen = {case.demand for case in cases if _digest(case.group) not in seen}
    had_seen = len(unseen) < _LEAST_UNSEEN
    asked = [case for case in cases if had_seen or case.demand in unseen]
    names = {case.demand for case in asked}
    ours = [answer for answer in own if answer.demand in names]
    theirs = [answered(case, model.ranker) for case in asked]
    return _against(ours, theirs, name, seed, had_seen=had_seen and len(unseen) < len(cases))


def _against(
    ours: Sequence[Judged], theirs: Sequence[Judged], name: str, seed: int, *, had_seen: bool = False
) -> Rival:
    gaps = [ndcg(one) - ndcg(other) for one, other in zip(ours, theirs, strict=True)]
    low, high = interval(gaps, seed)
    return Rival(
        name=name,
        demands=len(ours),
        own=_rounded(figures_of(ours)),
        figures=_rounded(figures_of(theirs)),
        gap=round(float(np.mean(gaps)), 4),
        low=round(low, 4),
        high=round(high, 4),
        had_seen=had_seen,
    )


def _rounded(figures: Figures) -> Figures:
    """Four digits: more is noise, and differs between machines."""
    return Figures(
        **{
            name: value if isinstance(value, int) else round(value, 4)
            for name, value in ((name, getattr(figures, name)) for name in Figures.__dataclass_fields__)
        }
    )


def _data_card(labels: Sequence[Label], demands: Mapping[str, Record], *, sampled: int) -> DataCard:
    asked = sorted({label.demand for label in labels})
    days = sorted(label.day.isoformat() for label in labels if label.day is not None)
    spoken = Counter("+".join(sorted(languages_of(demands[demand]))) for demand in asked)
    graded = Counter(label.level for label in labels)
    return DataCard(
        pairs=len(labels),
        demands=len(asked),
        offers=len({label.offer for label in labels}),
        levels={str(level): graded[level] for level in LEVELS},
        languages=dict(sorted(spoken.items())),
        first_day=days[0] if days else "",
        last_day=days[-1] if days else "",
        several_votes=sum(label.votes > 1 for label in labels),
        disputed=sum(label.disputed for label in labels),
        sampled_negatives=sampled,
        labels_digest=digest_of(labels),
    )


def _limits(
    labels: Sequence[Label], demands: Mapping[str, Record], rivals: Sequence[Rival]
) -> tuple[str, ...]:
    """Codes of what a reader must know; told in words by `card_text.py`."""
    found = ["own_labels_only"]
    if len({label.demand for label in labels}) < FEW_DEMANDS:
        found.append("few_demands")
    if len({label.level for label in labels}) < len(LEVELS):
        found.append("levels_missing")
    if len({code for label in labels for code in languages_of(demands[label.demand])}) == 1:
        found.append("one_language")
    if rivals[0].low <= 0 <= rivals[0].high:
        found.append("no_clear_gain")
    if any(rival.had_seen for rival in rivals):
        found.append("rival_had_seen")
    return tuple(found)


def _digest(group: str) -> str:
    return blake2b(group.encode(), digest_size=4).hexdigest()
