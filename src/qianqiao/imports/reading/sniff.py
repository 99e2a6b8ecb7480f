"""Says what a file is by its content; its name counts for nothing."""

from enum import StrEnum
from pathlib import Path

from qianqiao.imports.problems import FileRefused
from qianqiao.imports.reading import limits
from qianqiao.imports.reading.archive import check_workbook

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FOREIGN = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7-Zip",
    b"\x1f\x8b": "gzip",
    b"\x7fELF": "ELF",
    b"MZ\x90": "EXE",
    b"<!DO": "HTML",
    b"<htm": "HTML",
    b"<?xm": "XML",
    b"{\\rt": "RTF",
    b"SQLite": "SQLite",
}


class FileFormat(StrEnum):
    WORKBOOK = "xlsx"
    DELIMITED = "csv"
    JSON_LINES = "jsonl"


def file_format(path: Path, name: str) -> FileFormat:
    """The format of a file, after the checks that its content must pass; raises FileRefused."""
    if not path.is_file():
        raise FileRefused("file_missing", name=name)
    size = path.stat().st_size
    if size == 0:
        raise FileRefused("file_empty", name=name)
    with path.open("rb") as file:
        start = file.read(8192)
    if start.startswith(b"PK\x03\x04"):
        _require_size(name, size, limits.LARGEST_WORKBOOK)
        check_workbook(path, name)
        return FileFormat.WORKBOOK
    _require_size(name, size, limits.LARGEST_TEXT_FILE)
    if start.startswith(_OLE):
        encrypted = _ENCRYPTED in path.read_bytes()[: 16 * limits.MEBIBYTE]
        raise FileRefused("encrypted_workbook" if encrypted else "legacy_workbook", name=name)
    return _text_format(start, name)


def _text_format(start: bytes, name: str) -> FileFormat:
    for magic, found in _FOREIGN.items():
        if start.startswith(magic):
            raise FileRefused("file_type_unknown", name=name, found=found)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return FileFormat.DELIMITED
    if b"\x00" in start:
        raise FileRefused("file_type_unknown", name=name, found_zh="二进制数据", found_en="binary data")
    plain = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not plain:
        raise FileRefused("file_empty", name=name)
    return FileFormat.JSON_LINES if plain[:1] in {b"{", b"["} else FileFormat.DELIMITED


def _require_size(name: str, size: int, limit: int) -> None:
    if size > limit:
        shown = {"size": str(size // limits.MEBIBYTE + 1), "limit": str(limit // limits.MEBIBYTE)}
        raise FileRefused("file_too_large", name=name, **shown)
