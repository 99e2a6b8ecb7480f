"""The shortlist changes who is scored, never what a score is."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from qianqiao.matching.engine import Audience, Corpus, Match, Matcher, Record
from qianqiao.matching.engine.large import LargeCorpus, Source, batches_of, build_generation
from qianqiao.matching.engine.scoring.record_value import record_value, record_values
from tests.matching.engine.stock import DEMAND, EXPERTS, OFFERS
from tests.matching.large.large_stock import DEMANDS, LetterEncoder, offers

TODAY = Audience(today=date(2026, 11, 1))


def large(folder: Path, records: list[Record], encoder: LetterEncoder | None = None) -> LargeCorpus:
    build_generation(folder, Source(batches_of(records), encoder), processes=1)
    return LargeCorpus(folder, encoder)


def as_told(matches: list[Match]) -> list[tuple[object, ...]]:
    """All that a reader sees of matches; figures to nine digits, as sums in another order differ in the last bits."""
    return [
        (
            match.offer_id,
            match.score,
            match.compared_by,
            match.documents,
            match.missing,
            [(part.name, pytest.approx(part.value, abs=1e-9)) for part in match.parts],
            [(word.term, word.demand_spans, word.offer_spans) for word in match.words],
            [
                (reason.code, reason.params, pytest.approx(reason.weight, abs=1e-9))
                for reason in match.reasons
            ],
        )
        for match in matches
    ]


def test_a_stock_that_fits_the_sample_answers_as_the_engine_in_memory(tmp_path: Path) -> None:
    records = offers(300)
    disk, memory = Matcher(large(tmp_path, records)), Matcher(Corpus.build(records))
    for query in (*DEMANDS, DEMAND):
        assert as_told(disk.rank(query, 20, TODAY)) == as_told(memory.rank(query, 20, TODAY))


def test_vectors_in_half_precision_move_scores_by_less_than_a_thousandth(tmp_path: Path) -> None:
    records = offers(300)
    encoder = LetterEncoder()
    disk, memory = Matcher(large(tmp_path, records, encoder)), Matcher(Corpus.build(records, encoder))
    for query in (*DEMANDS, DEMAND):
        found = {match.offer_id: match.score for match in memory.rank(query, 60, TODAY)}
        for match in disk.rank(query, 20, TODAY):
            assert match.score == pytest.approx(found[match.offer_id], abs=1e-3)
            assert match.compared_by[:2] == ("words", "letters")


def test_experts_are_judged_by_their_documents(tmp_path: Path) -> None:
    disk, memory = Matcher(large(tmp_path, list(EXPERTS))), Matcher(Corpus.build(EXPERTS))
    assert as_told(disk.rank(DEMAND, audience=TODAY)) == as_told(memory.rank(DEMAND, audience=TODAY))


def test_scores_are_those_of_a_corpus_in_memory_with_the_same_statistics(
    stock: LargeCorpus, small: Corpus
) -> None:
    """3,005 records, a third of them beyond the sample: all at once in memory, one by one as a match is scored."""
    again = with_statistics_of(stock, small)
    for query in (*DEMANDS, DEMAND):
        evaluation = Matcher(stock).evaluation(query)
        values = record_values(evaluation, again.layout(), 2026, evaluation.fused_in(again))
        known = dict(zip(again.layout().ids, values, strict=True))
        for match in Matcher(stock).rank(query, 20, TODAY):
            record, vectors = stock.record(match.offer_id), stock.vectors(match.offer_id)
            assert record is not None
            assert vectors is not None
            alone = record_value(evaluation, record, vectors, 2026)
            assert alone.value == pytest.approx(known[record.id], abs=1e-3)


def with_statistics_of(stock: LargeCorpus, small: Corpus) -> Corpus:
    """The records in memory, knowing of frequencies, lengths and means what the stock on disk knows."""
    again = Corpus(small.encoder, small.side, stock.generation.statistics)
    known = {key: rows for key in small.records if (rows := small.vectors(key)) is not None}
    again.upsert(small.records.values(), known)
    return again


def test_the_shortlist_holds_the_best_twenty(stock: LargeCorpus, small: Corpus) -> None:
    """Against every record scored by the same scales."""
    again = with_statistics_of(stock, small)
    kept = []
    for query in DEMANDS:
        matcher = Matcher(stock)
        evaluation = matcher.evaluation(query)
        layout = again.layout()
        values = record_values(evaluation, layout, 2026, evaluation.fused_in(again))
        best = {layout.ids[place] for place in np.argsort(-values, kind="stable")[:20]}
        kept.append(len(best & {match.offer_id for match in matcher.rank(query, 20, TODAY)}) / 20)
    assert np.mean(kept) >= 0.95


def test_scores_are_nearly_those_of_the_engine_in_memory_beyond_the_sample(
    stock: LargeCorpus, small: Corpus
) -> None:
    """Means and deviations come from two thirds of the rows here, and from the nearest ones as they are."""
    apart = []
    for query in (*DEMANDS, DEMAND):
        known = {match.offer_id: match.score for match in Matcher(small).rank(query, 100, TODAY)}
        found = Matcher(stock).rank(query, 20, TODAY)
        apart += [abs(match.score - known[match.offer_id]) for match in found if match.offer_id in known]
    assert len(apart) > 60
    assert np.mean(apart) < 0.01
    assert max(apart) < 0.05


def test_a_pair_scored_alone_has_the_score_of_the_ranking(stock: LargeCorpus) -> None:
    matcher = Matcher(stock)
    for match in matcher.rank(DEMAND, 5, TODAY):
        record = stock.record(match.offer_id)
        assert record is not None
        alone = matcher.score(DEMAND, record, TODAY)
        assert isinstance(alone, Match)
        assert (alone.score, alone.reasons) == (match.score, match.reasons)


def test_no_limit_is_broken_and_the_list_is_filled_all_the_same(tmp_path: Path) -> None:
    """Most of what fits best may not be shown: the shortlist grows until twenty are found."""
    records = [
        replace(own, confidentiality="sealed", owner="别家") if "压铸件" in own.title and number % 9 else own
        for number, own in enumerate(offers(3_000))
    ]
    records += [
        replace(OFFERS[0], id="dear", price_amount=Decimal(9_000_000)),
        replace(OFFERS[0], id="old", valid_until=date(2020, 1, 1)),
    ]
    ranking = Matcher(large(tmp_path, records, LetterEncoder())).ranking(DEMAND, 20, TODAY)
    assert len(ranking.matches) == 20
    by_id = {record.id: record for record in records}
    assert not [m for m in ranking.matches if by_id[m.offer_id].confidentiality == "sealed"]
    assert not {"dear", "old"} & {match.offer_id for match in ranking.matches}
    assert {"dear", "old"} <= {limit.offer_id for limit in ranking.limited}
    assert {limit.code for limit in ranking.limited} >= {"sealed", "over_budget", "expired"}


def test_ties_go_by_id(tmp_path: Path) -> None:
    twins = [replace(OFFERS[1], id=name) for name in ("z", "m", "c9")]
    found = Matcher(large(tmp_path, [*twins, *offers(50)])).rank(DEMANDS[0], 60, TODAY)
    places = [match.offer_id for match in found if match.offer_id in {"z", "m", "c9"}]
    assert places == ["c9", "m", "z"]
    assert [match.rank for match in found] == list(range(1, len(found) + 1))
    keys = [(-match.score, match.offer_id) for match in found]
    assert keys == sorted(keys)


def test_an_empty_stock_has_no_match(tmp_path: Path) -> None:
    assert Matcher(large(tmp_path, [])).rank(DEMAND) == []


def test_an_english_demand_finds_english_offers_among_chinese_ones(stock: LargeCorpus) -> None:
    found = [stock.record(match.offer_id) for match in Matcher(stock).rank(DEMANDS[2], 5, TODAY)]
    assert all(own and "laser seam" in f"{own.title} {own.title_en}".lower() for own in found)


def test_a_chinese_demand_finds_offers_in_english_alone(tmp_path: Path) -> None:
    records = [
        Record(f"e{n:04d}", f"Casting pores {n}", f"Pores of castings, series {n}.") for n in range(1_200)
    ]
    found = Matcher(large(tmp_path, records, LetterEncoder())).rank(DEMANDS[0], 20, TODAY)
    assert len(found) == 20


def test_a_record_without_vectors_is_found_by_words(tmp_path: Path) -> None:
    encoder = LetterEncoder()
    source = Source(batches_of(offers(1_500)), encoder, encode=False)
    build_generation(tmp_path, source, processes=1)
    found = Matcher(LargeCorpus(tmp_path, encoder)).rank(DEMAND, 5, TODAY)
    assert found[0].offer_id == "a"
    assert "letters" not in found[0].compared_by
