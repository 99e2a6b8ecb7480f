"""My cases as an Excel workbook."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO

from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from qianqiao.core.clock import SHANGHAI
from qianqiao.docking.presenting.rows import CaseRow
from qianqiao.imports.workbooks.safe_cells import text_cell

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TIME = "yyyy-mm-dd hh:mm"


def _heads() -> list[tuple[str, int]]:
    return [
        (pgettext("column", "Case"), 15),
        (pgettext("column", "About"), 46),
        (pgettext("column", "Other side"), 30),
        (pgettext("column", "State of the case"), 20),
        (pgettext("column", "Whose turn"), 30),
        (pgettext("column", "Due"), 17),
        (pgettext("column", "Late"), 8),
        (pgettext("column", "Begun"), 17),
        (pgettext("column", "Demand"), 15),
        (pgettext("column", "Offer"), 15),
        (pgettext("column", "Reasons"), 30),
    ]


def workbook(rows: Iterable[CaseRow]) -> bytes:
    """One case a row, in the order of the page."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(pgettext("sheet", "My cases"))
    sheet.freeze_panes = "A2"
    for n, (_title, width) in enumerate(_heads()):
        sheet.column_dimensions[chr(ord("A") + n)].width = width
    heads = [text_cell(sheet, title) for title, _ in _heads()]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for row in rows:
        cells = [
            row.case.number,
            row.title,
            row.counterpart,
            str(row.badge["label"]),
            row.turn,
            row.due_at,
            pgettext("cell", "late") if row.late else "",
            row.case.created_at,
            row.case.demand,
            row.case.offer,
            row.reasons,
        ]
        sheet.append([_cell(sheet, value) for value in cells])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cell(sheet: WriteOnlyWorksheet, value: object) -> Cell:
    if not isinstance(value, datetime):
        return text_cell(sheet, value)
    cell = WriteOnlyCell(sheet, value=value.astimezone(SHANGHAI).replace(tzinfo=None))
    cell.number_format = _TIME
    return cell
