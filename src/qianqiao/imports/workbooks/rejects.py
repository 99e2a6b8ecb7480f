"""The rejected rows of a run as a file that can be mended and uploaded again."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from qianqiao.imports.domain.uploads import directory
from qianqiao.imports.models import ImportRun
from qianqiao.imports.problems import CellProblem
from qianqiao.imports.reading.headers import Header
from qianqiao.imports.reading.rows import SheetRow
from qianqiao.imports.reading.sniff import FileFormat
from qianqiao.imports.reading.tables import Table
from qianqiao.imports.workbooks.safe_cells import safe_text, text_cell

LARGEST_WORKBOOK = 20_000  # rejected rows; above it the file is CSV
REASON = {"zh": "原因", "en": "Reason"}
_MARKED = PatternFill("solid", fgColor="F9D9D0")
_HEAD = PatternFill("solid", fgColor="E6ECF2")
_BOLD = Font(bold=True)
_WRAP = Alignment(wrap_text=True, vertical="top")
Problems = Mapping[tuple[str, int], Sequence[CellProblem]]


def write_rejects(run: ImportRun, table: Table) -> str:
    """Writes the file and returns its path. Rows of JSON Lines come back as a table headed by their keys."""
    problems: dict[tuple[str, int], list[CellProblem]] = {}
    for error in run.row_errors.iterator(chunk_size=2000):
        problems.setdefault((error.sheet, error.row), []).append(error.told)
    as_text = len(problems) > LARGEST_WORKBOOK
    path = directory() / f"rejected-{run.number}.{'csv' if as_text else 'xlsx'}"
    (_write_text if as_text else _write_workbook)(path, table, problems, run.language)
    return str(path)


def _rejected(table: Table, problems: Problems) -> Iterator[tuple[Header | None, Iterator[SheetRow]]]:
    """Header and rejected rows, sheet by sheet."""
    if table.format is FileFormat.JSON_LINES:
        keys = [spec.key for spec in table.kind.specs]
        yield (
            None,
            (
                SheetRow("", raw.number, [raw.values.get(key) for key in keys])
                for raw in table.rows()
                if ("", raw.number) in problems
            ),
        )
        return
    for header, below in table.sheets():
        if header is not None:
            yield header, (row for row in below if (row.sheet[:64], row.number) in problems)


def _titles(header: Header | None, table: Table) -> list[str]:
    if header is None:
        return [spec.key for spec in table.kind.specs]
    width = max(column.index for column in header.columns) + 1
    by_index = {column.index: column.header for column in header.columns}
    return [by_index.get(index, "") for index in range(width)]


def told(problems: Sequence[CellProblem], language: str) -> str:
    """All problems of a row as numbered sentences."""
    lines = [_line(problem, language) for problem in problems]
    return lines[0] if len(lines) == 1 else "\n".join(f"{n}. {line}" for n, line in enumerate(lines, start=1))


def _line(told: CellProblem, language: str) -> str:
    place = f"{told.address}：" if told.address else ""
    return f"{place}{told.problem.reason(language)} {told.problem.cure(language)}".strip()


def _write_workbook(path: Path, table: Table, problems: Problems, language: str) -> None:
    book = Workbook(write_only=True)
    for header, rows in _rejected(table, problems):
        name = header.sheet[:31] if header and header.sheet else "rows"
        sheet = book.create_sheet(name)
        titles = _titles(header, table)
        _layout(sheet, len(titles))
        sheet.append([_head(sheet, title) for title in (REASON[language], *titles)])
        columns = (
            {c.key: c.index for c in header.columns} if header else {key: i for i, key in enumerate(titles)}
        )
        for row in rows:
            sheet.append(_cells(sheet, row, problems[row.sheet[:64], row.number], columns, language))
    book.save(path)


def _layout(sheet: Any, width: int) -> None:
    sheet.freeze_panes = "B2"
    sheet.column_dimensions["A"].width = 60
    for index in range(width):
        sheet.column_dimensions[get_column_letter(index + 2)].width = 22


def _head(sheet: WriteOnlyWorksheet, title: str) -> Cell:
    cell = text_cell(sheet, title)
    cell.fill, cell.font = _HEAD, _BOLD
    return cell


def _cells(
    sheet: WriteOnlyWorksheet,
    row: SheetRow,
    problems: Sequence[CellProblem],
    columns: Mapping[str, int],
    language: str,
) -> list[Cell]:
    first = text_cell(sheet, told(problems, language))
    first.alignment = _WRAP
    cells = [text_cell(sheet, as_shown(value)) for value in row.values]
    wrong: dict[int, list[CellProblem]] = {}
    for problem in problems:
        if problem.key in columns:
            wrong.setdefault(columns[problem.key], []).append(problem)
    for index, own in wrong.items():
        cells.extend(text_cell(sheet, None) for _ in range(index + 1 - len(cells)))
        cells[index].fill = _MARKED
        comment = Comment(told(own, language), "Qianqiao")
        comment.width, comment.height = 320, 120
        cells[index].comment = comment
    return [first, *cells]


def as_shown(value: object) -> object:
    """A value of a JSON object as a cell shows it; all others as they are."""
    if isinstance(value, list):
        return "；".join(str(as_shown(item)) for item in value)
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values() if part not in {None, ""})
    return value


def _write_text(path: Path, table: Table, problems: Problems, language: str) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for header, rows in _rejected(table, problems):
            writer.writerow([REASON[language], *_titles(header, table)])
            for row in rows:
                reason = told(problems[row.sheet[:64], row.number], language)
                writer.writerow([reason, *(safe_text(as_shown(value)) for value in row.values)])
