"""Reads CSV and its kin as a stream."""

import csv
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from qianqiao.imports.problems import FileRefused, Problem
from qianqiao.imports.reading import limits
from qianqiao.imports.reading.encoding import text_encoding
from qianqiao.imports.reading.rows import SheetRow, column_letter

_DELIMITERS = (",", "\t", ";", "|", "，")
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')  # how spreadsheets are kept from dropping leading zeros
_FORMULA = re.compile(r"=[A-Za-z_+\-(@\"'$]")


def delimiter_of(lines: list[str]) -> str:
    """The mark that splits the first lines most evenly; a comma where there is none."""
    best, best_score = ",", (0, 0)
    for mark in _DELIMITERS:
        counts = [len(row) for row in csv.reader(lines, delimiter=mark) if row]
        widest = max(counts, default=1)
        if widest > 1:
            score = (sum(count == widest for count in counts) * (widest - 1), widest)
            best, best_score = (mark, score) if score > best_score else (best, best_score)
    return best


def delimited_rows(path: Path, name: str) -> Iterator[SheetRow]:
    """Rows with their number as a spreadsheet would show it; raises FileRefused."""
    encoding = text_encoding(path, name)
    csv.field_size_limit(limits.LARGEST_CELL * 4)
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=_first_lines_delimiter(file, name))
        try:
            for number, cells in enumerate(reader, start=1):
                yield _row(number, cells)
        except csv.Error as error:
            raise FileRefused(
                "delimited_damaged", name=name, line=str(reader.line_num), detail=str(error)
            ) from None


def _first_lines_delimiter(file: TextIO, name: str) -> str:
    try:
        mark = delimiter_of(list(islice(file, 20)))
    except csv.Error as error:
        raise FileRefused("delimited_damaged", name=name, line="1", detail=str(error)) from None
    file.seek(0)
    return mark


def _row(number: int, cells: list[str]) -> SheetRow:
    if len(cells) > limits.LARGEST_COLUMNS:
        while cells and not cells[-1].strip():
            cells.pop()
        if len(cells) > limits.LARGEST_COLUMNS:
            raise FileRefused(
                "too_many_columns", sheet="CSV", count=str(len(cells)), limit=str(limits.LARGEST_COLUMNS)
            )
    refused: dict[int, Problem] = {}
    for index, cell in enumerate(cells):
        if len(cell) > limits.LARGEST_CELL:
            raise FileRefused(
                "cell_too_long", address=f"{column_letter(index)}{number}", limit=str(limits.LARGEST_CELL)
            )
        if cell.startswith("="):
            kept = _KEPT_AS_TEXT.fullmatch(cell)
            if kept:
                cells[index] = kept[1]
            elif _FORMULA.match(cell):
                refused[index] = Problem("formula")
    return SheetRow("", number, cells, refused)
