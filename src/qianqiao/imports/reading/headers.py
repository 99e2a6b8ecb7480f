"""Recognises the header row and what each column is, in both languages."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from qianqiao.core.blanks import is_blank
from qianqiao.core.fieldspec import FieldType
from qianqiao.imports.kinds import KINDS, Kind
from qianqiao.imports.parsing.money import UNITS
from qianqiao.imports.parsing.scalars import as_text
from qianqiao.imports.reading.rows import SheetRow, column_letter

IGNORE = "-"
_NOT_DATA = frozenset({"序号", "no", "原因", "reason", "行号", "row", "办法", "cure"})
_NOTE = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_REQUIRED_WORDS = re.compile(r"必填项?|选填|required|optional", re.IGNORECASE)
_ENGLISH = re.compile(r"英|(?i:en\b|english)")
_UNIT = re.compile(r"^(.*?)(千元|百万元|千万元|亿元|万元|亿|万|元|人民币元|yuan|cny|rmb)$")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header as written, and the key it stands for ("" unknown, IGNORE left out)."""

    index: int
    header: str
    key: str
    factor: str = "1"

    @property
    def letter(self) -> str:
        return column_letter(self.index)


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands and what its columns are."""

    sheet: str
    row: int
    columns: tuple[Column, ...]

    @property
    def keys(self) -> set[str]:
        return {column.key for column in self.columns if column.key not in {"", IGNORE}}

    @property
    def unknown(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.key == "")


def normal(text: object) -> str:
    """A header as it is compared: NFKC, lower case, without spaces, brackets, marks and words like 必填."""
    plain = _REQUIRED_WORDS.sub("", unicodedata.normalize("NFKC", as_text(text)))
    return "".join(char for char in plain.casefold() if char.isalnum())


@cache
def _names(kind: str) -> Mapping[str, tuple[str, int]]:
    """Normal form of every name of a field: its key, and 0 for labels and keys, 1 for aliases."""
    names: dict[str, tuple[str, int]] = {}
    for spec in KINDS[kind].specs:
        for name in (spec.label_zh, spec.label_en, spec.key):
            names[normal(name)] = (spec.key, 0)
    for spec in KINDS[kind].specs:
        for alias in spec.aliases:
            names.setdefault(normal(alias), (spec.key, 1))
    return names


def _readings(text: str) -> Iterable[str]:
    """The header whole, then each of its lines."""
    yield normal(text)
    if "\n" in text:
        yield from (normal(line) for line in text.split("\n"))


def recognise(kind: Kind, text: object, mapping: Mapping[str, str]) -> tuple[str, int, Decimal]:
    """Key ("" where unknown), how sure (lowest best) and factor of amounts, for one header."""
    said = as_text(text)
    names = _names(kind.name)
    for reading in _readings(said):
        if reading in mapping:
            return mapping[reading], -1, _factor(kind, mapping[reading], reading)
        if reading in names:
            key, rank = names[reading]
            return key, rank, _factor(kind, key, reading)
        if reading in _NOT_DATA:
            return IGNORE, 0, Decimal(1)
    return _by_unit(kind, normal(said)) or _without_notes(kind, said) or ("", 3, Decimal(1))


def _by_unit(kind: Kind, reading: str) -> tuple[str, int, Decimal] | None:
    """An amount whose header ends in another unit than the label: 价格（万元）."""
    match = _UNIT.match(reading)
    if not match:
        return None
    key, rank = _names(kind.name).get(match[1]) or _names(kind.name).get(match[1] + "元") or ("", 3)
    is_money = bool(key) and kind.spec(key).type is FieldType.MONEY
    return (key, rank, UNITS.get(match[2], Decimal(1))) if is_money else None


def _without_notes(kind: Kind, said: str) -> tuple[str, int, Decimal] | None:
    """A header without its bracketed notes, unless a note says that the text is in English."""
    if _ENGLISH.search(said):
        return None
    found = _names(kind.name).get(normal(_NOTE.sub("", said)))
    return (found[0], 2, Decimal(1)) if found else None


def _factor(kind: Kind, key: str, reading: str) -> Decimal:
    if key in kind.keys and kind.spec(key).type is FieldType.MONEY and (match := _UNIT.match(reading)):
        return UNITS.get(match[2], Decimal(1))
    return Decimal(1)


def columns_of(kind: Kind, row: SheetRow, mapping: Mapping[str, str]) -> tuple[Column, ...]:
    """The columns of a header row. Where two claim one key, the surer has it and the other stays unknown."""
    found: list[tuple[Column, int]] = []
    for index, value in enumerate(row.values):
        if is_blank(value):
            continue
        key, rank, factor = recognise(kind, value, mapping)
        found.append((Column(index, as_text(value), key, str(factor)), rank))
    holder: dict[str, tuple[int, int]] = {}
    for column, rank in found:
        if column.key not in {"", IGNORE}:
            holder[column.key] = min(holder.get(column.key, (9, 0)), (rank, column.index))
    return tuple(
        replace(column, key="") if column.key in holder and holder[column.key][1] != column.index else column
        for column, _ in found
    )


def find_header(kind: Kind, rows: Sequence[SheetRow], mapping: Mapping[str, str]) -> Header | None:
    """The row among the first ones that names the most fields: at least two, one of them required."""
    best: Header | None = None
    required = {spec.key for spec in kind.specs if spec.required}
    for row in rows:
        header = Header(row.sheet, row.number, columns_of(kind, row, mapping))
        enough = len(header.keys) >= 2 and header.keys & required
        if enough and (best is None or len(header.keys) > len(best.keys)):
            best = header
    return best
