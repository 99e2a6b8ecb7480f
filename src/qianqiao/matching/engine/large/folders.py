"""Where generations lie: complete ones by number, one of them current, unfinished ones under another name."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX, _UNFINISHED, _CURRENT, _LOCK = "gen-", "unfinished-", "CURRENT", "building.lock"
_KEPT = 2


class NoGeneration(Exception):  # noqa: N818  a state of the world, not a fault of the caller
    """Nothing was built here yet."""


class BuildRunning(Exception):  # noqa: N818  the same
    """Another process builds here now."""


def current(root: Path) -> Path:
    """The folder of the current generation; raises NoGeneration where there is none."""
    try:
        name = (root / _CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise NoGeneration(f"{root} holds no generation yet: build one first") from None
    folder = root / name
    if not folder.is_dir():
        raise NoGeneration(f"{root / _CURRENT} names {name}, which is not there: build a new generation")
    return folder


@contextmanager
def building(root: Path) -> Iterator[Path]:
    """A folder to build in, swept away unless `activate` takes it; one builder at a time."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BuildRunning(f"another process is building in {root}: wait for it to end") from None
        for left in root.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
        folder = root / f"{_UNFINISHED}{os.getpid()}"
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def activate(root: Path, folder: Path) -> Path:
    """Make a finished folder the current generation, at once for everybody; older ones but the last are removed."""
    numbers = _numbers(root)
    final = root / f"{_PREFIX}{max(numbers, default=0) + 1:06d}"
    folder.rename(final)
    pointer = root / f"{_CURRENT}.{os.getpid()}"
    with pointer.open("w", encoding="utf-8") as file:
        file.write(final.name)
        file.flush()
        os.fsync(file.fileno())
    pointer.replace(root / _CURRENT)
    for number in numbers[: max(0, len(numbers) + 1 - _KEPT)]:
        shutil.rmtree(root / f"{_PREFIX}{number:06d}", ignore_errors=True)
    return final


def _numbers(root: Path) -> list[int]:
    names = (path.name.removeprefix(_PREFIX) for path in root.glob(f"{_PREFIX}*"))
    return sorted(int(name) for name in names if name.isdigit())
