"""Checks a zipped workbook before anything of it is unpacked."""

import zipfile
from pathlib import Path

from qianqiao.imports.problems import FileRefused
from qianqiao.imports.reading import limits

_SHARED_TEXTS = "xl/sharedstrings.xml"


def check_workbook(path: Path, name: str) -> None:
    """Refuses bombs, macros, links to other workbooks, and archives that are no Excel workbook.

    Sizes are those of the archive's directory; reading never yields more than these, so a directory that lies
    ends in a damaged file rather than in memory.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise FileRefused("damaged_workbook", name=name, detail=str(error)) from None
    names = {entry.filename.lower().replace("\\", "/") for entry in entries}
    _require_modest(entries, path, name)
    _require_workbook(names, name)
    if any(n.endswith("vbaproject.bin") or n.startswith("xl/macrosheets/") for n in names):
        raise FileRefused("macros", name=name)
    links = sorted(n for n in names if n.startswith("xl/externallinks/") and n.endswith(".xml"))
    if links:
        raise FileRefused("external_links", name=name, found=str(len(links)))
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise FileRefused("encrypted_workbook", name=name)


def _require_modest(entries: list[zipfile.ZipInfo], path: Path, name: str) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    ratio = unpacked // max(path.stat().st_size, 1)
    shown = {"size": str(unpacked // limits.MEBIBYTE), "ratio": str(ratio)}
    texts = max((e.file_size for e in entries if e.filename.lower() == _SHARED_TEXTS), default=0)
    too_dense = unpacked > limits.SUSPECT_UNPACKED and ratio > limits.LARGEST_RATIO
    too_large = unpacked > limits.LARGEST_UNPACKED or texts > limits.LARGEST_SHARED_TEXTS
    if too_large or too_dense or len(entries) > limits.LARGEST_ENTRIES:
        raise FileRefused("zip_bomb", name=name, **shown)


def _require_workbook(names: set[str], name: str) -> None:
    if "xl/workbook.xml" in names:
        return
    kinds = {
        "word/document.xml": "Word",
        "ppt/presentation.xml": "PowerPoint",
        "xl/workbook.bin": "XLSB",
        "content.xml": "OpenDocument",
    }
    found = next((kind for entry, kind in kinds.items() if entry in names), "ZIP")
    raise FileRefused("file_type_unknown", name=name, found=found)
