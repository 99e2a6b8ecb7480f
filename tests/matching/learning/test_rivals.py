"""What a new model is compared with: the fusion always, older models on demands that they did not learn from."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from qianqiao.matching.engine import Record
from qianqiao.matching.engine.learning.curve import Curve
from qianqiao.matching.engine.learning.features import FEATURES
from qianqiao.matching.engine.learning.model import RankingModel
from qianqiao.matching.engine.learning.ranker import Ranker
from qianqiao.matching.engine.learning.training.cases import Case
from qianqiao.matching.engine.learning.training.figures import Judged, figures_of, interval, is_better
from qianqiao.matching.engine.learning.training.labels import Label
from qianqiao.matching.engine.learning.training.train import FUSION, shortage, train
from qianqiao.matching.engine.learning.written.model_file import model_of
from tests.matching.learning.models import SETTING, learned
from tests.matching.learning.test_held_out import misjudged


def taught(count: int, shown: int) -> tuple[list[Case], list[Label], dict[str, Record]]:
    """Demands of which few offers are graded."""
    cases = [misjudged(number) for number in range(count)]
    few = [replace(case, grades=dict(list(case.grades.items())[:shown])) for case in cases]
    labels = [Label(case.demand, offer, level) for case in few for offer, level in case.grades.items()]
    return few, labels, {case.demand: Record(case.demand, "需求", kind="demand") for case in few}


def by_titles(seen: Sequence[str] = ()) -> RankingModel:
    """A model that knows what these grades follow: the closeness of titles."""
    coefficients = tuple(10.0 if name == "title_meaning" else 0.0 for name in FEATURES)
    ranker = Ranker(coefficients, (0.0,) * len(FEATURES), Curve((1.0, 3.0, 6.0)))
    return model_of(ranker, replace(learned().card, seen=tuple(seen)))


def test_an_older_model_that_ranks_better_is_named() -> None:
    cases, labels, demands = taught(24, 5)
    trained = train(cases, labels, demands, SETTING, {"old.json": by_titles()})
    assert [rival.name for rival in trained.better_rivals] == ["old.json"]
    rival = trained.better_rivals[0]
    assert rival.demands == 24
    assert not rival.had_seen
    assert rival.figures.ndcg > rival.own.ndcg + 0.002
    assert rival.low <= rival.gap <= rival.high


def test_a_worse_model_is_no_rival() -> None:
    cases, labels, demands = taught(40, 20)
    blind = Ranker((0.0,) * len(FEATURES), (0.0,) * len(FEATURES), Curve((1.0, 3.0, 6.0)))
    trained = train(cases, labels, demands, SETTING, {"old.json": model_of(blind, learned().card)})
    assert trained.better_rivals == ()
    assert [rival.name for rival in trained.model.card.rivals] == [FUSION, "old.json"]


def test_an_older_model_is_asked_about_demands_that_it_did_not_learn_from() -> None:
    cases, labels, demands = taught(30, 20)
    first = train(cases[:18], [one for one in labels if one.demand < "d18"], demands, SETTING).model
    assert len(first.card.seen) == 18
    told = train(cases, labels, demands, SETTING, {"old.json": first}).model.card
    assert (told.rivals[1].demands, told.rivals[1].had_seen) == (12, False)
    again = train(cases[:20], [one for one in labels if one.demand < "d20"], demands, SETTING, {"o": first})
    assert (again.model.card.rivals[1].demands, again.model.card.rivals[1].had_seen) == (20, True)
    assert "rival_had_seen" in again.model.card.limits


def test_the_fusion_stands_where_nothing_can_be_learned() -> None:
    """The features say nothing here, and the fusion everything: it is the better rival."""
    cases, labels, demands = taught(30, 20)
    knowing = []
    for case in cases:
        fusion = case.fusion * 0
        for place, offer in enumerate(case.offers):
            fusion[place] = case.grades.get(offer, 0) / 4
        knowing.append(replace(case, features=case.features * 0, fusion=fusion))
    trained = train(knowing, labels, demands, SETTING)
    assert [rival.name for rival in trained.better_rivals] == [FUSION]


def test_shortage_counts_demands_pairs_and_both_ends() -> None:
    few = [Label(f"d{number % 5}", f"o{number}", 1) for number in range(90)]
    assert shortage(few) == (("demands", 20, 5), ("pairs", 100, 90), ("good", 20, 0))
    _, enough, _ = taught(24, 20)
    assert shortage(enough) == ()


def test_figures_are_what_they_say() -> None:
    """Worked by hand: one demand, grades 4 and 3 at places 2 and 3."""
    answer = Judged(
        "d", ("a", "b", "c"), {"a": 0.9, "b": 0.4, "c": 0.1}, {"a": 4, "b": 3, "c": 2}, {"b": 4, "c": 3}
    )
    found = figures_of([answer])
    best = 7 + 3 / 1.584962500721156
    assert found.ndcg == pytest.approx((7 / 1.584962500721156 + 3 / 2) / best)
    assert found.mrr == pytest.approx(0.5)
    assert found.spearman == pytest.approx(1.0)
    assert found.level_error == pytest.approx(1.0)
    assert found.brier_graded == pytest.approx((0.6**2 + 0.9**2) / 2)
    assert found.ece_graded == pytest.approx((0.6 + 0.9) / 2)
    assert found.brier_shown == pytest.approx((0.9**2 + 0.6**2 + 0.9**2) / 3)


def test_small_differences_do_not_decide() -> None:
    card = learned().card.held_out
    assert not is_better(replace(card, ndcg=card.ndcg + 0.001), card)
    assert is_better(replace(card, ndcg=card.ndcg + 0.003), card)
    assert is_better(replace(card, brier_graded=card.brier_graded * 0.9), card)
    assert not is_better(replace(card, ndcg=card.ndcg - 0.003, brier_graded=0.0), card)


def test_the_interval_holds_the_mean_and_narrows_with_more_demands() -> None:
    few, many = interval([0.0, 0.2] * 5, seed=0), interval([0.0, 0.2] * 200, seed=0)
    assert few[0] < 0.1 < few[1]
    assert many[1] - many[0] < few[1] - few[0]
