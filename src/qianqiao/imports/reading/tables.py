"""Opens a file of any accepted format and yields its data rows under interchange keys."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, groupby, islice
from pathlib import Path

from qianqiao.core.blanks import is_blank
from qianqiao.core.fieldspec import FieldType
from qianqiao.imports.kinds import Kind
from qianqiao.imports.parsing.rows import RawRow
from qianqiao.imports.problems import FileRefused, Problem, shortened
from qianqiao.imports.reading import limits
from qianqiao.imports.reading.delimited import delimited_rows
from qianqiao.imports.reading.headers import IGNORE, Column, Header, find_header, normal
from qianqiao.imports.reading.heights import line_count, workbook_height
from qianqiao.imports.reading.json_lines import json_rows
from qianqiao.imports.reading.rows import SheetRow
from qianqiao.imports.reading.sniff import FileFormat, file_format
from qianqiao.imports.reading.workbook import workbook_rows


@dataclass(frozen=True, slots=True)
class Table:
    """A file ready to be read. `mapping` (normal header to key) goes before recognition."""

    path: Path
    name: str
    kind: Kind
    format: FileFormat
    mapping: Mapping[str, str]

    def sheet_rows(self) -> Iterator[SheetRow]:
        """The rows of all sheets as they stand, header and all; not for JSON Lines."""
        read = workbook_rows if self.format is FileFormat.WORKBOOK else delimited_rows
        return read(self.path, self.name)

    def sheets(self) -> Iterator[tuple[Header | None, Iterator[SheetRow]]]:
        """Each sheet with its header (None where none is found) and the rows below it; not for JSON Lines."""
        for _, group in groupby(self.sheet_rows(), key=lambda row: row.sheet):
            own = iter(group)
            first = list(islice(own, limits.HEADER_WITHIN))
            header = find_header(self.kind, first, self.mapping)
            below = [row for row in first if header is not None and row.number > header.row]
            yield header, chain(below, own)

    def header(self) -> Header | None:
        """The header of the first sheet that has one; None for JSON Lines. Raises FileRefused."""
        if self.format is FileFormat.JSON_LINES:
            return None
        for header, _ in self.sheets():
            if header is not None:
                return header
        raise self._no_header()

    def rows(self) -> Iterator[RawRow]:
        """Data rows of the first sheet with a header and of later ones with a complete one; no empty rows.

        Raises FileRefused where a required field has no column.
        """
        if self.format is FileFormat.JSON_LINES:
            yield from json_rows(self.path, self.name)
            return
        found = False
        for header, below in self.sheets():
            if header is None or (found and self.missing(header)):
                continue
            if not found:
                self.require_complete(header)
            found = True
            yield from _data_rows(header, below)
        if not found:
            raise self._no_header()

    def estimated_rows(self) -> int:
        """About how many data rows there are, without reading them: for a progress bar."""
        if self.format is FileFormat.WORKBOOK:
            return workbook_height(self.path)
        return max(line_count(self.path) - (self.format is FileFormat.DELIMITED), 1)

    def missing(self, header: Header) -> list[str]:
        """Keys of required fields without a column; the owner may be absent (one's own organisation)."""
        return [
            spec.key
            for spec in self.kind.specs
            if spec.required and spec.type is not FieldType.ORGANISATION and spec.key not in header.keys
        ]

    def require_complete(self, header: Header) -> None:
        """Raises FileRefused when a required field has no column."""
        missing = [self.kind.spec(key) for key in self.missing(header)]
        if missing:
            raise FileRefused(
                "header_incomplete",
                name=self.name,
                found="、".join(shortened(column.header, 20) for column in header.columns[:30]),
                missing_zh="、".join(spec.label_zh for spec in missing),
                missing_en=", ".join(spec.label_en for spec in missing),
            )

    def _no_header(self) -> FileRefused:
        first = islice(self.sheet_rows(), limits.HEADER_WITHIN)
        told = [shortened(value, 20) for row in first for value in row.values if not is_blank(value)]
        if not told:
            return FileRefused("file_empty", name=self.name)
        required = [spec for spec in self.kind.specs if spec.required]
        return FileRefused(
            "header_missing",
            name=self.name,
            found="、".join(told[:12]),
            needed_zh="、".join(spec.label_zh for spec in required),
            needed_en=", ".join(spec.label_en for spec in required),
        )


def open_table(path: Path, name: str, kind: Kind, mapping: Mapping[str, str] | None = None) -> Table:
    """A table after the checks of its file; `mapping` is header to key. Raises FileRefused."""
    told = {normal(header): key for header, key in (mapping or {}).items()}
    return Table(path, name, kind, file_format(path, name), told)


def _data_rows(header: Header, below: Iterable[SheetRow]) -> Iterator[RawRow]:
    used = [column for column in header.columns if column.key not in {"", IGNORE}]
    letters = {column.key: column.letter for column in used}
    factors = {column.key: Decimal(column.factor) for column in used if column.factor != "1"}
    for row in below:
        raw = RawRow(row.sheet, row.number, _told(row, used), letters, _refused(row, used), factors)
        if not raw.is_empty:
            yield raw


def _told(row: SheetRow, used: Sequence[Column]) -> dict[str, object]:
    width = len(row.values)
    return {column.key: row.values[column.index] if column.index < width else None for column in used}


def _refused(row: SheetRow, used: Sequence[Column]) -> dict[str, Problem]:
    return (
        {column.key: row.refused[column.index] for column in used if column.index in row.refused}
        if row.refused
        else {}
    )
