"""Rejected rows come back as they were, marked, told and ready to be uploaded again."""

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from qianqiao.catalogue.models import Achievement
from qianqiao.imports.workbooks import rejects
from qianqiao.organisations.models import Organisation
from tests.imports.conftest import Import, workbook

pytestmark = pytest.mark.django_db
HEADER = ["编号", "成果名称", "成果简介", "完成单位", "TRL", "备注"]


def row(n: int, **values: object) -> list[object]:
    told = {
        "编号": f"A-{n}",
        "成果名称": f"装置{n}",
        "成果简介": "说明文字",
        "完成单位": "示例理工大学",
        "TRL": 6,
        "备注": "=1+1",
    } | values
    return [told[name] for name in HEADER]


@pytest.mark.parametrize(
    ("language", "head", "told"), [("zh", "原因", "请填写1至9之间的数"), ("en", "Reason", "from 1 to 9")]
)
def test_only_rejected_rows_are_in_it_with_marks_and_reasons(  # noqa: PLR0917  fixtures and languages
    tmp_path: Path, university: Organisation, run_of: Import, language: str, head: str, told: str
) -> None:
    path = workbook(
        tmp_path / "t.xlsx", [["汇总表"], HEADER, row(1), row(2, TRL=12, 完成单位="某某"), row(3)]
    )
    run = run_of(path, language=language)
    sheet = load_workbook(run.rejects_path).worksheets[0]
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]] == [head, *HEADER]
    assert len(rows) == 2
    assert told in str(rows[1][0].value)
    marked = {cell.coordinate for cell in rows[1] if cell.fill.fgColor.rgb == "00F9D9D0"}
    assert marked == {"E2", "F2"}
    assert rows[1][5].comment is not None
    assert told in rows[1][5].comment.text
    assert (rows[1][1].value, rows[1][6].value, rows[1][6].data_type) == ("A-2", "=1+1", "s")


def test_the_mended_workbook_is_uploaded_again(
    tmp_path: Path, university: Organisation, run_of: Import
) -> None:
    path = workbook(tmp_path / "t.xlsx", [HEADER, row(1), row(2, TRL=12), row(3)])
    book = load_workbook(run_of(path).rejects_path)
    book.worksheets[0]["F2"] = 7
    book.save(tmp_path / "mended.xlsx")
    again = run_of(tmp_path / "mended.xlsx")
    assert (again.created, again.rejected) == (1, 0)
    assert sorted(Achievement.objects.values_list("external_id", "trl")) == [
        ("A-1", 6),
        ("A-2", 7),
        ("A-3", 6),
    ]


def test_very_many_rejected_rows_come_as_text(
    tmp_path: Path, university: Organisation, run_of: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rejects, "LARGEST_WORKBOOK", 2)
    path = workbook(tmp_path / "t.xlsx", [HEADER, *[row(n, TRL=12) for n in range(5)]])
    made = Path(run_of(path).rejects_path)
    assert made.suffix == ".csv"
    with made.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["原因", *HEADER]
    assert len(rows) == 6
    assert rows[1][6] == "'=1+1"  # no spreadsheet takes it for a formula


def test_lines_of_json_come_back_as_a_table(tmp_path: Path, university: Organisation, run_of: Import) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(
        '{"external_id": "1", "title": "装置", "summary": "说明", "owner": "示例理工大学", "modes": ["赠送"]}\nnonsense\n',
        encoding="utf-8",
    )
    run = run_of(path)
    assert (run.rejected, run.row_errors.filter(code="row_not_object").count()) == (2, 1)
    rows = list(load_workbook(run.rejects_path).worksheets[0].iter_rows(values_only=True))
    told = dict(zip(rows[0], rows[1], strict=True))
    assert (told["title"], told["modes"]) == ("装置", "赠送")
