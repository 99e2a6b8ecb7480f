"""The commands match and score: files in, files out, clear refusals, nothing half-written."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner, Result

from qianqiao.cli import match, score

app = typer.Typer()
app.command("match")(match.match)
app.command("score")(score.score)
HEADER = ["编号", "名称", "简介"]
DEMANDS = [
    ["D1", "压铸壳体里的气孔要能自动查出来", "内部气孔只能切开看，希望在线检出0.5 mm以上的气孔。"],
    ["D2", "养殖尾水氨氮超标", "尾水里的氨氮总是超标。"],
]
OFFERS = [
    ["A1", "压铸件内部气孔的X射线检测", "对压铸件内部气孔进行在线检测，可检出0.3 mm气孔。"],
    ["A2", "养殖尾水的氨氮去除", "用生物膜去除养殖尾水中的氨氮。"],
    ["A3", "=1+1", "薄膜涂层的激光清洗"],
]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(item) for item in arguments])


def write_csv(path: Path, rows: list[list[str]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def write_xlsx(path: Path, rows: list[list[str]]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
        cell.data_type = "s"
    book.save(path)
    return path


def write_jsonl(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def read_jsonl(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def demands(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "demands.csv", [HEADER, *DEMANDS], "gb18030")


@pytest.fixture
def offers(tmp_path: Path) -> Path:
    return write_xlsx(tmp_path / "offers.xlsx", [["某大学成果汇总"], HEADER, *OFFERS])


def test_two_files_become_a_workbook_with_reasons(demands: Path, offers: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    result = run("match", "--demands", demands, "--offers", offers, "--out", out, "--top", 2, "--words-only")
    assert result.exit_code == 0, result.output
    book = load_workbook(out)
    assert book.sheetnames == ["匹配结果", "说明"]
    rows = list(book["匹配结果"].iter_rows(values_only=True))
    assert rows[0][:5] == ("需求编号", "需求名称", "排名", "成果编号", "成果名称")
    assert [(row[0], row[2], row[3]) for row in rows[1:] if row[2] == 1] == [("D1", 1, "A1"), ("D2", 1, "A2")]
    assert "气孔" in str(rows[1][8])
    assert book["匹配结果"].freeze_panes == "A2"
    about = dict(book["说明"].iter_rows(values_only=True))
    assert (about["需求数"], about["供给数"]) == ("2", "3")


def test_english_headings_and_text_that_is_no_formula(demands: Path, offers: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    options = ("--words-only", "--lang", "en", "--top", 3)
    assert run("match", "--demands", demands, "--offers", offers, "--out", out, *options).exit_code == 0
    sheet = load_workbook(out)["Matches"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "Demand no."
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert cells
    assert all(cell.data_type == "s" for cell in cells)


def test_json_lines_hold_everything_and_parts_sum(demands: Path, offers: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert run("match", "--demands", demands, "--offers", offers, "--out", out, "--words-only").exit_code == 0
    for row in read_jsonl(out):
        assert sum(row["parts"].values()) == pytest.approx(row["score"], abs=1e-9)
        assert {"demand", "offer", "rank", "strength", "reasons", "missing", "words"} <= row.keys()


def test_csv_opens_in_a_spreadsheet(demands: Path, offers: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert run("match", "--demands", demands, "--offers", offers, "--out", out, "--words-only").exit_code == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0]["demand"] == "D1"
    assert all(not row["offer_title"].startswith("=") for row in rows)


def test_pairs_are_scored_in_their_order_experts_too(demands: Path, tmp_path: Path) -> None:
    offers = write_jsonl(
        tmp_path / "offers.jsonl",
        [
            {"id": "A1", "title": "气孔检测", "text": "内部气孔检测"},
            {"id": "X1", "documents": [{"title": "气孔检测", "text": "压铸件气孔的射线检测"}]},
        ],
    )
    pairs = write_csv(
        tmp_path / "pairs.csv", [["demand", "offer"], ["D2", "A1"], ["D1", "X1"], ["D1", "A1"], ["D1", "X1"]]
    )
    out = tmp_path / "scores.jsonl"
    options = ("--pairs", pairs, "--demands", demands, "--offers", offers, "--out", out, "--words-only")
    result = run("score", *options)
    assert result.exit_code == 0, result.output
    rows = read_jsonl(out)
    assert [(row["demand"], row["offer"]) for row in rows] == [
        ("D2", "A1"),
        ("D1", "X1"),
        ("D1", "A1"),
        ("D1", "X1"),
    ]
    assert rows[1] == rows[3]
    assert all(0 <= row["score"] <= 1 for row in rows)
    assert rows[0]["score"] < rows[2]["score"]


def test_sealed_demands_are_used_for_their_owner_alone(offers: Path, tmp_path: Path) -> None:
    row = {
        "id": "D1",
        "title": "气孔",
        "text": "压铸件气孔检测",
        "confidentiality": "sealed",
        "owner": "甲厂",
    }
    demands = write_jsonl(tmp_path / "demands.jsonl", [row])
    out = tmp_path / "out.jsonl"
    command = ("match", "--demands", demands, "--offers", offers, "--out", out, "--words-only")
    assert run(*command).exit_code == 0
    assert read_jsonl(out) == []
    assert run(*command, "--owner", "甲厂").exit_code == 0
    assert read_jsonl(out)


def test_a_public_summary_stands_in_for_the_text(offers: Path, tmp_path: Path) -> None:
    row = {
        "id": "D1",
        "title": "一项检测需求",
        "problem": "压铸件气孔检测",
        "public_summary": "薄膜涂层的清洗",
        "confidentiality": "summary_public",
        "organisation": "甲厂",
    }
    demands = write_jsonl(tmp_path / "demands.jsonl", [row])
    out = tmp_path / "out.jsonl"
    command = ("match", "--demands", demands, "--offers", offers, "--out", out, "--words-only", "--top", 1)
    assert run(*command).exit_code == 0
    assert read_jsonl(out)[0]["offer"] == "A3"
    assert run(*command, "--owner", "甲厂").exit_code == 0
    assert read_jsonl(out)[0]["offer"] == "A1"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([HEADER], ["没有数据行"]),
        ([["甲", "乙"], ["1", "2"]], ["缺少列", "编号 (id)", "甲、乙"]),
        ([HEADER, ["D1", "无", "/"]], ["第 2 行", "标题和内容都为空"]),
        ([HEADER, ["", "气孔", "检测"]], ["第 2 行", "缺少编号"]),
        ([HEADER, ["D1", "气孔", "检测"], ["D1", "氨氮", "去除"]], ["第 3 行", "D1", "第 2 行重复"]),
        ([[*HEADER, "预算上限"], ["D1", "气孔", "检测", "很多"]], ["第 2 行", "很多", "不是金额"]),
    ],
)
def test_a_refusal_says_file_row_and_cure(
    rows: list[list[str]], said: list[str], offers: Path, tmp_path: Path
) -> None:
    demands = write_csv(tmp_path / "bad.csv", rows)
    out = tmp_path / "out.xlsx"
    result = run("match", "--demands", demands, "--offers", offers, "--out", out, "--words-only")
    assert result.exit_code == 2
    for part in ("bad.csv", *said):
        assert part in result.output
    assert not out.exists()
    assert {path.name for path in tmp_path.iterdir()} == {"bad.csv", "offers.xlsx"}


def test_files_that_are_not_there_or_not_tables_are_refused(offers: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"not a workbook")
    for path, said in (
        (tmp_path / "none.csv", "no such file"),
        (broken, "cannot be read"),
        (tmp_path, "folder"),
    ):
        result = run(
            "match", "--demands", path, "--offers", offers, "--out", tmp_path / "o.csv", "--lang", "en"
        )
        assert result.exit_code == 2
        assert said in result.output
    result = run(
        "match", "--demands", offers, "--offers", offers, "--out", tmp_path / "o.pdf", "--lang", "en"
    )
    assert (result.exit_code, ".pdf" in result.output) == (2, True)


def test_an_unknown_pair_and_a_broken_line_are_named(demands: Path, offers: Path, tmp_path: Path) -> None:
    pairs = write_csv(tmp_path / "pairs.csv", [["需求编号", "成果编号"], ["D1", "A9"]])
    options = ("--demands", demands, "--offers", offers, "--out", tmp_path / "s.csv", "--words-only")
    result = run("score", "--pairs", pairs, *options)
    assert (result.exit_code, "A9" in result.output, "第 2 行" in result.output) == (2, True, True)
    lines = tmp_path / "d.jsonl"
    lines.write_text('{"id": "1", "title": "x"}\n{"id": \n', encoding="utf-8")
    result = run("match", "--demands", lines, "--offers", offers, "--out", tmp_path / "s.csv", "--words-only")
    assert (result.exit_code, "第 2 行" in result.output) == (2, True)


def test_the_commands_load_no_web_frame() -> None:
    code = "import sys, qianqiao.cli.match, qianqiao.cli.score; sys.exit(any(m.split('.')[0] == 'django' for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
