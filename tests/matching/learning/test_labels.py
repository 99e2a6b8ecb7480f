"""Labels from files: levels and outcomes, several votes, every bad cell named, odd files never a crash."""

import csv
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from qianqiao.matching.engine import Record
from qianqiao.matching.engine.files.problems import FileRefused
from qianqiao.matching.engine.learning.training.labels import Label, digest_of, read_labels

DEMANDS = {key: Record(key, "需求", kind="demand") for key in ("D1", "D2")}
OFFERS = {key: Record(key, "成果") for key in ("A1", "A2", "7")}


def read(path: Path, rows: list[list[object]]) -> list[Label]:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return read_labels(path, DEMANDS, OFFERS)


def test_levels_and_outcomes(tmp_path: Path) -> None:
    found = read(
        tmp_path / "labels.csv",
        [
            ["需求编号", "成果编号", "等级", "结果", "原因", "日期"],
            ["D1", "A1", "4", "", "", "2026-10-02"],
            ["D1", "A2", "", "refused", "price", "2026/10/05"],
            ["D1", "7", "", "拒绝", "不相关", ""],
            ["D2", "A1", "", "accepted", "", ""],
            ["D2", "A2", "", "useful", "", ""],
            ["D2", "7", "", "pending", "", ""],
        ],
    )
    assert [(label.demand, label.offer, label.level) for label in found] == [
        ("D1", "7", 1),
        ("D1", "A1", 4),
        ("D1", "A2", 2),
        ("D2", "A1", 4),
        ("D2", "A2", 3),
    ]
    assert found[1].day == date(2026, 10, 2)
    assert found[2].day == date(2026, 10, 5)


def test_a_workbook_with_numbers_and_dates(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["demand", "offer", "level", "date"], ["D1", 7, 3, date(2026, 9, 1)]):
        sheet.append(row)
    book.save(tmp_path / "labels.xlsx")
    found = read_labels(tmp_path / "labels.xlsx", DEMANDS, OFFERS)
    assert found == [Label("D1", "7", 3, day=date(2026, 9, 1))]


def test_several_votes_give_the_lower_median(tmp_path: Path) -> None:
    rows = [["demand", "offer", "level"], *(["D1", "A1", level] for level in (4, 2, 4, 3))]
    (label,) = read(tmp_path / "labels.csv", rows)  # type: ignore[arg-type]
    assert (label.level, label.votes, label.disputed) == (3, 4, True)


def test_every_bad_cell_is_named(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["demand", "offer", "level", "outcome", "date"],
        ["D1", "A1", "5", "", ""],
        ["D1", "A2", "", "maybe", ""],
        ["D2", "A1", "3", "", "soon"],
        ["D2", "A2", "2.5", "", ""],
    ]
    with pytest.raises(FileRefused) as caught:
        read(tmp_path / "labels.csv", rows)
    told = [(problem.row, problem.column, problem.code) for problem in caught.value.problems]
    assert told == [
        (2, "level", "bad_grade"),
        (3, "outcome", "bad_outcome"),
        (4, "date", "bad_date"),
        (5, "level", "bad_grade"),
    ]
    assert all("“" in problem.text("zh") and "“" in problem.text("en") for problem in caught.value.problems)


def test_unknown_ids_and_files_without_a_word_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as caught:
        read(tmp_path / "labels.csv", [["demand", "offer", "level"], ["D9", "A1", 3]])
    assert caught.value.problems[0].code == "unknown_id"
    with pytest.raises(FileRefused) as caught:
        read(tmp_path / "labels.csv", [["demand", "offer", "level"], ["D1", "A1", ""]])
    assert caught.value.problems[0].code == "no_labels"


def test_the_digest_names_pairs_and_levels_alone() -> None:
    one = [Label("D1", "A1", 3, day=date(2026, 1, 1))]
    assert digest_of(one) == digest_of([Label("D1", "A1", 3, votes=2)])
    assert digest_of(one) != digest_of([Label("D1", "A1", 4)])


CELLS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["D1", "D2", "A1", "7", "4", "1.0", "refused", "４", "3级", "2026-13-01", "=1+1", "\x00"]
    ),
    st.integers(-10, 10),
    st.floats(),
)
HEADS = st.lists(
    st.sampled_from(["demand", "offer", "level", "outcome", "原因", "日期", "", "note", "等级"]),
    min_size=1,
    max_size=6,
)


@settings(deadline=None, max_examples=150)
@given(HEADS, st.lists(st.lists(CELLS, max_size=6), max_size=5), st.sampled_from(["utf-8", "gb18030"]))
def test_odd_files_are_read_or_refused_with_a_reason(
    head: list[str], rows: list[list[object]], encoding: str
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "labels.csv"
        with path.open("w", encoding=encoding, newline="", errors="replace") as file:
            csv.writer(file).writerows([head, *rows])
        try:
            found = read_labels(path, DEMANDS, OFFERS)
        except FileRefused as refusal:
            told = [problem.text(lang) for problem in refusal.problems for lang in ("zh", "en")]
            found = []
        else:
            told = [str(label) for label in found]
        assert all(told)
        if found:
            assert all(label.level in {1, 2, 3, 4} for label in found)
            assert [(one.demand, one.offer) for one in found] == sorted(
                {(one.demand, one.offer) for one in found}
            )
