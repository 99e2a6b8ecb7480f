"""Rows from xlsx, CSV and JSONL with their row numbers; cells come as text, numbers or dates."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from qianqiao.matching.engine.files.headers import key_of
from qianqiao.matching.engine.files.problems import FileRefused, Problem, refuse

SUFFIXES = (".xlsx", ".csv", ".jsonl")
_HEADER_WITHIN = 10
_ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its number as people count it, and its cells by key."""

    number: int
    cells: dict[str, object]


def read_rows(path: Path, needed: Sequence[tuple[str, ...]], side: str = "") -> list[TableRow]:
    """All rows of a table. `needed` lists groups of keys of which one each must be a column.

    Raises FileRefused with file, row and cure.
    """
    if not path.exists():
        raise refuse(str(path), "missing")
    if path.is_dir():
        raise refuse(str(path), "folder")
    suffix = path.suffix.lower()
    if suffix in {".jsonl", ".ndjson"}:
        rows = _json_rows(path)
    elif suffix in {".xlsx", ".xlsm", ".xls", ".ods"}:
        rows = _table_rows(path, _sheets(path), needed, side)
    elif suffix in {".csv", ".tsv", ".txt"}:
        rows = _table_rows(path, [_csv_lines(path)], needed, side)
    else:
        raise refuse(str(path), "suffix", value=suffix or path.name)
    if not rows:
        raise refuse(str(path), "no_rows")
    return rows


def _json_rows(path: Path) -> list[TableRow]:
    rows, problems = [], []
    for number, line in enumerate(_decoded(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            problems.append(Problem(str(path), "json", number, "", (("value", error.msg),)))
            continue
        if isinstance(value, dict):
            rows.append(TableRow(number, value))
        else:
            problems.append(Problem(str(path), "json", number, "", (("value", type(value).__name__),)))
    if problems:
        raise FileRefused(problems)
    return rows


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refuse(str(path), "encoding")


def _csv_lines(path: Path) -> list[list[object]]:
    text = _decoded(path)
    head = text.partition("\n")[0]
    mark = max(",;\t，", key=head.count)
    return [list(line) for line in csv.reader(io.StringIO(text, newline=""), delimiter=mark)]


def _sheets(path: Path) -> Iterator[list[list[object]]]:
    try:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            yield [list(line) for line in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
    except (CalamineError, OSError) as error:
        raise refuse(str(path), "unreadable", value=str(error)) from error


def _table_rows(
    path: Path, sheets: Iterable[list[list[object]]], needed: Sequence[tuple[str, ...]], side: str
) -> list[TableRow]:
    """Rows of the first sheet in which a header row is found."""
    seen: list[object] = []
    for lines in sheets:
        start = _header_line(lines, needed, side)
        if start is not None:
            keys = [key_of(cell, side) for cell in lines[start]]
            return list(_filled(lines[start + 1 :], keys, start + 2))
        seen = seen or next((line for line in lines if any(str(cell).strip() for cell in line)), [])
    if not seen:
        raise refuse(str(path), "no_rows")
    found = "、".join(str(cell) for cell in seen if str(cell).strip())
    need = "、".join(_need(group) for group in needed if not _has(group, [key_of(c, side) for c in seen]))
    raise refuse(str(path), "columns", need=need, found=found)


def _header_line(lines: list[list[object]], needed: Sequence[tuple[str, ...]], side: str) -> int | None:
    for number, line in enumerate(lines[:_HEADER_WITHIN]):
        keys = [key_of(cell, side) for cell in line]
        if all(_has(group, keys) for group in needed):
            return number
    return None


def _has(group: tuple[str, ...], keys: Sequence[str]) -> bool:
    return any(key in keys for key in group)


def _need(group: tuple[str, ...]) -> str:
    names = {
        "id": "编号 (id)",
        "title": "名称 (title)",
        "text": "简介 (text)",
        "demand": "需求 (demand)",
        "offer": "成果 (offer)",
    }
    return "/".join(names[key] for key in group if key in names)


def _filled(lines: list[list[object]], keys: list[str], first: int) -> Iterator[TableRow]:
    """Rows with at least one filled cell; of two columns with one meaning the first filled one counts."""
    for number, line in enumerate(lines, start=first):
        cells: dict[str, object] = {}
        for key, cell in zip(keys, line, strict=False):
            if key and cell not in (None, "") and str(cell).strip():
                cells.setdefault(key, cell)
        if cells:
            yield TableRow(number, cells)
