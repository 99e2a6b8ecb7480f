"""A generation is whole or not there; the fast ways of reading text give what the slow ones give."""

import os
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qianqiao.matching.engine import Document, Indicator, Matcher, Record
from qianqiao.matching.engine.index.lexical import KeyCounts, LexicalField
from qianqiao.matching.engine.index.postings import Postings
from qianqiao.matching.engine.large import (
    BuildRunning,
    LargeCorpus,
    NoGeneration,
    Source,
    UnfitGeneration,
    batches_of,
    build_generation,
    folders,
)
from qianqiao.matching.engine.large.coding import decoded, encoded
from qianqiao.matching.engine.large.term_index import TermIndex, TermIndexWriter, WeightedTerms
from qianqiao.matching.engine.prepared import TERMS, keys_of
from qianqiao.matching.engine.text.clean import clean
from qianqiao.matching.engine.text.terms import term_words, terms_of
from qianqiao.matching.engine.views import View, units_of
from tests.matching.engine.stock import DEMAND, EXPERTS, OFFERS
from tests.matching.large.large_stock import LetterEncoder, offers, real_texts

_BUILD = """
import sys, time
from pathlib import Path
from qianqiao.matching.engine.large import Source, build_generation
from tests.matching.large.large_stock import offers

def slowly():
    for record in offers(200):
        yield [record], {}
        print("one", flush=True)
        time.sleep(0.05)

build_generation(Path(sys.argv[1]), Source(slowly(), None), processes=1)
"""
_RANK = """
import sys
from pathlib import Path
from qianqiao.matching.engine import Matcher
from qianqiao.matching.engine.large import LargeCorpus
from tests.matching.engine.stock import DEMAND
for match in Matcher(LargeCorpus(Path(sys.argv[1]), None)).rank(DEMAND, 10):
    print(match.offer_id, match.score)
"""


def python(code: str, *arguments: str) -> "subprocess.Popen[str]":
    root = Path(__file__).resolve().parents[3]
    path = os.pathsep.join([str(root), str(root / "src")])
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )


def test_a_killed_build_leaves_the_old_generation_serving(tmp_path: Path) -> None:
    build_generation(tmp_path, Source(batches_of(offers(100)), None), processes=1)
    before = Matcher(LargeCorpus(tmp_path, None)).rank(DEMAND)
    building = python(_BUILD, str(tmp_path))
    assert building.stdout is not None
    assert building.stdout.readline() == "one\n"
    assert list(tmp_path.glob("unfinished-*"))
    building.send_signal(signal.SIGKILL)
    building.wait()
    building.stdout.close()
    assert Matcher(LargeCorpus(tmp_path, None)).rank(DEMAND) == before
    build_generation(tmp_path, Source(batches_of(offers(120)), None), processes=1)
    assert len(LargeCorpus(tmp_path, None)) == 125
    assert not list(tmp_path.glob("unfinished-*"))


def test_only_one_builder_at_a_time(tmp_path: Path) -> None:
    building = python(_BUILD, str(tmp_path))
    assert building.stdout is not None
    assert building.stdout.readline() == "one\n"
    with pytest.raises(BuildRunning, match="another process is building"):
        build_generation(tmp_path, Source(batches_of(offers(10)), None), processes=1)
    building.kill()
    building.wait()
    building.stdout.close()


@pytest.mark.slow
def test_two_processes_read_one_generation_alike(tmp_path: Path) -> None:
    build_generation(tmp_path, Source(batches_of(offers(300)), None), processes=1)
    readers = [python(_RANK, str(tmp_path)) for _ in range(2)]
    told = [reader.communicate()[0] for reader in readers]
    own = "".join(f"{m.offer_id} {m.score}\n" for m in Matcher(LargeCorpus(tmp_path, None)).rank(DEMAND, 10))
    assert told == [own, own]


