"""Vectors of the rows of one language in half precision on disk, with the sums from which their mean follows."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.encoders.ensemble import Segment

_BLOCK = 20_000
_DATA, _SUMS, _COUNTS = "vectors.f16", "vector_sums.npy", "vector_counts.npy"


def as_kept(rows: Vectors) -> Vectors:
    """Rows as they come back from the file: a fresh vector and a stored one then give the same score."""
    return rows.astype(np.float16).astype(np.float32)


class VectorWriter:
    """Appends rows [n, 2, d] of title and text; their sums are those of the rounded values."""

    def __init__(self, folder: Path, segments: Sequence[Segment]) -> None:
        self._folder, self._segments = folder, segments
        self._file: BinaryIO = (folder / _DATA).open("wb")
        self._sums = np.zeros((2, segments[-1].stop))
        self._counts = np.zeros((2, len(segments)), np.int64)

    def add(self, rows: Vectors) -> None:
        """Append rows."""
        kept = rows.astype(np.float16)
        self._file.write(kept.tobytes())
        self._sums += kept.sum(axis=0, dtype=np.float64)
        for number, segment in enumerate(self._segments):
            self._counts[:, number] += np.any(kept[..., segment.place], axis=2).sum(axis=0)

    def finish(self) -> None:
        """Write the sums."""
        self._file.close()
        np.save(self._folder / _SUMS, self._sums)
        np.save(self._folder / _COUNTS, self._counts)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


class VectorStore:
    """Rows [n, 2, d] left on disk; `sums` [2, d], `counts` [2, segments] of those that are not empty."""

    def __init__(self, folder: Path, dimension: int) -> None:
        path = self._path = folder / _DATA
        empty = path.stat().st_size == 0
        self.rows: NDArray[np.float16] = (
            np.empty((0, 2, dimension), np.float16)
            if empty
            else np.memmap(path, np.float16, "r").reshape(-1, 2, dimension)
        )
        self.sums = np.load(folder / _SUMS)
        self.counts = np.load(folder / _COUNTS)

    def blocks(self) -> Iterator[tuple[int, NDArray[np.float16]]]:
        """All rows, some thousands at a time with the number of the first, read without staying in memory."""
        shape = self.rows.shape[1:]
        with self._path.open("rb") as file:
            for start in range(0, len(self.rows), _BLOCK):
                count = min(_BLOCK, len(self.rows) - start)
                values = np.fromfile(file, np.float16, count * shape[0] * shape[1])
                yield start, values.reshape(count, *shape)

    def take(self, rows: NDArray[np.int64]) -> Vectors:
        """Some rows in single precision."""
        return np.asarray(self.rows[rows], np.float32)
