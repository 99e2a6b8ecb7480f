"""Opens an index with our tokenizer; one reader per process, renewed with files and generation."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import tantivy

from qianqiao.search.index.schema import TOKENIZER, schema

# How long a process trusts its knowledge of the active generation: well below the two seconds promised.
TRUSTED_SECONDS = 0.5


class IndexUnavailable(Exception):  # noqa: N818  a state of the world, not a fault of the caller
    """There is no index to search yet."""


def exists(path: Path) -> bool:
    return path.is_dir() and bool(tantivy.Index.exists(str(path)))


def create(path: Path) -> tantivy.Index:
    path.mkdir(parents=True)
    return _prepared(tantivy.Index(schema(), path=str(path)))


def open_index(path: Path) -> tantivy.Index:
    """An existing index; raises IndexUnavailable where the files are missing or not readable."""
    try:
        return _prepared(tantivy.Index.open(str(path)))
    except (OSError, ValueError) as error:
        raise IndexUnavailable(str(error)) from error


def _prepared(index: tantivy.Index) -> tantivy.Index:
    index.register_tokenizer(TOKENIZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    index.config_reader("manual")
    index.reload()
    return index


@dataclass(slots=True)
class _Opened:
    path: Path
    index: tantivy.Index
    signature: tuple[int, int]
    checked: float


_opened: _Opened | None = None
_lock = threading.Lock()


def _signature(path: Path) -> tuple[int, int]:
    """Changes with every commit: tantivy replaces meta.json whole."""
    found = os.stat(path / "meta.json")  # noqa: PTH116  called for every search
    return found.st_ino, found.st_mtime_ns


def searcher(active_path: Callable[[], Path | None]) -> tantivy.Searcher:
    """A searcher on the newest commit of the active generation; `active_path` asks the database."""
    global _opened  # noqa: PLW0603  one reader per process
    with _lock:
        now = time.monotonic()
        if _opened is None or now - _opened.checked > TRUSTED_SECONDS or not _opened.path.is_dir():
            path = active_path()
            if path is None or not exists(path):
                _opened = None
                raise IndexUnavailable(
                    "no generation of the search index is active; run: qianqiao index rebuild"
                )
            if _opened is None or _opened.path != path:
                _opened = _Opened(path, open_index(path), _signature(path), now)
            _opened.checked = now
        signature = _signature(_opened.path)
        if signature != _opened.signature:
            _opened.index.reload()
            _opened.signature = signature
        return _opened.index.searcher()


def forget() -> None:
    """Drops the reader, so that the next search asks the database again."""
    global _opened  # noqa: PLW0603  the same
    with _lock:
        _opened = None
