"""Prepared folders: shards of records as plain arrays, statistics over all of them, a manifest with digests."""

import json
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.encoders.ensemble import Segment
from qianqiao.matching.engine.national.errors import NationwideError

FORMAT = 2
MANIFEST = "manifest.json"
STATISTICS = "statistics"
_CHUNK = 1 << 22
Array = NDArray[Any]


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """A file is there completely or not at all: written beside its place, then put there in one step."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_json(path: Path, value: object) -> None:
    """Sorted and indented, so that equal contents are equal files."""
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    write_whole(path, lambda place: place.write_text(text, encoding="utf-8"))


def write_array(folder: Path, name: str, array: Array) -> None:
    """One array as `name`.npy."""

    def save(place: Path) -> None:
        with place.open("wb") as out:
            np.save(out, array, allow_pickle=False)

    write_whole(folder / f"{name}.npy", save)


def read_array(folder: Path, name: str) -> Array:
    """The array, mapped into memory; what is written to it stays in this process. Raises NationwideError."""
    path = folder / f"{name}.npy"
    try:
        # copy on write and not read only: libraries in C++ refuse arrays that they could not change
        mapped: Array = np.load(path, mmap_mode="c", allow_pickle=False)
    except (OSError, ValueError, EOFError):
        if path.exists() and path.stat().st_size:
            try:
                return np.asarray(np.load(path, allow_pickle=False))
            except (OSError, ValueError, EOFError):
                pass
        raise NationwideError("damaged", where=str(path)) from None
    return mapped


def digest_of(path: Path) -> str:
    """Digest of a file's bytes."""
    found = blake2b(digest_size=16)
    with path.open("rb") as source:
        while chunk := source.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


@dataclass(frozen=True)
class Prepared:
    """A complete prepared folder."""

    path: Path
    manifest: Mapping[str, Any]

    @classmethod
    def open(cls, path: Path, side: str = "") -> "Prepared":
        """Raises NationwideError where the folder is not complete or not of this side."""
        if not path.is_dir():
            raise NationwideError("no_folder", where=str(path))
        try:
            manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
            found, version = manifest["side"], manifest["format"]
        except (OSError, ValueError, KeyError, TypeError):
            raise NationwideError("not_prepared", where=str(path)) from None
        if version != FORMAT:
            raise NationwideError("not_prepared", where=str(path))
        if side and found != side:
            raise NationwideError("wrong_side", where=str(path), found=found, needed=side)
        return cls(path, manifest)

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """What each text model fills of a vector."""
        return tuple(Segment(*item) for item in self.manifest["segments"])

    @property
    def dimension(self) -> int:
        """Length of one vector, all models together."""
        return self.segments[-1].stop

    @property
    def model(self) -> str:
        """Identity of the encoder; empty for words alone."""
        return str(self.manifest["model"])

    @property
    def records(self) -> int:
        """Number of records."""
        return sum(self.shard_records)

    @cached_property
    def shard_records(self) -> tuple[int, ...]:
        """Number of records of each shard."""
        return tuple(int(count) for count in self.manifest["shards"])

    def shard_path(self, number: int) -> Path:
        """The folder of one shard."""
        return self.path / shard_name(number)

    def statistic(self, name: str) -> Array:
        """An array that describes all shards together."""
        return read_array(self.path / STATISTICS, name)

    @cached_property
    def digest(self) -> str:
        """Stands for the whole contents."""
        return digest_of(self.path / MANIFEST)

    def verify(self) -> None:
        """Read every file and compare it with its digest. Raises NationwideError naming the first that differs."""
        expected: Mapping[str, str] = self.manifest["files"]
        with ThreadPoolExecutor(2) as pool:
            for name, same in pool.map(lambda item: (item[0], self._same(*item)), sorted(expected.items())):
                if not same:
                    raise NationwideError("damaged", where=str(self.path / name))

    def _same(self, name: str, digest: str) -> bool:
        path = self.path / name
        return path.is_file() and digest_of(path) == digest


def shard_name(number: int) -> str:
    """The folder of shard `number`."""
    return f"shard-{number:05d}"


def digests_below(path: Path) -> dict[str, str]:
    """Every array and table of a folder by its name, with its digest."""
    files = sorted(item for pattern in ("*/*.npy", "*/*.parquet") for item in path.glob(pattern))
    with ThreadPoolExecutor(2) as pool:
        return {
            item.relative_to(path).as_posix(): digest
            for item, digest in zip(files, pool.map(digest_of, files), strict=True)
        }
