"""The records of a generation as bytes in one file, found by number or by id."""

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.large.coding import decoded
from qianqiao.matching.engine.records import Record

_DATA = "records.bin"
_BOUNDS, _IDS, _ORDER, _STRUCTURED = "record_bounds", "record_ids", "record_order", "record_structured"


class RecordWriter:
    """Takes records in any order; numbers them as they come."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: BinaryIO = (folder / _DATA).open("wb")
        self._lengths: list[int] = []
        self._ids: list[bytes] = []
        self._structured: list[np.ndarray] = []

    @property
    def count(self) -> int:
        """Records so far."""
        return len(self._ids)

    def add(self, ids: Sequence[bytes], data: Sequence[bytes], structured: np.ndarray) -> None:
        """Append the bytes of some records."""
        self._ids += ids
        self._lengths += [len(own) for own in data]
        self._structured.append(structured)
        self._file.write(b"".join(data))

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def finish(self) -> None:
        """Write the tables; raises ValueError where two records have one id."""
        self.close()
        ids = np.array(self._ids, dtype=np.bytes_) if self._ids else np.empty(0, "S1")
        order = np.argsort(ids, kind="stable")
        ids = ids[order]
        same = np.flatnonzero(ids[1:] == ids[:-1])
        if len(same):
            raise ValueError(f"two records have the id {ids[same[0]].decode()}: give each its own")
        np.save(self._folder / f"{_BOUNDS}.npy", np.cumsum([0, *self._lengths]))
        np.save(self._folder / f"{_IDS}.npy", ids)
        np.save(self._folder / f"{_ORDER}.npy", order.astype(np.int32))
        flags = np.concatenate(self._structured) if self._structured else np.empty(0, np.bool_)
        np.save(self._folder / f"{_STRUCTURED}.npy", flags)


class RecordStore:
    """Records left on disk and read one by one."""

    def __init__(self, folder: Path) -> None:
        self._bounds, self._ids, self._order, self.structured = (
            np.load(folder / f"{name}.npy", mmap_mode="r") for name in (_BOUNDS, _IDS, _ORDER, _STRUCTURED)
        )
        self._places: NDArray[np.int64] | None = None
        self._data = np.memmap(folder / _DATA, np.uint8, "r") if self._bounds[-1] else np.empty(0, np.uint8)

    def __len__(self) -> int:
        return len(self._order)

    def number(self, record_id: str) -> int | None:
        """The number of a record, or None where there is no such id."""
        wanted = record_id.encode()
        # numpy compares the ids at their own width: a longer one would be cut to it
        if not len(self._ids) or len(wanted) > self._ids.dtype.itemsize:
            return None
        place = int(np.searchsorted(self._ids, np.bytes_(wanted)))
        if place < len(self._ids) and self._ids[place] == wanted:
            return int(self._order[place])
        return None

    def record(self, number: int) -> Record:
        """The record of that number."""
        return decoded(self._data[self._bounds[number] : self._bounds[number + 1]].tobytes())

    def id(self, number: int) -> str:
        """The id of the record of that number."""
        if self._places is None:
            self._places = np.argsort(self._order, kind="stable")
        return str(self._ids[self._places[number]].decode())

    def lots(self) -> NDArray[np.uint64]:
        """A number for each record, in their order, made from its id alone: for drawing some at random."""
        drawn = np.empty(len(self), np.uint64)
        digests = (int.from_bytes(blake2b(own, digest_size=8).digest(), "big") for own in self._ids.tolist())
        drawn[self._order] = np.fromiter(digests, np.uint64, len(self))
        return drawn
