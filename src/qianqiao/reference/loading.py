"""Reads the packaged CSV tables and folds names for lookup."""

import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType

_DROPPED = frozenset(" \t\n\r·•,，、.。;；:：/\\|-_()（）[]【】'’‘\"“”")


class UnknownCode(KeyError):  # noqa: N818 - reads as what it says: the code is not in the table
    """The code is not in the table; `args` are the table's name and the code."""


def read_rows(table: str) -> list[dict[str, str]]:
    """All rows of `data/<table>.csv` (UTF-8, one header row) as dictionaries of text."""
    import csv  # noqa: PLC0415 - a command that needs no table does not pay for reading one
    from pathlib import Path  # noqa: PLC0415

    path = Path(__file__).parent / "data" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fold(text: str) -> str:
    """A name as it is compared: narrow forms, without accents, case, spaces and punctuation."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in plain if char not in _DROPPED and not unicodedata.combining(char))


def name_index(pairs: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    """(name, code) pairs as a mapping from the folded name to the codes that bear it, in table order."""
    index: dict[str, dict[str, None]] = {}
    for name, code in pairs:
        if key := fold(name):
            index.setdefault(key, {})[code] = None
    return MappingProxyType({key: tuple(codes) for key, codes in index.items()})


def only(codes: tuple[str, ...]) -> str | None:
    """The code if there is exactly one."""
    return codes[0] if len(codes) == 1 else None
