"""Cells that no spreadsheet program takes for a formula."""

import re
from datetime import date, datetime
from decimal import Decimal

from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Plain = None | int | float | Decimal | date | datetime | str

_RISKY = re.compile(r"^[=+\-@\t\r]")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST = 32_767


def plain(value: object) -> Plain:
    """A value that a cell can hold; texts lose what XML cannot carry."""
    if value is None or isinstance(value, int | float | Decimal | date | datetime):
        return value
    return _ILLEGAL.sub("", str(value))[:LONGEST]


def text_cell(sheet: WriteOnlyWorksheet, value: object) -> Cell:
    """A cell that shows a value as it is; a text that begins like a formula is stored and marked as text."""
    cell = WriteOnlyCell(sheet, value=None)
    told = plain(value)
    cell.value = told
    if isinstance(told, str):
        cell.data_type = "s"
        cell.quotePrefix = bool(_RISKY.match(told))
    return cell


def safe_text(value: object) -> str:
    """A text for CSV, which knows no types: what begins like a formula gets an apostrophe before it."""
    told = "" if value is None else str(plain(value))
    return f"'{told}" if _RISKY.match(told) and not re.fullmatch(r"[+-]?[\d.,]+", told) else told
