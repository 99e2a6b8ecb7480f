"""Files that people hand over: kept under random names, known by what they hold, given out as attachments only."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import filetype
from django.http import FileResponse

from qianqiao.core import config, virus_scanner

MEBIBYTE = 1024 * 1024
LARGEST = 20 * MEBIBYTE
_HEAD = 8192
_ZIP = "application/zip"
_OFFICE = "application/vnd.openxmlformats-officedocument"
# What a file may hold, as its first bytes tell; the names that such a file may bear.
KINDS: dict[str, frozenset[str]] = {
    "application/pdf": frozenset({".pdf"}),
    "image/png": frozenset({".png"}),
    "image/jpeg": frozenset({".jpg", ".jpeg"}),
    f"{_OFFICE}.wordprocessingml.document": frozenset({".docx"}),
    f"{_OFFICE}.spreadsheetml.sheet": frozenset({".xlsx"}),
    f"{_OFFICE}.presentationml.presentation": frozenset({".pptx"}),
    # an archive; .ofd is the format of Chinese electronic documents
    _ZIP: frozenset({".zip", ".ofd", ".docx", ".xlsx", ".pptx"}),
    "text/plain": frozenset({".txt", ".csv", ".md"}),
}
SUFFIXES = tuple(sorted({suffix for suffixes in KINDS.values() for suffix in suffixes}))


class FileRejected(Exception):  # noqa: N818  an answer to who handed the file over, not a fault
    """Why a file was not taken: too_large, empty, kind_unknown, name_misleads, infected, not_scanned; with what was found."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class PrivateFile:
    """A file in private storage: `path` is relative to the upload directory."""

    path: str
    name: str
    media_type: str
    size: int
    sha256: str


def store(chunks: Iterable[bytes], *, name: str, room: str) -> PrivateFile:
    """Keeps a file for a room; raises FileRejected, and then nothing is kept."""
    folder = config.upload_directory() / room
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / secrets.token_hex(16)
    shown = Path(name.replace("\\", "/")).name[:200] or "-"
    with virus_scanner.kept_if_clean(path, FileRejected):
        size, digest = _write(chunks, path)
        media_type = _sniffed(path, shown)
    return PrivateFile(f"{room}/{path.name}", shown, media_type, size, digest)


def _write(chunks: Iterable[bytes], path: Path) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    with path.open("xb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST:
                raise FileRejected("too_large", str(LARGEST // MEBIBYTE))
            digest.update(chunk)
            file.write(chunk)
    if not size:
        raise FileRejected("empty")
    return size, digest.hexdigest()


def _sniffed(path: Path, name: str) -> str:
    """The media type that the content has; the name must agree with it."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    kind = filetype.guess(head)
    media_type = kind.mime if kind is not None else "text/plain" if _is_text(path) else ""
    if media_type not in KINDS:
        raise FileRejected("kind_unknown", media_type)
    if PurePosixPath(name).suffix.lower() not in KINDS[media_type]:
        raise FileRejected("name_misleads", media_type)
    return media_type


def _is_text(path: Path) -> bool:
    content = path.read_bytes()
    if b"\0" in content:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


@contextmanager
def kept_if_done() -> Iterator[list[PrivateFile]]:
    """A list for files that were stored for one act: they go again where the act fails or is undone."""
    files: list[PrivateFile] = []
    try:
        yield files
    except BaseException:
        for file in files:
            discard(file.path)
        raise


def discard(path: str) -> None:
    """Removes a file that no row names after all."""
    (config.upload_directory() / path).unlink(missing_ok=True)


def response(path: str, *, name: str) -> FileResponse:
    """The file as an attachment that no browser opens in place, remembers or guesses about."""
    found = FileResponse(
        (config.upload_directory() / path).open("rb"),
        as_attachment=True,
        filename=name,
        content_type="application/octet-stream",
    )
    found["Cache-Control"] = "private, no-store"
    found["X-Content-Type-Options"] = "nosniff"
    found["Content-Security-Policy"] = "sandbox"
    return found
