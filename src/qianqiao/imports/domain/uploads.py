"""Keeps uploaded files under random names, away from anything that is served."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from qianqiao.core import config, virus_scanner
from qianqiao.imports.problems import FileRefused
from qianqiao.imports.reading import limits

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file to be imported. `is_copy`: ours to delete; otherwise it lies where its owner put it."""

    path: Path
    name: str
    sha256: str
    size: int
    is_copy: bool


def directory() -> Path:
    """Where uploads lie; made readable by this user only."""
    found = config.upload_directory() / "imports"
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def store_upload(chunks: Iterable[bytes], *, name: str) -> StoredFile:
    """Writes an upload under a random name; FileRefused when it is too large or not clean, and nothing is kept."""
    path = directory() / secrets.token_hex(16)
    shown = Path(name.replace("\\", "/")).name[:255] or "-"

    def unclean(code: str, found: str) -> FileRefused:
        return FileRefused(f"file_{code}", name=shown, found=found)

    with virus_scanner.kept_if_clean(path, unclean), path.open("xb") as file:
        digest, size = _write(chunks, file, shown)
    return StoredFile(path, shown, digest, size, is_copy=True)


def _write(chunks: Iterable[bytes], file: BinaryIO, shown: str) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > limits.LARGEST_UPLOAD:
            told = {
                "size": str(size // limits.MEBIBYTE),
                "limit": str(limits.LARGEST_UPLOAD // limits.MEBIBYTE),
            }
            raise FileRefused("file_too_large", name=shown, **told)
        digest.update(chunk)
        file.write(chunk)
    return digest.hexdigest(), size


def file_in_place(path: Path) -> StoredFile:
    """A file that is read where it lies; raises FileRefused when there is none."""
    if not path.is_file():
        raise FileRefused("file_missing", name=path.name)
    return StoredFile(path.resolve(), path.name[:255], file_digest(path), path.stat().st_size, is_copy=False)


def file_digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def discard(path: str) -> None:
    """Removes a file of ours; a path outside the upload directory is left alone."""
    found = Path(path)
    if path and found.parent == directory():
        found.unlink(missing_ok=True)
