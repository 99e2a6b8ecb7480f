"""In how many rows each key occurs: sorted tables, summed while a generation is built, read from its files."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

_PENDING = 4_000_000


@dataclass(frozen=True, slots=True)
class KeyTable:
    """Keys, ascending, and the number of rows of each."""

    keys: NDArray[np.int64]
    rows: NDArray[np.int64]

    @classmethod
    def empty(cls) -> Self:
        """No key at all."""
        return cls(np.empty(0, np.int64), np.empty(0, np.int64))

    @classmethod
    def open(cls, stem: Path) -> Self:
        """A table that `save` wrote, left on disk and read as needed."""
        return cls(*(np.load(_file(stem, part), mmap_mode="r") for part in ("keys", "rows")))

    def save(self, stem: Path) -> None:
        """Write two files beside each other."""
        np.save(_file(stem, "keys"), self.keys)
        np.save(_file(stem, "rows"), self.rows)

    def frequency(self, wanted: NDArray[np.int64]) -> NDArray[np.float64]:
        """Rows of each wanted key, 0 where it is absent."""
        if not len(self.keys):
            return np.zeros(len(wanted))
        place = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[place] == wanted, self.rows[place], 0).astype(np.float64)


@dataclass(slots=True)
class TableSum:
    """Adds tables up; what waits to be added is bounded."""

    _done: KeyTable = field(default_factory=KeyTable.empty)
    _waiting: list[KeyTable] = field(default_factory=list)

    def add(self, table: KeyTable) -> None:
        """Take one table in."""
        self._waiting.append(table)
        if sum(len(own.keys) for own in self._waiting) > max(_PENDING, len(self._done.keys)):
            self._merge()

    def total(self) -> KeyTable:
        """The sum of all."""
        self._merge()
        return self._done

    def _merge(self) -> None:
        parts = [self._done, *self._waiting]
        keys = np.concatenate([part.keys for part in parts])
        rows = np.concatenate([part.rows for part in parts])
        order = np.argsort(keys, kind="stable")
        keys, rows = keys[order], rows[order]
        first = np.flatnonzero(np.diff(keys, prepend=np.int64(-1)))
        sums = np.add.reduceat(rows, first) if len(first) else rows
        self._done, self._waiting = KeyTable(keys[first], sums), []


def _file(stem: Path, part: str) -> Path:
    return stem.with_name(f"{stem.name}_{part}.npy")
