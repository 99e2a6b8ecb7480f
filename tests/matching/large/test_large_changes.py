"""Changed, new and removed records count at once; a new generation takes over without losing any."""

import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qianqiao.matching.engine import Audience, Corpus, Matcher, Record
from qianqiao.matching.engine.large import LargeCorpus, LargeSearch, Source, batches_of, build_generation
from tests.matching.engine.stock import DEMAND, OFFERS
from tests.matching.large.large_stock import DEMANDS, LetterEncoder, offers

TODAY = Audience(today=date(2026, 11, 1))
NEW = Record(
    "new",
    "压铸壳体内部气孔自动查出装置",
    "压铸壳体气孔在线检出，0.5 mm以上气孔都能检出，每件8 s。",
    kind="patent",
)


@pytest.fixture
def stock(tmp_path: Path) -> LargeCorpus:
    build_generation(tmp_path, Source(batches_of(offers(2_500)), LetterEncoder()), processes=1)
    return LargeCorpus(tmp_path, LetterEncoder())


def ids(stock: LargeCorpus, query: Record = DEMAND, top: int = 20) -> list[str]:
    return [match.offer_id for match in Matcher(stock).rank(query, top, TODAY)]


def test_a_new_record_is_matched_and_searched_at_once(stock: LargeCorpus) -> None:
    assert "new" not in ids(stock)
    stock.upsert([NEW])
    assert ids(stock)[0] == "new"
    assert len(stock) == 2_506
    assert LargeSearch(stock).search("壳体气孔自动查出")[0].record == NEW


def test_a_changed_record_is_compared_by_its_new_text_alone(stock: LargeCorpus) -> None:
    assert ids(stock)[0] == "a"
    stock.upsert([replace(OFFERS[0], title="古代诗歌的韵律", text="讨论诗歌。", indicators=(), fields=())])
    assert "a" not in ids(stock)
    assert len(stock) == 2_505
    stock.upsert([OFFERS[0]])
    assert ids(stock)[0] == "a"
    assert len(stock) == 2_505


def test_a_removed_record_is_gone(stock: LargeCorpus) -> None:
    stock.upsert([NEW])
    stock.remove(["a", "new", "never there"])
    assert not {"a", "new"} & set(ids(stock, top=200))
    assert len(stock) == 2_504
    assert stock.record("a") is None
    assert stock.vectors("a") is None


def test_statistics_after_changes_are_those_of_a_stock_built_at_once(tmp_path: Path) -> None:
    """Frequencies, lengths and means of every key and model, exactly."""
    records = {record.id: record for record in offers(400)}
    build_generation(tmp_path, Source(batches_of(records.values()), LetterEncoder()), processes=1)
    stock = LargeCorpus(tmp_path, LetterEncoder())
    changed = replace(records["n00003"], text="改了的内容，含水率降到3 %。")
    stock.upsert([NEW, changed])
    stock.remove(["n00007", "d"])
    stock.upsert([replace(NEW, text="又改了一次")])
    kept = {key: own for key, own in records.items() if key not in {"n00007", "d"}}
    expected = Corpus.build(
        [*(kept | {changed.id: changed}).values(), replace(NEW, text="又改了一次")], LetterEncoder()
    )
    for code, partition in expected.partitions.items():
        known = stock.generation.statistics[code]
        for name, own in partition.lexical.items():
            keys = own._base.merged([own._delta]).keys
            assert own.frequency(keys).tolist() == known.words(name).frequency(keys).tolist()
            assert own.totals() == pytest.approx(known.words(name).totals())
        for role, dense in enumerate(partition.dense[0]):
            sums, count = known.meaning(0, role).totals()
            assert count == dense.totals()[1]
            assert sums == pytest.approx(dense.totals()[0], abs=0.02)


def test_two_processes_may_open_one_folder_and_each_hears_of_a_new_generation(stock: LargeCorpus) -> None:
    root = stock.generation.folder.parent
    other = LargeCorpus(root, LetterEncoder())
    assert not other.refresh()
    stock.upsert([NEW])
    build_generation(root, Source(stock.batches(), LetterEncoder()), processes=1)
    assert "new" not in ids(other)
    assert other.refresh()
    assert ids(other)[0] == "new"
    assert other.changed == 0
    before = ids(stock)
    assert stock.refresh()
    assert stock.changed == 0
    assert ids(stock)[:2] == before[:2] == ["new", "a"]


def test_what_changes_while_a_generation_is_built_is_kept(stock: LargeCorpus) -> None:
    root = stock.generation.folder.parent
    stock.upsert([NEW])
    batches = stock.batches()
    late = replace(NEW, id="late")
    stock.upsert([late, replace(NEW, text="完全改写，讨论诗歌")])
    stock.remove(["b"])
    building = threading.Thread(target=build_generation, args=(root, Source(batches, LetterEncoder())))
    building.start()
    building.join()
    assert stock.refresh()
    assert stock.record("late") == late
    assert stock.record("b") is None
    assert (stock.record("new") or NEW).text == "完全改写，讨论诗歌"
    assert ids(stock)[0] == "late"
    assert len(stock) == 2_506


def test_search_with_a_few_words(stock: LargeCorpus) -> None:
    search = LargeSearch(stock)
    hits = search.search("钛合金叶片 寿命预测", 10)
    assert len(hits) == 10
    assert all("叶片" in hit.record.title for hit in hits)
    assert [(-hit.value, hit.record.id) for hit in hits] == sorted(
        (-hit.value, hit.record.id) for hit in hits
    )
    assert search.search("  ") == []
    english = search.search("pond waste water", 3)
    assert all("pond waste water" in f"{hit.record.title} {hit.record.title_en}".lower() for hit in english)


def test_live_records_as_a_mapping(stock: LargeCorpus) -> None:
    stock.upsert([NEW])
    stock.remove(["b"])
    assert set(stock.records) == {record.id for record in [*offers(2_500), NEW]} - {"b"}
    assert all(stock.records[key].id == key for key in list(stock.records)[:50])
    assert (stock.records.get("b"), stock.records["new"]) == (None, NEW)
    with pytest.raises(KeyError):
        stock.records["b"]


def test_ids_of_any_length_are_told_apart(stock: LargeCorpus) -> None:
    assert stock.record("n00001") is not None
    assert stock.record("n000012345678901234567890") is None
    assert stock.record("n0000") is None


def test_demands_are_found_for_an_offer(tmp_path: Path) -> None:
    more = [replace(own, id=f"q{n:04d}", kind="demand") for n, own in enumerate(offers(1_500))]
    build_generation(
        tmp_path, Source(batches_of([*more, *DEMANDS, DEMAND]), LetterEncoder(), side="demand"), processes=1
    )
    best = Matcher(LargeCorpus(tmp_path, LetterEncoder())).rank(OFFERS[0], 5, TODAY)
    assert "D" in {match.demand_id for match in best}
    assert {match.offer_id for match in best} == {"a"}