@pytest.mark.slow
def test_processes_build_what_one_process_builds(tmp_path: Path) -> None:
    records = offers(9_000)
    for name, processes in (("one", 1), ("two", 2)):
        build_generation(
            tmp_path / name, Source(batches_of(records, size=2_500), LetterEncoder(), encode=False), processes
        )
    first, second = (folders.current(tmp_path / name) for name in ("one", "two"))
    names = sorted(str(path.relative_to(first)) for path in first.rglob("*") if path.is_file())
    assert len(names) > 20
    for name in names:
        if name != "manifest.json" and not name.endswith(".npz"):
            assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_what_is_amiss_is_told_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(NoGeneration, match="build one first"):
        LargeCorpus(tmp_path, None)
    with pytest.raises(ValueError, match="two records have the id a"):
        build_generation(tmp_path, Source(batches_of([OFFERS[0], *OFFERS]), None), processes=1)
    with pytest.raises(NoGeneration):
        LargeCorpus(tmp_path, None)
    folder = build_generation(tmp_path, Source(batches_of(OFFERS), None), processes=1)
    with pytest.raises(UnfitGeneration, match="built with the encoder none, not with letters/1"):
        LargeCorpus(tmp_path, LetterEncoder())
    (folder / "records.bin").write_bytes(b"short")
    with pytest.raises(UnfitGeneration, match=r"records.bin has 5 bytes, not \d+: build anew"):
        LargeCorpus(tmp_path, None)
    (folder / "manifest.json").unlink()
    with pytest.raises(UnfitGeneration, match="cannot be read"):
        LargeCorpus(tmp_path, None)


def test_old_generations_are_cleared_away(tmp_path: Path) -> None:
    for _ in range(4):
        build_generation(tmp_path, Source(batches_of(OFFERS), None), processes=1)
    assert sorted(path.name for path in tmp_path.glob("gen-*")) == ["gen-000003", "gen-000004"]


@pytest.mark.parametrize("record", [*OFFERS, DEMAND, *EXPERTS, Record("空", "")])
def test_a_record_comes_back_as_it_went_in(record: Record) -> None:
    assert decoded(encoded(record)) == record


@settings(max_examples=60, deadline=None)
@given(st.builds(
    Record,
    id=st.text(min_size=1, max_size=8),
    title=st.text(max_size=20),
    text=st.text(max_size=60),
    fields=st.lists(st.text(max_size=5), max_size=3).map(tuple),
    trl=st.none() | st.integers(1, 9),
    budget_max=st.none() | st.decimals(0, 10**9, places=2).map(Decimal),
    valid_until=st.none() | st.dates(),
    indicators=st.lists(st.builds(Indicator, st.text(max_size=5), st.floats(-1e6, 1e6), value_max=st.none() | st.floats(0, 9)), max_size=2).map(tuple),
    documents=st.lists(st.builds(Document, st.text(max_size=9), year=st.none() | st.integers(1990, 2026)), max_size=2).map(tuple),
))  # fmt: skip
def test_any_record_comes_back(record: Record) -> None:
    assert decoded(encoded(record)) == record


def test_terms_counted_the_fast_way_are_those_of_the_slow_way_on_real_text() -> None:
    for text in real_texts(1_500):
        full = clean(text)
        assert sorted(term_words(full)) == sorted(term.key for term in terms_of(full))


@given(st.text(alphabet="压铸气孔一二三个 0123.5mm%℃ abcing-/αß\u0130", max_size=60))
def test_terms_counted_the_fast_way_are_those_of_the_slow_way(text: str) -> None:
    assert sorted(term_words(text)) == sorted(term.key for term in terms_of(text))


def test_the_lists_of_terms_score_as_the_field_in_memory(tmp_path: Path) -> None:
    """Written in three parts and read from disk: frequencies, BM25 of every row, and the best of them."""
    views = [unit.views[0] for record in offers(600) for unit in units_of(record)]
    keys, rows = keys_of(views)[TERMS]
    field = LexicalField()
    field.append(keys, rows, len(views))
    writer = TermIndexWriter(tmp_path)
    for start, stop in ((0, 100), (100, 101), (101, len(views))):
        writer.add(Postings.from_pairs(*keys_of(views[start:stop])[TERMS]), start)
    writer.finish()
    index = TermIndex(tmp_path, np.bincount(rows, minlength=len(views)).astype(np.float32))
    every = np.unique(keys)
    assert index.frequency(every).tolist() == field.frequency(every).tolist()
    for text in ("铝合金压铸件的气孔检测，误差小于3 %", "没有这些词", "Series on pond waste water 7"):
        query = KeyCounts.of(keys_of([View("zh", text, text, ("text",))])[TERMS][0])
        wanted = WeightedTerms.of(query, field.idf(query.keys), field.mean_length())
        expected = field.bm25(query)
        assert index.scores(wanted, np.arange(len(views))) == pytest.approx(expected, abs=1e-6)
        best = index.best(wanted, 25)
        assert len(best) == min(25, int((expected > 0).sum()))
        rest = np.delete(expected, best)
        assert not len(best) or expected[best].min() >= rest.max() - 1e-6
