"""Reads an Excel workbook row by row, never whole; formulas and error values are refused cell by cell."""

import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from qianqiao.imports.problems import FileRefused, Problem
from qianqiao.imports.reading import limits
from qianqiao.imports.reading.rows import SheetRow, column_letter

# what openpyxl and the parsers under it raise on a file that is not what it claims
_DAMAGE = (
    zipfile.BadZipFile,
    InvalidFileException,
    ParseError,
    DefusedXmlException,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    OSError,
    OverflowError,
)


def workbook_rows(path: Path, name: str) -> Iterator[SheetRow]:
    """The rows of every visible sheet that holds cells, in order; raises FileRefused."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of styles that it drops; none are read
            book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except _DAMAGE as error:
        raise FileRefused("damaged_workbook", name=name, detail=type(error).__name__) from None
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                yield from _sheet_rows(sheet, name)
    finally:
        book.close()


def _sheet_rows(sheet: Any, name: str) -> Iterator[SheetRow]:
    sheet.reset_dimensions()  # a written dimension may be wrong or absurd
    rows = sheet.iter_rows()
    number = 0
    while True:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                cells = next(rows, None)
        except _DAMAGE as error:
            raise FileRefused("damaged_workbook", name=name, detail=type(error).__name__) from None
        if cells is None:
            return
        number += 1
        if number > limits.LARGEST_WORKBOOK_ROWS:
            raise FileRefused("too_many_rows", name=name, limit=str(limits.LARGEST_WORKBOOK_ROWS))
        yield _row(str(sheet.title), number, cells)


def _row(sheet: str, number: int, cells: Any) -> SheetRow:
    values: list[object] = []
    refused: dict[int, Problem] = {}
    for index, cell in enumerate(cells):
        value = cell.value
        if value is None:
            values.append(None)
            continue
        if isinstance(value, str) and len(value) > limits.LARGEST_CELL:
            raise FileRefused(
                "cell_too_long", address=f"{column_letter(index)}{number}", limit=str(limits.LARGEST_CELL)
            )
        if cell.data_type == "f" or isinstance(value, ArrayFormula | DataTableFormula):
            refused[index] = Problem("formula")
            value = str(getattr(value, "text", value))
        elif cell.data_type == "e":
            refused[index] = Problem("error_value", {"value": str(value)})
        values.append(value)
    while values and values[-1] is None:
        values.pop()
    if len(values) > limits.LARGEST_COLUMNS:
        raise FileRefused(
            "too_many_columns", sheet=sheet, count=str(len(values)), limit=str(limits.LARGEST_COLUMNS)
        )
    return SheetRow(sheet, number, values, refused)


def workbook_height(path: Path) -> int:
    """Rows of the visible sheets as the workbook states them, headers left out; 0 where it states none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(path, read_only=True, keep_links=False)
    try:
        heights = [int(sheet.max_row or 0) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    finally:
        book.close()
    return sum(max(height - 1, 0) for height in heights)
