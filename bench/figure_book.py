"""`figures.yaml` read, checked and written: what is published, from which data, with which values."""

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from tables import Table

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
BOOK = BENCH / "figures.yaml"
SIZES = ("small", "shared", "long")
SHARED = "shared/"


class BookError(ValueError):
    """The book cannot be used; the message says where and how to mend it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file or folder that figures are made from; one that begins with `shared/` lies outside the project."""

    name: str
    path: str
    sha256: str
    origin: str
    licence: str

    def place(self, shared: Path) -> Path:
        """Where it lies on this machine."""
        return shared / self.path.removeprefix(SHARED) if self.path.startswith(SHARED) else ROOT / self.path


@dataclass(frozen=True, slots=True)
class Entry:
    """One published table. `expected` maps a system to its values, in the order of `columns`."""

    id: str
    says: str
    command: str
    task: str
    data: tuple[str, ...]
    seed: str
    size: str
    published: tuple[str, ...]
    tolerance: float
    models: str = ""
    columns: tuple[str, ...] = ()
    held_out_only: bool = False
    expected: dict[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Book:
    """All sources and entries, in the order of the file."""

    sources: dict[str, Source]
    entries: dict[str, Entry]


def read_book(path: Path = BOOK) -> Book:
    """Raises BookError, which names the entry."""
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    sources = {name: _source(name, own) for name, own in told["data"].items()}
    entries: dict[str, Entry] = {}
    for number, own in enumerate(told["figures"], start=1):
        entry = _entry(number, own)
        if entry.id in entries:
            raise BookError(f"{path.name}: the id {entry.id} stands twice; give one of them another")
        unknown = set(entry.data) - set(sources)
        if unknown:
            raise BookError(
                f"{path.name}, {entry.id}: no such data: {', '.join(sorted(unknown))}; add it under data"
            )
        entries[entry.id] = entry
    return Book(sources, entries)


def write_measured(
    tables: dict[str, Table], models: str, path: Path = BOOK, sources: dict[str, str] | None = None
) -> None:
    """Puts measured tables (and digests of data) into the book; all else stays as it was, the heading too."""
    text = path.read_text(encoding="utf-8")
    heading = "".join(line for line in text.splitlines(keepends=True)[: _heading(text)])
    told = yaml.safe_load(text)
    for own in told["figures"]:
        table = tables.get(own["id"])
        if table is not None:
            own["models"], own["columns"] = models, list(table.columns)
            own["expected"] = {name: [round(value, 4) for value in row] for name, row in table.rows.items()}
    for name, digest in (sources or {}).items():
        told["data"][name]["sha256"] = digest
    body = yaml.dump(told, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=118)
    path.write_text(heading + body, encoding="utf-8")


def digest_of(place: Path) -> str:
    """SHA-256 of a file; of a folder that of the names and digests of its files, in order of name."""
    if place.is_file():
        return sha256(place.read_bytes()).hexdigest()
    lines = [
        f"{file.relative_to(place).as_posix()} {digest_of(file)}\n"
        for file in sorted(place.rglob("*"))
        if file.is_file()
    ]
    return sha256("".join(lines).encode()).hexdigest()


def _source(name: str, told: dict[str, Any]) -> Source:
    missing = {"path", "sha256", "origin", "licence"} - set(told)
    if missing:
        raise BookError(f"figures.yaml, data {name}: {', '.join(sorted(missing))} missing")
    return Source(name, **{key: str(told[key]) for key in ("path", "sha256", "origin", "licence")})


def _entry(number: int, told: dict[str, Any]) -> Entry:
    needed = {"id", "says", "command", "task", "data", "seed", "size", "published", "tolerance"}
    missing = needed - set(told)
    if missing:
        raise BookError(
            f"figures.yaml, entry {number} ({told.get('id', '?')}): {', '.join(sorted(missing))} missing"
        )
    if told["size"] not in SIZES:
        raise BookError(
            f"figures.yaml, {told['id']}: size is {told['size']!r}, not one of {', '.join(SIZES)}"
        )
    rows = {name: tuple(map(float, row)) for name, row in (told.get("expected") or {}).items()}
    columns = tuple(told.get("columns") or ())
    for name, row in rows.items():
        if len(row) != len(columns):
            raise BookError(
                f"figures.yaml, {told['id']}, {name}: {len(row)} values for {len(columns)} columns"
            )
    plain = {key: str(told[key]) for key in ("id", "says", "command", "task", "seed", "size")}
    return Entry(
        **plain,
        data=tuple(told["data"]),
        published=tuple(told["published"]),
        tolerance=float(told["tolerance"]),
        models=told.get("models", ""),
        columns=columns,
        held_out_only=bool(told.get("held_out_only", False)),
        expected=rows,
    )


def _heading(text: str) -> int:
    """How many lines of remarks the file begins with."""
    lines = text.splitlines()
    return next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))


class _Dumper(yaml.SafeDumper):
    """Lists on one line, as in the file that people wrote."""


def _list(dumper: yaml.SafeDumper, items: list[Any]) -> yaml.Node:
    flat = all(isinstance(item, str | int | float) for item in items)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=flat)


_Dumper.add_representer(list, _list)
