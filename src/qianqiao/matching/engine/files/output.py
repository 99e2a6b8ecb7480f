"""Writing results: the whole file or nothing, by a temporary name beside the target."""

import csv
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from qianqiao.matching.engine.files.problems import refuse

OUT_SUFFIXES = frozenset({".xlsx", ".csv", ".jsonl"})


def check_target(path: Path) -> None:
    """Refuse before any work is done what could not be written after it. Raises FileRefused."""
    if path.suffix.lower() not in OUT_SUFFIXES:
        raise refuse(str(path), "suffix", value=path.suffix or path.name)
    if path.is_dir():
        raise refuse(str(path), "folder")
    if not path.resolve().parent.is_dir():
        raise refuse(str(path), "no_folder")


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a temporary file, then put it in place in one step. Raises FileRefused."""
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(
            prefix=f".{path.stem}-", suffix=path.suffix, dir=path.resolve().parent
        )
        os.close(handle)
        temporary = Path(name)
        write(temporary)
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise refuse(str(path), "write", value=error.strerror or str(error)) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def write_jsonl(path: Path, objects: Iterable[Mapping[str, object]]) -> None:
    """One JSON object per line, UTF-8."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for item in objects:
            out.write(json.dumps(item, ensure_ascii=False) + "\n")


def write_csv(path: Path, rows: Sequence[Mapping[str, object]], first: Sequence[str]) -> None:
    """UTF-8 with BOM, which spreadsheet programs need; columns in order of first appearance."""
    names = list(dict.fromkeys([*first, *(key for row in rows for key in row)]))
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, names, restval="")
        writer.writeheader()
        writer.writerows({key: _harmless(value) for key, value in row.items()} for row in rows)


def _harmless(value: object) -> object:
    """Text that a spreadsheet program would run as a formula is marked as text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t"} else value
