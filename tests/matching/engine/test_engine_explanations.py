"""Reasons are true: they counted, their words stand where they are said to stand."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from qianqiao.matching.engine import Corpus, Finding, Match, Matcher, Record
from qianqiao.matching.engine.explain.sentences import sentence, strength_word
from tests.matching.engine.stock import DEMAND, EXPERTS, OFFERS

PHRASES = st.sampled_from(
    [
        "压铸件内部气孔检测",
        "铝合金壳体",
        "X射线成像",
        "在线节拍8 s",
        "钠离子电池正极",
        "层状氧化物",
        "生物膜反应器",
        "去除氨氮",
        "激光焊接头",
        "温度180 ℃",
        "die casting porosity",
        "sodium cathode",
        "laser welding head",
        "每天人工抽检",
        "误报率高",
    ]
)
TEXTS = st.lists(PHRASES, min_size=1, max_size=6).map("。".join)


def without_named_text(offer: Record, match: Match) -> Record:
    """The offer with a full stop for everything that the first reason names."""
    reason = match.reasons[0]
    title, text = offer.title, offer.text
    if reason.code == "shared_terms":
        spans = [span for word in match.words if word.term in reason.terms for span in word.offer_spans]
        for span in sorted(spans, key=lambda item: -item.start):
            if span.field == "title":
                title = title[: span.start] + "。" + title[span.stop :]
            else:
                text = text[: span.start] + "。" + text[span.stop :]
    elif reason.code in {"passage", "text_meaning"}:
        passage = reason.params.get("passage_zh") or reason.params.get("passage_en") or text
        text = text.replace(passage.rstrip("…"), "。") if passage.rstrip("…") in text else "。"
    else:
        title = "。"
    return replace(offer, title=title, text=text)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(PHRASES, TEXTS), min_size=2, max_size=6), PHRASES, TEXTS)
def test_taking_out_what_the_first_reason_names_lowers_the_score(
    offers: list[tuple[str, str]], title: str, text: str
) -> None:
    records = [Record(f"o{number}", head, body) for number, (head, body) in enumerate(offers)]
    query = Record("q", title, text, kind="demand")
    by_id = {record.id: record for record in records}
    for match in Matcher(Corpus.build(records)).rank(query, top=3):
        if not match.reasons:
            continue
        changed = without_named_text(by_id[match.offer_id], match)
        rebuilt = Corpus.build([changed if record.id == changed.id else record for record in records])
        after = Matcher(rebuilt).score(query, changed)
        assert isinstance(after, Match)
        # below what an ordinary pair has (0.0009) there is nothing that a reason could have given
        assert after.score < match.score or match.score < 0.001


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(PHRASES, TEXTS), min_size=1, max_size=5), PHRASES, TEXTS)
def test_words_stand_where_they_are_said_to_stand(
    offers: list[tuple[str, str]], title: str, text: str
) -> None:
    records = {f"o{n}": Record(f"o{n}", head, body) for n, (head, body) in enumerate(offers)}
    query = Record("q", title, text, kind="demand")
    for match in Matcher(Corpus.build(records.values())).rank(query):
        for word in match.words:
            for record, spans, written in (
                (query, word.demand_spans, word.counterpart or word.term),
                (records[match.offer_id], word.offer_spans, word.term),
            ):
                assert spans
                for span in spans:
                    found = getattr(record, span.field)[span.start : span.stop]
                    assert found.lower().replace(" ", "")[:3] == written.lower().replace(" ", "")[:3]


def test_at_most_three_reasons_the_first_from_the_texts() -> None:
    match = Matcher(Corpus.build(OFFERS)).rank(DEMAND)[0]
    assert 1 <= len(match.reasons) <= 3
    assert match.reasons[0].code == "shared_terms"
    assert all(reason.weight > 0 for reason in match.reasons)


def test_reasons_weigh_no_more_than_the_parts_they_come_from() -> None:
    match = Matcher(Corpus.build(OFFERS)).rank(DEMAND)[0]
    named = {reason.code.removesuffix("_fits") for reason in match.reasons}
    positive = {part.name for part in match.parts if part.value > 0}
    assert named - {"shared_terms", "passage", "text_meaning", "title_meaning"} <= positive


def test_what_is_missing_names_both_values() -> None:
    offer = replace(
        OFFERS[0], trl=4, region="440100", modes=("equity",), price_amount=None, price_model="negotiable"
    )
    match = Matcher(Corpus.build([offer])).rank(DEMAND)[0]
    told = {item.code: sentence(item, "zh") for item in match.missing}
    assert told["trl_gap"] == "成熟度4级，低于要求的6级"
    assert told["indicator_unknown"] == "检出率未说明（要求≥ 99 %）"
    assert told["mode_not_offered"] == "希望许可、转让，对方提供作价投资"
    assert "price_unknown" in told
    assert "广州" in told["region_differs"]


def test_an_unmet_indicator_is_told_with_both_values() -> None:
    strict = replace(DEMAND, indicators=(replace(DEMAND.indicators[0], value=0.1),))
    match = Matcher(Corpus.build(OFFERS)).rank(strict)[0]
    texts = [sentence(item, "zh") for item in match.missing if item.code == "indicator_unmet"]
    assert texts == ["最小可检气孔未达标：要求≤ 0.1 mm，实测300 μm"]


def test_every_finding_has_both_languages() -> None:
    for lang in ("zh", "en"):
        for match in Matcher(Corpus.build([*OFFERS, *EXPERTS])).rank(DEMAND):
            for finding in (*match.reasons, *match.missing):
                assert sentence(finding, lang)
                assert "{" not in sentence(finding, lang)
            assert strength_word(match.strength, lang)


def test_terms_are_quoted_in_the_readers_language() -> None:
    finding = Finding("shared_terms", {"terms_zh": "气孔|压铸", "terms_en": "porosity"}, 1.0)
    assert sentence(finding, "zh") == "双方都提到“气孔”“压铸”。"
    assert sentence(finding, "en") == "Both speak of “porosity”."
