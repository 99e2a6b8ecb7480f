"""Files handed in for verification: bounded, known by their content, kept under random names away from what is served."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from qianqiao.core import config, virus_scanner
from qianqiao.core.workflow import Refusal

MEBIBYTE = 1 << 20
LARGEST = 10 * MEBIBYTE
# What a licence or certificate is scanned as, by its first bytes; a file's name counts for nothing.
_STARTS = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
)
_LONGEST_START = 8


@dataclass(frozen=True, slots=True)
class Stored:
    key: str
    name: str
    media_type: str
    size: int
    sha256: str


def directory() -> Path:
    """Where documents lie; readable by the platform's own user only."""
    found = config.upload_directory() / "verification"
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def path_of(key: str) -> Path:
    return directory() / Path(key).name


def store(chunks: Iterable[bytes], *, name: str) -> Stored:
    """Writes a document and has it scanned; nothing is kept of one that is refused.

    Refusal file_empty, file_too_large, file_type_unknown, infected or not_scanned.
    """
    key = secrets.token_hex(16)
    path = path_of(key)
    with virus_scanner.kept_if_clean(path, Refusal):
        with path.open("xb") as file:
            start, size, digest = _write(chunks, file)
        media_type, suffix = _type_of(start)
    stem = Path(name.replace("\\", "/")).stem[:200] or "document"
    return Stored(key, f"{stem}{suffix}", media_type, size, digest)


def _write(chunks: Iterable[bytes], file: BinaryIO) -> tuple[bytes, int, str]:
    start, size, digest = b"", 0, hashlib.sha256()
    for chunk in chunks:
        size += len(chunk)
        if size > LARGEST:
            raise Refusal("file_too_large", str(LARGEST // MEBIBYTE))
        if len(start) < _LONGEST_START:
            start += chunk[:_LONGEST_START]
        digest.update(chunk)
        file.write(chunk)
    if not size:
        raise Refusal("file_empty")
    return start, size, digest.hexdigest()


def _type_of(start: bytes) -> tuple[str, str]:
    for magic, media_type, suffix in _STARTS:
        if start.startswith(magic):
            return media_type, suffix
    raise Refusal("file_type_unknown")


def discard(key: str) -> None:
    path_of(key).unlink(missing_ok=True)
