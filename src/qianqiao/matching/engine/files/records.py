"""Records from a file, with every problem of every row named at once."""

from pathlib import Path

from qianqiao.matching.engine.files.problems import FileRefused, Problem
from qianqiao.matching.engine.files.tables import TableRow, read_rows
from qianqiao.matching.engine.reading import ID_KEYS, TEXT_PARTS, RecordProblem, record_from_mapping
from qianqiao.matching.engine.records import Record

_NEEDED = (ID_KEYS, ("title", "name", *TEXT_PARTS))
_SHOWN = {"id": "编号", "title": "名称"}


def read_records(path: Path, *, kind: str = "", owners: frozenset[str] = frozenset()) -> list[Record]:
    """The records of a file in its order. Raises FileRefused."""
    problems: list[Problem] = []
    records: list[Record] = []
    seen: dict[str, int] = {}
    for row in read_rows(path, _NEEDED):
        try:
            record = record_from_mapping(row.cells, kind=kind, owners=owners)
        except RecordProblem as error:
            column = _SHOWN.get(error.key, error.key)
            problems.append(Problem(str(path), error.code, row.number, column, (("value", error.value),)))
            continue
        if record.id in seen:
            values = (("value", record.id), ("other", str(seen[record.id])))
            problems.append(Problem(str(path), "duplicate", row.number, "", values))
            continue
        seen[record.id] = row.number
        records.append(record)
    if problems:
        raise FileRefused(problems)
    return records


def read_pairs(
    path: Path, demands: dict[str, Record], offers: dict[str, Record]
) -> list[tuple[TableRow, str, str]]:
    """Pairs of ids in the order of the file, each known on its side. Raises FileRefused."""
    problems: list[Problem] = []
    pairs: list[tuple[TableRow, str, str]] = []
    for row in read_rows(path, (("demand",), ("offer",)), side="pairs"):
        ids = [_id(row.cells.get(key)) for key in ("demand", "offer")]
        for own, known, side in zip(ids, (demands, offers), ("--demands", "--offers"), strict=True):
            if own not in known:
                values = (("value", own), ("other", side))
                problems.append(Problem(str(path), "unknown_id", row.number, "", values))
        pairs.append((row, ids[0], ids[1]))
    if problems:
        raise FileRefused(problems)
    return pairs


def _id(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell if cell is not None else "").strip()
