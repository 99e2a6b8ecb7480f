"""The matcher with a learned model: its order, its parts, its reasons; and without one nothing is different."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qianqiao.matching.engine import (
    Audience,
    Corpus,
    HardLimit,
    Indicator,
    Match,
    Matcher,
    Record,
    UseEncoder,
)
from qianqiao.matching.engine.learning.serving import told
from qianqiao.matching.engine.learning.training.fitting import FAMILIES
from qianqiao.matching.engine.results import today_in_china
from qianqiao.matching.engine.scoring.calibration import calibrated, split_score
from tests.matching.engine.stock import DEMAND, EXPERTS, OFFERS
from tests.matching.engine.test_engine_explanations import PHRASES, TEXTS, without_named_text
from tests.matching.learning.graded import corpus as all_offers
from tests.matching.learning.graded import matcher, records
from tests.matching.learning.models import model


@pytest.mark.parametrize("family", FAMILIES)
def test_the_order_is_the_learned_one_and_parts_sum(family: str) -> None:
    demands, _ = records()
    plain, own = matcher(), Matcher(all_offers(), model=model(family))
    differs = 0
    for demand in list(demands.values())[::4]:
        matches = own.ranking(demand, 10, explained=False).matches
        assert [match.rank for match in matches] == list(range(1, 11))
        assert list(matches) == sorted(matches, key=lambda match: (-match.score, match.offer_id))
        for match in matches:
            assert sum(part.value for part in match.parts) == pytest.approx(match.score, abs=1e-9)
            assert match.level is not None
            assert 1.0 <= match.level <= 4.0
        alone = own.judged(demand, [all_offers().records[match.offer_id] for match in matches])
        assert [score for _, score in alone] == [match.score for match in matches]
        before = plain.ranking(demand, 10, explained=False).matches
        differs += [match.offer_id for match in matches] != [match.offer_id for match in before]
    assert differs


def test_without_a_model_the_fusion_alone_makes_score_and_parts() -> None:
    corpus = Corpus.build([*OFFERS, *EXPERTS])
    plain = Matcher(corpus)
    evaluation = plain.evaluation(DEMAND)
    for match in plain.rank(DEMAND):
        value, structured = plain.weighed(evaluation, corpus.records[match.offer_id], today_in_china().year)
        given = (*value.contributions, *structured)
        fused = value.value + sum(part for _, part in structured)
        assert match.score == round(calibrated(fused, plain.weights), 6)
        assert match.parts == split_score(given, match.score, plain.weights)
        assert match.level is None
        assert not any(name.startswith("learned") for name in match.compared_by)


@pytest.mark.parametrize("family", FAMILIES)
def test_an_offer_that_asks_sees_the_same_facts(family: str) -> None:
    """Seen from the offer, the two mixed signals change places in the fusion, and back in the features."""
    demand, offer = DEMAND, OFFERS[0]
    asked = Matcher(Corpus.build([offer]), model=model(family)).score(demand, offer)
    asking = Matcher(Corpus.build([demand]), model=model(family)).score(offer, demand)
    assert isinstance(asked, Match)
    assert isinstance(asking, Match)
    assert {part.name for part in asked.parts} == {part.name for part in asking.parts}
    assert (asking.demand_id, asking.offer_id) == (demand.id, offer.id)
    assert sum(part.value for part in asking.parts) == pytest.approx(asking.score, abs=1e-9)


@pytest.mark.parametrize("family", FAMILIES)
@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(PHRASES, TEXTS), min_size=2, max_size=6), PHRASES, TEXTS)
def test_taking_out_what_the_first_reason_names_lowers_the_learned_score(
    family: str, offers: list[tuple[str, str]], title: str, text: str
) -> None:
    found = [Record(f"o{number}", head, body) for number, (head, body) in enumerate(offers)]
    query = Record("q", title, text, kind="demand")
    by_id = {record.id: record for record in found}
    own = Matcher(Corpus.build(found), model=model(family))
    for match in own.rank(query, top=3):
        if not match.reasons:
            continue
        after = own.score(query, without_named_text(by_id[match.offer_id], match))
        assert isinstance(after, Match)
        assert after.score < match.score or match.score < 0.0005


@pytest.mark.parametrize("family", FAMILIES)
def test_reasons_are_proved_with_a_text_model_too(family: str) -> None:
    own = Matcher(Corpus.build(OFFERS, UseEncoder()), model=model(family))
    proved = 0
    for match in own.rank(DEMAND, top=5):
        if match.reasons and match.reasons[0].code in {"shared_terms", "passage", "text_meaning"}:
            candidate = next(offer for offer in OFFERS if offer.id == match.offer_id)
            after = own.score(DEMAND, without_named_text(candidate, match))
            assert isinstance(after, Match)
            assert after.score < match.score or match.score < 0.0005
            proved += 1
    assert proved


def test_a_fact_that_does_not_speak_for_a_pair_is_no_reason() -> None:
    """Trees give a share to what is absent too; it is a part of the score, and no reason."""
    own = Matcher(Corpus.build([*OFFERS, *EXPERTS]), model=model("trees"))
    evaluation, absent = own.evaluation(DEMAND), 0
    for record in (*OFFERS, *EXPERTS):
        value, structured = own.weighed(evaluation, record, 2026)
        found = told(model("trees").ranker, evaluation, record, value, structured)
        parts = {part.name: part.value for part in found.parts}
        for (name, given_to), (_, before) in zip(found.structured, structured, strict=True):
            assert given_to <= 0 or before > 0
            absent += before <= 0 < parts[name]
    assert absent


LIMITED = st.fixed_dictionaries(
    {
        "confidentiality": st.sampled_from(["", "public", "sealed"]),
        "state": st.sampled_from(["", "published", "draft", "withdrawn"]),
        "valid_until": st.sampled_from([None, date(2020, 1, 1), date(2099, 1, 1)]),
        "owner": st.sampled_from(["", "甲厂", "乙校"]),
        "price_model": st.sampled_from(["", "lump_sum", "free", "negotiable"]),
        "price_amount": st.sampled_from([None, Decimal(1), Decimal(10**9)]),
        "indicators": st.sampled_from([(), (Indicator("节拍", 8, "eq", "s"),)]),
    }
)


@pytest.mark.parametrize("family", FAMILIES)
@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(PHRASES, TEXTS, LIMITED), min_size=1, max_size=5), LIMITED)
def test_no_model_moves_a_hard_limit(
    family: str, offers: list[tuple[str, str, dict[str, object]]], own: dict[str, object]
) -> None:
    found = [Record(f"o{n}", t, x, kind="patent", **more) for n, (t, x, more) in enumerate(offers)]  # type: ignore[arg-type]
    stated = {name: own[name] for name in ("confidentiality", "state", "valid_until", "owner")}
    query = replace(DEMAND, **stated)  # type: ignore[arg-type]
    audience = Audience(owners=frozenset({"甲厂"}), today=date(2026, 11, 27))
    corpus = Corpus.build(found)
    plain, learned = Matcher(corpus), Matcher(corpus, model=model(family))
    assert {m.offer_id for m in learned.rank(query, 20, audience)} == {
        m.offer_id for m in plain.rank(query, 20, audience)
    }
    for one, other in zip(
        plain.scores(query, found, audience), learned.scores(query, found, audience), strict=True
    ):
        assert isinstance(one, HardLimit) == isinstance(other, HardLimit)
        if isinstance(one, HardLimit):
            assert one == other


def test_a_model_puts_more_in_order_than_are_asked_for() -> None:
    """The learned best of the whole reach, not of the fusion's first three."""
    demands, _ = records()
    own = Matcher(all_offers(), model=model("linear"))
    for demand in list(demands.values())[::3]:
        wide, short = (own.ranking(demand, top, explained=False).matches for top in (60, 3))
        assert [match.offer_id for match in short] == [match.offer_id for match in wide[:3]]


def test_limited_pairs_are_told_as_without_a_model() -> None:
    """Those that would have stood among the best of the fusion, and none that is far."""
    dear = [replace(offer, price_amount=Decimal(10**7), price_model="lump_sum") for offer in OFFERS]
    corpus = Corpus.build([dear[0], *OFFERS[1:4], dear[4]])
    plain = Matcher(corpus).ranking(DEMAND, top=2).limited
    assert [limit.offer_id for limit in plain] == ["a"]
    assert Matcher(corpus, model=model("trees")).ranking(DEMAND, top=2).limited == plain
