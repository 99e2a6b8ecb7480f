"""Files as they come: encodings, delimiters, title lines, several sheets, headers in either language."""

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from qianqiao.imports.kinds import KINDS, Kind
from qianqiao.imports.reading.headers import IGNORE, Header
from qianqiao.imports.reading.tables import Table, open_table
from tests.imports.conftest import workbook

ACHIEVEMENTS: Kind = KINDS["achievements"]
TEXT = "成果名称,成果简介,完成单位\n缺陷识别装置,用射线识别铸件内部缺陷,示例理工大学\n"


def opened(path: Path, kind: Kind = ACHIEVEMENTS, **mapping: str) -> Table:
    return open_table(path, path.name, kind, mapping)


def header_of(path: Path, kind: Kind = ACHIEVEMENTS, **mapping: str) -> Header:
    header = opened(path, kind, **mapping).header()
    assert header is not None
    return header


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8-sig", b""), ("gb18030", b""), ("gbk", b""), ("utf-16", b"")],
)
def test_encodings_are_told_apart(tmp_path: Path, encoding: str, mark: bytes) -> None:
    path = tmp_path / "table"
    path.write_bytes(mark + TEXT.encode(encoding))
    (row,) = opened(path).rows()
    assert row.values["title"] == "缺陷识别装置"
    assert row.values["owner"] == "示例理工大学"


def test_characters_only_in_gb18030_survive(tmp_path: Path) -> None:
    path = tmp_path / "rare.csv"
    path.write_bytes(TEXT.replace("装置", "𠮷装置㐂").encode("gb18030"))
    (row,) = opened(path).rows()
    assert row.values["title"] == "缺陷识别𠮷装置㐂"


def test_traditional_text_in_big5_is_read(tmp_path: Path) -> None:
    lines = ["成果名稱,名稱,摘要,單位"] + [
        f"第{n}項,以射線影像與深度網路識別鋁合金壓鑄件內部的氣孔與縮鬆，檢測時間四秒,單件檢測時間為四點二秒，已在產線試用,示例大學"
        for n in range(60)
    ]
    path = tmp_path / "big5.csv"
    path.write_bytes("\n".join(lines).encode("big5hkscs"))
    mapped = opened(path, 成果名稱="external_id", 名稱="title", 摘要="summary", 單位="owner")
    assert next(iter(mapped.rows())).values["owner"] == "示例大學"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|", "，"])
def test_delimiters_are_told_apart(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(TEXT.replace(",", mark), encoding="utf-8")
    (row,) = opened(path).rows()
    assert row.values["summary"] == "用射线识别铸件内部缺陷"


def test_quoted_cells_may_span_lines(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(
        '成果名称,成果简介\n"装置","第一行\n第二行，有逗号,和""引号"""\n乙,丙\n', encoding="utf-8", newline=""
    )
    first, second = opened(path).rows()
    assert first.values["summary"] == '第一行\n第二行，有逗号,和"引号"'
    assert (first.number, second.number) == (2, 3)


def test_leading_zeros_kept_by_a_formula_like_quote(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text('编号,成果名称,成果简介\n="00123",装置,简介\n', encoding="utf-8")
    (row,) = opened(path).rows()
    assert row.values["external_id"] == "00123"


def test_a_header_below_title_lines_is_found(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "t.xlsx",
        [
            ["某大学2026年科技成果汇总表"],
            [],
            ["填表人：张示例", None, "单位：科研院"],
            ["序号", "成果名称*", "成果 简介（必填）", "完成单位"],
            [1, "甲", "乙", "丙"],
        ],
    )
    header = header_of(path)
    assert header.row == 4
    assert [column.key for column in header.columns] == [IGNORE, "title", "summary", "owner"]
    (row,) = opened(path).rows()
    assert (row.number, row.columns["title"]) == (5, "B")


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("成果名称", "title"), ("【成果名称】", "title"), ("成果名称（必填）", "title"), ("＊成果　名称", "title"), ("Title", "title"), ("title", "title"),
        ("项目名称", "title"), ("成果名称\nTitle", "title"), ("成果名称（英文）", "title_en"), ("Title (English)", "title_en"), ("TRL", "trl"),
        ("技术就绪水平（1-9级）", "trl"), ("价格（万元）", "price_amount"), ("摘要（英）", ""), ("备注", ""), ("拟转化方式", "modes"),
    ],
)  # fmt: skip
def test_headers_by_label_alias_and_key(tmp_path: Path, written: str, key: str) -> None:
    path = workbook(
        tmp_path / "t.xlsx",
        [["成果简介", "成果名称" if key != "title" else "编号", written], ["a", "b", "c"]],
    )
    assert header_of(path).columns[2].key == key


def test_a_unit_in_the_header_multiplies(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", [["成果名称", "成果简介", "价格（万元）"], ["甲", "乙", 80]])
    (row,) = opened(path).rows()
    assert row.factors["price_amount"] == 10_000


def test_of_two_columns_for_one_field_the_surer_wins(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", [["项目名称", "成果名称", "成果简介"], ["甲", "乙", "丙"]])
    assert [column.key for column in header_of(path).columns] == ["", "title", "summary"]


def test_a_person_may_say_what_a_column_is(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", [["宝贝", "成果简介", "成果名称"], ["甲", "乙", "丙"]])
    mapped = header_of(path, 宝贝="title", 成果名称=IGNORE)
    assert [column.key for column in mapped.columns] == ["title", "summary", IGNORE]


def test_every_sheet_with_a_complete_header_is_read_and_hidden_ones_are_not(tmp_path: Path) -> None:
    book = Workbook()
    for index, name in enumerate(["说明", "机械学院", "材料学院", "隐藏"]):
        sheet = book.active if index == 0 else book.create_sheet(name)
        assert sheet is not None
        sheet.title = name
        sheet.append(["填写说明"] if index == 0 else ["成果名称", "成果简介"])
        sheet.append(["请如实填写"] if index == 0 else [f"{name}成果", "简介"])
        sheet.sheet_state = "hidden" if name == "隐藏" else "visible"
    book.save(tmp_path / "t.xlsx")
    assert [(row.sheet, row.values["title"]) for row in opened(tmp_path / "t.xlsx").rows()] == [
        ("机械学院", "机械学院成果"),
        ("材料学院", "材料学院成果"),
    ]


def test_json_lines_are_numbered_by_line(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(
        "\n".join(["", json.dumps({"title": "甲"}, ensure_ascii=False), "[1]", '{"a": NaN}', "[" * 99_999]),
        encoding="utf-8",
    )
    rows = list(opened(path).rows())
    assert [row.number for row in rows] == [2, 3, 4, 5]
    assert [bool(row.refused) for row in rows] == [False, True, True, True]
