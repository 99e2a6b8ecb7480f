"""Reads JSON Lines: one object per line, keys as in the file format."""

import json
from collections.abc import Iterator
from pathlib import Path

from qianqiao.imports.parsing.rows import RawRow
from qianqiao.imports.problems import FileRefused, Problem
from qianqiao.imports.reading import limits
from qianqiao.imports.reading.encoding import text_encoding


def json_rows(path: Path, name: str) -> Iterator[RawRow]:
    """Rows numbered by line. A line that is no object becomes a row whose refusal stands under no key."""
    encoding = text_encoding(path, name)
    with path.open(encoding=encoding) as file:
        number = 0
        while line := file.readline(limits.LARGEST_LINE):
            number += 1
            if len(line) >= limits.LARGEST_LINE:
                raise FileRefused("cell_too_long", address=str(number), limit=str(limits.LARGEST_LINE))
            if line.strip():
                yield _row(number, line)


def _row(number: int, line: str) -> RawRow:
    try:
        found = json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return RawRow("", number, {}, refused={"": Problem("row_not_object", {"detail": str(error)[:120]})})
    if not isinstance(found, dict):
        return RawRow(
            "", number, {}, refused={"": Problem("row_not_object", {"detail": type(found).__name__})}
        )
    return RawRow("", number, found)


def _no_constant(word: str) -> object:
    raise ValueError(f"{word} is not JSON")
