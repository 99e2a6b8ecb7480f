"""Order, parts, both directions, upserts: what a ranking promises."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qianqiao.matching.engine import Corpus, Match, Matcher, Record, Weights
from tests.matching.engine.stock import DEMAND, EXPERTS, OFFERS, bare, renamed

WORDS = (
    "压铸",
    "气孔",
    "检测",
    "电池",
    "正极",
    "薄膜",
    "涂层",
    "水处理",
    "氨氮",
    "激光",
    "焊接",
    "coating",
    "sensor",
    "0.5 mm",
    "180 ℃",
)
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map("，".join)


def offers_of(texts: list[str]) -> list[Record]:
    return [Record(f"o{number:02d}", text[:6], text) for number, text in enumerate(texts)]


def test_the_fitting_offer_comes_first() -> None:
    ranked = Matcher(Corpus.build(OFFERS)).rank(DEMAND)
    assert ranked[0].offer_id == "a"
    assert [match.rank for match in ranked] == list(range(1, len(ranked) + 1))
    assert ranked[0].strength in {"strong", "likely"}
    assert ranked[-1].strength == "weak"


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=8), TEXTS, st.randoms())
def test_parts_sum_to_the_score_and_order_of_input_does_not_matter(
    texts: list[str], need: str, shuffler: random.Random
) -> None:
    offers = offers_of(texts)
    query = Record("q", need[:8], need, kind="demand")
    ranked = Matcher(Corpus.build(offers)).rank(query)
    for match in ranked:
        assert 0 <= match.score <= 1
        assert sum(part.value for part in match.parts) == pytest.approx(match.score, abs=1e-9)
    shuffler.shuffle(offers)
    assert Matcher(Corpus.build(offers)).rank(query) == ranked


@settings(max_examples=25, deadline=None)
@given(st.lists(TEXTS, min_size=2, max_size=8), TEXTS)
def test_a_corpus_that_grew_and_shrank_answers_as_one_built_at_once(texts: list[str], need: str) -> None:
    offers = offers_of(texts)
    query = Record("q", need[:8], need, kind="demand")
    grown = Corpus.build([replace(offers[0], text="旧的内容"), renamed(offers[1], "gone")])
    for offer in offers:
        grown.upsert([offer])
    grown.remove(["gone", "never there"])
    expected = Matcher(Corpus.build(offers)).rank(query)
    found = Matcher(grown).rank(query)
    assert [(m.offer_id, m.score) for m in found] == [(m.offer_id, m.score) for m in expected]


def test_ties_go_by_id() -> None:
    twins = [renamed(OFFERS[1], name) for name in ("z", "m", "b")]
    assert [match.offer_id for match in Matcher(Corpus.build(twins)).rank(DEMAND)] == ["b", "m", "z"]


def test_a_pair_scored_alone_has_the_score_of_the_ranking() -> None:
    matcher = Matcher(Corpus.build(OFFERS))
    by_id = {offer.id: offer for offer in OFFERS}
    for match in matcher.rank(DEMAND):
        alone = matcher.score(DEMAND, by_id[match.offer_id])
        assert isinstance(alone, Match)
        assert alone.score == match.score
        assert alone.reasons == match.reasons


def test_an_offer_finds_its_demand() -> None:
    other = Record("E", "养殖尾水氨氮超标", "尾水里的氨氮总是超标，要一套处理办法。", kind="demand")
    ranked = Matcher(Corpus.build([DEMAND, other])).rank(OFFERS[0])
    assert (ranked[0].demand_id, ranked[0].offer_id) == ("D", "a")


def test_an_expert_is_judged_by_the_profile_but_not_by_the_name() -> None:
    by_name = Record("p", "压铸气孔", text="研究古代诗歌的韵律。", kind="expert")
    by_profile = Record("q", "示例丙", text="研究铝合金压铸件内部气孔的在线检测。", kind="expert")
    matches = {m.offer_id: m for m in Matcher(Corpus.build([by_name, by_profile])).rank(bare(DEMAND))}
    assert matches["q"].score > matches["p"].score
    assert matches["q"].documents == ()


def test_experts_are_judged_by_their_best_documents_and_named() -> None:
    ranked = Matcher(Corpus.build(EXPERTS)).rank(DEMAND)
    assert ranked[0].offer_id == "x"
    assert 2 not in ranked[0].documents
    assert len(ranked[0].documents) == 3


def test_an_older_document_counts_less() -> None:
    old = replace(
        EXPERTS[0], id="old", documents=tuple(replace(item, year=1995) for item in EXPERTS[0].documents)
    )
    ranked = Matcher(Corpus.build([EXPERTS[0], old])).rank(DEMAND)
    assert [match.offer_id for match in ranked] == ["x", "old"]
    assert any(part.name == "recency" and part.value < 0 for part in ranked[1].parts)


def test_structured_fit_lifts_and_names_itself() -> None:
    plain = Matcher(Corpus.build([bare(OFFERS[0]), *OFFERS[1:]]))
    full = Matcher(Corpus.build(OFFERS))
    assert full.rank(bare(DEMAND))[0].score <= full.rank(DEMAND)[0].score
    assert plain.rank(DEMAND)[0].score < full.rank(DEMAND)[0].score


def test_both_languages_count_where_both_sides_have_them() -> None:
    demand = Record(
        "D",
        "模具温度不稳",
        "模具温度忽高忽低",
        "Mould temperature drifts",
        "The mould temperature drifts",
        kind="demand",
    )
    match = Matcher(Corpus.build(OFFERS)).rank(demand)[0]
    assert match.offer_id == "d"
    assert {word.language for word in match.words} == {"zh", "en"}


def test_compaction_after_many_removals_keeps_the_order() -> None:
    many = [Record(f"n{number:03d}", f"第{number}号薄膜", f"涂层与薄膜{number}") for number in range(60)]
    corpus = Corpus.build([*OFFERS, *many])
    corpus.remove([record.id for record in many])
    expected = Matcher(Corpus.build(OFFERS)).rank(DEMAND)
    assert [(m.offer_id, m.score) for m in Matcher(corpus).rank(DEMAND)] == [
        (m.offer_id, m.score) for m in expected
    ]


def test_weights_tell_themselves_apart() -> None:
    assert repr(Weights()) != repr(Weights(slope=1.0))


def test_an_empty_corpus_has_no_match() -> None:
    assert Matcher(Corpus.build([])).rank(DEMAND) == []


def test_detecting_a_thing_is_not_preventing_it() -> None:
    need = Record("D", "薄板一焊就翘，想别让它变形", "薄板长焊缝焊完翘曲，三个人拿木锤整平。", kind="demand")
    solves = Record("s", "薄板焊接翘曲的随焊碾压抑制方法", "随焊碾压使薄板焊接翘曲减小。", kind="patent")
    finds = Record("f", "薄板焊接翘曲的光学检测装置", "以光学方法给出薄板焊接翘曲。", kind="patent")
    by_id = {match.offer_id: match for match in Matcher(Corpus.build([solves, finds])).rank(need)}
    assert {part.name: part.value for part in by_id["s"].parts}["purpose"] == 0
    assert {part.name: part.value for part in by_id["f"].parts}["purpose"] < 0
    assert "offer_only_finds_out" in {finding.code for finding in by_id["f"].missing}
    wants = replace(need, title="薄板翘曲怎么在线检测", text="焊完的薄板要在线测出翘曲。")
    turned = {match.offer_id: match for match in Matcher(Corpus.build([solves, finds])).rank(wants)}
    assert "offer_does_not_find_out" in {finding.code for finding in turned["s"].missing}
    assert {part.name: part.value for part in turned["f"].parts}["purpose"] == 0
