"""Reads an Excel workbook row by row, never whole; formulas and error values are refused cell by cell."""

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from openpyxl import Workbook, load_workbook
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


@contextmanager
def _book(path: Path, name: str) -> Iterator[Workbook]:
    """The workbook, with the file closed whatever comes."""
    with path.open("rb") as file:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl tells of styles that it drops; none are read
                book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        except _DAMAGE as error:
            raise FileRefused("damaged_workbook", name=name, detail=type(error).__name__) from None
        try:
            yield book
        finally:
            book.close()


def workbook_rows(path: Path, name: str) -> Iterator[SheetRow]:
    """The rows of every visible sheet that holds cells, in order; raises FileRefused."""
    with _book(path, name) as book:
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                yield from _sheet_rows(sheet, name)


def _sheet_rows(sheet: Any, name: str) -> Iterator[SheetRow]:
    sheet.reset_dimensions()  # a written dimension may be wrong or absurd
    rows = sheet.iter_rows()
    try:
        for number in count(1):
            cells = _next(rows, name)
            if cells is None:
                return
            if number > limits.LARGEST_WORKBOOK_ROWS:
                raise FileRefused("too_many_rows", name=name, limit=str(limits.LARGEST_WORKBOOK_ROWS))
            yield _row(str(sheet.title), number, cells)
    finally:
        rows.close()


def _next(rows: Any, name: str) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return next(rows, None)
    except _DAMAGE as error:
        raise FileRefused("damaged_workbook", name=name, detail=type(error).__name__) from None


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
