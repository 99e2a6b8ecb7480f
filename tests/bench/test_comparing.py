"""A figure that moved, data that changed, a model that is absent: each is said, and only a real pass passes."""

import math
from dataclasses import replace
from pathlib import Path

import figures
import pytest
from comparing import Comparison, Difference, absent_data, compare, data_faults
from figure_book import Entry, Source, digest_of, read_book
from tables import Table
from text_models import Models

ENTRY = Entry(
    id="one",
    says="One table",
    command="python bench/figures.py --only one",
    task="samples",
    data=("file",),
    seed="none",
    size="small",
    published=("docs/figures.md#one",),
    tolerance=0.01,
    models="USE + e5",
    columns=("nDCG",),
    expected={
        "engine": (0.9,),
        "engine, USE alone": (0.85,),
        "engine, e5 alone": (0.8,),
        "engine, texts alone": (0.7,),
        "bm25s": (0.6,),
        "e5": (0.5,),
    },
)
BOTH = Models({"USE": None, "e5": None})
ONE = Models({"USE": None})


def table(**changes: float) -> Table:
    rows = {name: (changes.get(name, row[0]),) for name, row in ENTRY.expected.items()}
    return Table("one", ("nDCG",), {name: row for name, row in rows.items() if row[0] is not None}, "about")


def test_the_same_figures_pass_and_so_do_those_at_the_edge_of_the_tolerance() -> None:
    assert compare(ENTRY, table(), BOTH).passed
    assert compare(ENTRY, table(engine=0.91, bm25s=0.59), BOTH).passed


def test_a_figure_beyond_the_tolerance_fails_whether_it_fell_or_rose() -> None:
    for found in (0.885, 0.915, math.nan):
        comparison = compare(ENTRY, table(engine=found), BOTH)
        assert not comparison.passed
        assert [(figure.system, figure.expected) for figure in comparison.off] == [("engine", 0.9)]


def test_a_system_that_came_or_went_fails() -> None:
    assert compare(ENTRY, table(bm25s=None), BOTH).faults == ("bm25s: in the book, not measured",)
    more = Table("one", ("nDCG",), table().rows | {"new": (1.0,)}, "about")
    assert compare(ENTRY, more, BOTH).faults == ("new: measured, not in the book",)
    assert not compare(ENTRY, more, BOTH).passed


def test_other_columns_and_an_empty_book_fail() -> None:
    assert not compare(ENTRY, Table("one", ("MRR",), {"engine": (0.9,)}, ""), BOTH).passed
    assert not compare(replace(ENTRY, expected={}), table(), BOTH).passed
    assert not Comparison(ENTRY, ()).passed


def test_without_e5_the_engine_is_compared_with_its_figure_for_use_alone() -> None:
    rows = {"engine": (0.85,), "engine, texts alone": (0.1,), "bm25s": (0.6,)}
    comparison = compare(ENTRY, Table("one", ("nDCG",), rows, ""), ONE)
    assert comparison.passed
    assert comparison.figures == (
        Difference("engine", "nDCG", 0.85, 0.85),
        Difference("bm25s", "nDCG", 0.6, 0.6),
    )
    assert "USE here, USE + e5 in the book" in comparison.note
    assert not compare(ENTRY, Table("one", ("nDCG",), rows | {"engine": (0.9,)}, ""), ONE).passed


def test_changed_and_absent_data_are_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("1")
    right = Source("file", "shared/a.txt", digest_of(tmp_path / "a.txt"), "us", "ours")
    assert data_faults(ENTRY, {"file": right}, tmp_path) == ()
    (told,) = data_faults(ENTRY, {"file": replace(right, sha256="0" * 64)}, tmp_path)
    assert told.startswith("data file (shared/a.txt) are not those of the book")
    assert absent_data(ENTRY, {"file": right}, tmp_path) == ""
    gone = replace(right, path="shared/b.txt")
    assert absent_data(ENTRY, {"file": gone}, tmp_path).startswith("not at hand: shared/b.txt")


def names(*arguments: str) -> list[str]:
    return [entry.id for entry in figures.chosen(read_book(), figures.parsed(arguments))]


def test_what_is_held_out_is_run_only_when_asked_for_by_name_of_the_half() -> None:
    assert "near-misses-held-out" not in names()
    assert "near-misses-held-out" in names("--held-out")
    with pytest.raises(figures.BookError, match="held out from all tuning"):
        names("--only", "near-misses-held-out")


def test_small_leaves_out_what_needs_other_data() -> None:
    assert "papers-title" in names()
    assert "papers-title" not in names("--small")
    assert "samples-held-out" in names("--small")


def test_an_unknown_name_is_told_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert figures.main(["--only", "nothing"]) == 2
    assert "no such figure: nothing. There are: samples-held-out" in capsys.readouterr().err


def test_a_miss_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    figures.tell(compare(ENTRY, table(engine=0.8), BOTH), each=False)
    told = capsys.readouterr().out
    assert "FAIL one" in told
    assert "engine, nDCG: expected 0.9000, found 0.8000, OFF" in told
    assert "python bench/figures.py --only one --write" in told
    assert "bm25s" not in told
