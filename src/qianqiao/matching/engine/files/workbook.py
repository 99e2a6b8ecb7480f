"""A workbook that an officer is glad to open: frozen heading, widths, and a sheet that says what was done."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from qianqiao.matching.engine.files.report import Column

_HEADING = PatternFill("solid", fgColor="1F4E5F")
_BAND = PatternFill("solid", fgColor="F3F6F7")
_LINE = Border(bottom=Side(style="hair", color="B8C4C8"))
_TOP = Alignment(vertical="top", wrap_text=True)
_NUMBERS = frozenset({"rank", "points", "score", "level"})


def write_workbook(
    path: Path,
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, object]],
    about: Sequence[tuple[str, str]],
    lang: str,
) -> None:
    """Results on the first sheet, what was done on the second."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has a worksheet")
    sheet.title = "匹配结果" if lang == "zh" else "Matches"
    _fill(sheet, columns, rows, lang)
    notes = book.create_sheet("说明" if lang == "zh" else "About")
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 28, 90
    for number, (name, value) in enumerate(about, start=1):
        _put(notes.cell(number, 1), name).font = Font(bold=True)
        _put(notes.cell(number, 2), value).alignment = _TOP
    book.save(path)


def _fill(
    sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Mapping[str, object]], lang: str
) -> None:
    for number, column in enumerate(columns, start=1):
        cell = _put(sheet.cell(1, number), column.heading(lang))
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEADING
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.row_dimensions[1].height = 26
    band, last = False, None
    for line, row in enumerate(rows, start=2):
        if row.get("demand") != last:
            band, last = not band, row.get("demand")
        for number, column in enumerate(columns, start=1):
            cell = _put(sheet.cell(line, number), row.get(column.key))
            cell.border = _LINE
            cell.alignment = Alignment(vertical="top", horizontal="right") if column.key in _NUMBERS else _TOP
            if band:
                cell.fill = _BAND
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = (
        "landscape",
        1,
        0,
    )
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _put(cell: Cell | MergedCell, value: object) -> Cell | MergedCell:
    """A value as it is; text never becomes a formula."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:32_000]
        cell.data_type = "s"
    elif isinstance(value, int | float):
        cell.value = value
    return cell
