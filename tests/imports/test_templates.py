"""Templates: complete, safe, and understood by the importer that gave them out."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from qianqiao.core.actor import SYSTEM
from qianqiao.imports.examples import MARKS
from qianqiao.imports.kinds import KINDS
from qianqiao.imports.reading.tables import open_table
from qianqiao.imports.workbooks.template import header_of, template_bytes
from qianqiao.organisations.domain.records import upsert_organisations
from tests.imports.conftest import Import

BOTH = pytest.mark.parametrize("language", ["zh", "en"])
EVERY = pytest.mark.parametrize("kind", list(KINDS))


def book_of(kind: str, language: str) -> Any:
    return load_workbook(BytesIO(template_bytes(KINDS[kind], language)))


@EVERY
@BOTH
def test_every_field_has_a_column_a_note_and_a_line_of_help(kind: str, language: str) -> None:
    book = book_of(kind, language)
    data, helping, lists = book.worksheets
    assert [cell.value for cell in data[1]] == [header_of(spec, language) for spec in KINDS[kind].specs]
    assert all(cell.comment and cell.comment.text for cell in data[1])
    assert helping.max_row == len(KINDS[kind].specs) + 1
    assert lists.sheet_state == "hidden"
    assert bool(data.data_validations.dataValidation) is (kind != "experts")  # experts have lists only


@EVERY
@BOTH
def test_no_cell_is_a_formula(kind: str, language: str) -> None:
    for sheet in book_of(kind, language).worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@EVERY
@BOTH
def test_drop_downs_offer_what_the_importer_takes(kind: str, language: str) -> None:
    from qianqiao.imports.parsing.cells import parse_cell  # noqa: PLC0415  one use
    from qianqiao.imports.parsing.plan import plans  # noqa: PLC0415  one use

    book = book_of(kind, language)
    columns = {header_of(spec, language): spec.key for spec in KINDS[kind].specs}
    for rule in book.worksheets[0].data_validations.dataValidation:
        first = str(rule.sqref).split(":")[0].rstrip("0123456789")
        key = columns[book.worksheets[0][f"{first}1"].value]
        area = rule.formula1.split("!")[1].replace("$", "")
        for (cell,) in book["lists"][area]:
            parse_cell(plans(kind)[key], cell.value)


@EVERY
@BOTH
@pytest.mark.django_db
def test_the_untouched_template_imports_nothing(
    tmp_path: Path, run_of: Import, kind: str, language: str
) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(template_bytes(KINDS[kind], language))
    header = open_table(path, path.name, KINDS[kind]).header()
    assert header is not None
    assert header.unknown == ()
    run = run_of(path, kind)
    assert (run.state, run.cursor) == ("finished", 0)


@EVERY
@BOTH
@pytest.mark.django_db
def test_the_example_is_sound_once_it_is_made_ones_own(
    tmp_path: Path, run_of: Import, kind: str, language: str
) -> None:
    owners = [("示例理工大学", "university"), ("宁波示例压铸有限公司", "enterprise")]
    if kind != "organisations":
        upsert_organisations(
            [{"external_id": name, "name": name, "kind": own} for name, own in owners],
            actor=SYSTEM,
            source="test",
        )
    book = book_of(kind, language)
    sheet = book.worksheets[0]
    name = next(
        cell
        for cell in sheet[1]
        if cell.value
        in {header_of(KINDS[kind].spec(k), language) for k in ("title", "name") if k in KINDS[kind].keys}
    )
    sheet.cell(2, name.column).value = "自己的一条记录，用于改写示例"
    book.save(tmp_path / "filled.xlsx")
    run = run_of(tmp_path / "filled.xlsx", kind)
    assert [str(error) for error in run.row_errors.all()] == []
    assert run.created == 1
    record = KINDS[kind].model._default_manager.latest("pk")
    assert MARKS["zh"] not in record.external_id
