"""Records of large files one by one: JSON Lines (also gzipped), Parquet and CSV; workbooks as a whole."""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from qianqiao.matching.engine.files.headers import key_of
from qianqiao.matching.engine.files.problems import FileRefused, Problem, refuse
from qianqiao.matching.engine.files.records import read_records
from qianqiao.matching.engine.national.errors import NationwideError
from qianqiao.matching.engine.reading import RecordProblem, record_from_mapping
from qianqiao.matching.engine.records import DEMAND, EXPERT, Record

_SHOWN = 20
_ENCODINGS = ("utf-8-sig", "gb18030")
_HEAD = 1 << 20
Rows = Iterator[tuple[int, dict[str, object]]]


def stream(path: Path, side: str, owners: frozenset[str] = frozenset()) -> Iterator[Record]:
    """The records of a file in its order. Raises FileRefused with the first twenty problems, NationwideError."""
    kind = DEMAND if side == "demands" else ""
    problems: list[Problem] = []
    for record in _records(path, kind, owners, problems):
        if record.kind == EXPERT or record.documents:
            raise NationwideError("expert", where=str(path), record=record.id)
        yield record
        if len(problems) >= _SHOWN:
            break
    if problems:
        raise FileRefused(problems)


def _records(path: Path, kind: str, owners: frozenset[str], problems: list[Problem]) -> Iterator[Record]:
    rows = _rows(path, problems)
    if rows is None:
        yield from read_records(path, kind=kind, owners=owners)
        return
    for number, cells in rows:
        try:
            yield record_from_mapping(cells, kind=kind, owners=owners)
        except RecordProblem as error:
            problems.append(Problem(str(path), error.code, number, error.key, (("value", error.value),)))
            if len(problems) >= _SHOWN:
                return


def _rows(path: Path, problems: list[Problem]) -> Rows | None:
    """Numbered rows, or None for a kind of file that is read as a whole."""
    if not path.exists():
        raise refuse(str(path), "missing")
    if path.is_dir():
        raise refuse(str(path), "folder")
    name = path.name.lower()
    if name.endswith((".jsonl", ".ndjson", ".jsonl.gz")):
        return _json_rows(path, problems)
    if name.endswith(".parquet"):
        return _parquet_rows(path)
    return _csv_rows(path) if name.endswith((".csv", ".tsv")) else None


def _json_rows(path: Path, problems: list[Problem]) -> Rows:
    opener = gzip.open if path.suffix == ".gz" else Path.open
    with opener(path, "rt", encoding="utf-8-sig") as lines:
        try:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                found = _object(line)
                if isinstance(found, dict):
                    yield number, found
                else:
                    problems.append(Problem(str(path), "json", number, "", (("value", str(found)),)))
        except UnicodeDecodeError:
            raise refuse(str(path), "encoding") from None
        except (OSError, EOFError) as error:
            raise refuse(str(path), "unreadable", value=str(error)) from None


def _object(line: str) -> object:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        return error.msg
    return value if isinstance(value, dict) else type(value).__name__


def _parquet_rows(path: Path) -> Rows:
    try:
        source = pq.ParquetFile(path)
        number = 0
        for batch in source.iter_batches(batch_size=5_000):
            for row in batch.to_pylist():
                number += 1
                yield number, {key_of(key): value for key, value in row.items() if value is not None}
    except (pa.ArrowException, OSError) as error:
        raise refuse(str(path), "unreadable", value=str(error)) from None


def _csv_rows(path: Path) -> Rows:
    with path.open(encoding=_encoding(path), newline="") as lines:
        mark = max(",;\t，", key=next(lines, "").count)
        lines.seek(0)
        reader = csv.reader(lines, delimiter=mark)
        keys = [key_of(cell) for cell in next(reader, [])]
        if not keys:
            raise refuse(str(path), "no_rows")
        for cells in reader:
            row: dict[str, object] = {}
            for key, cell in zip(keys, cells, strict=False):
                if key and cell.strip():
                    row.setdefault(key, cell)
            if row:
                yield reader.line_num, row


def _encoding(path: Path) -> str:
    """UTF-8 or GB 18030, by the whole file read once in pieces."""
    for name in _ENCODINGS:
        try:
            with io.open(path, encoding=name) as source:  # noqa: UP020  pieces, not lines
                while source.read(_HEAD):
                    pass
        except UnicodeDecodeError:
            continue
        return name
    raise refuse(str(path), "encoding")


def in_pieces(records: Iterable[Record], size: int) -> Iterator[list[Record]]:
    """Lists of at most `size` records."""
    source = iter(records)
    while piece := list(islice(source, size)):
        yield piece
