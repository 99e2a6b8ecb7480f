"""Where the generations lie: a folder per database, so that two databases never share an index."""

import shutil
from pathlib import Path

from django.db import connection

from qianqiao.core import config

_PREFIX = "gen-"


def root() -> Path:
    return config.index_directory() / str(connection.settings_dict["NAME"])


def generation_path(number: int) -> Path:
    return root() / f"{_PREFIX}{number:06d}"


def generations_on_disk() -> list[int]:
    """Numbers of the folders that exist, finished or not."""
    names = (entry.name for entry in root().glob(f"{_PREFIX}*")) if root().is_dir() else ()
    return sorted(int(name.removeprefix(_PREFIX)) for name in names if name.removeprefix(_PREFIX).isdigit())


def remove(number: int) -> None:
    shutil.rmtree(generation_path(number), ignore_errors=True)


def size(number: int) -> int:
    """Bytes on disk."""
    folder = generation_path(number)
    return (
        sum(entry.stat().st_size for entry in folder.iterdir() if entry.is_file()) if folder.is_dir() else 0
    )
