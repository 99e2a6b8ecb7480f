"""Measured tables against the book: which figures are off, and what each means on a machine with fewer models."""

import math
from dataclasses import dataclass
from pathlib import Path

from figure_book import Entry, Source, digest_of
from tables import ENGINE, Table
from text_models import USE, Models


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure beside what the book expects."""

    system: str
    column: str
    expected: float
    found: float

    @property
    def size(self) -> float:
        """How far apart; endlessly where only one of them is a number."""
        if math.isnan(self.found) or math.isnan(self.expected):
            return 0.0 if math.isnan(self.found) and math.isnan(self.expected) else math.inf
        return abs(self.found - self.expected)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All figures of one entry that can be compared here; `faults` are sentences about what is wrong beyond values."""

    entry: Entry
    figures: tuple[Difference, ...]
    faults: tuple[str, ...] = ()
    note: str = ""

    @property
    def off(self) -> list[Difference]:
        """Figures outside the tolerance."""
        return [figure for figure in self.figures if figure.size > self.entry.tolerance + 1e-9]

    @property
    def passed(self) -> bool:
        """Something was compared and nothing is wrong."""
        return bool(self.figures) and not self.off and not self.faults


def compare(entry: Entry, table: Table, models: Models) -> Comparison:
    """A missing or additional system or column is a fault, unless a model that is absent here explains it."""
    if not entry.expected:
        return Comparison(entry, (), ("the book has no values yet",))
    if entry.columns != table.columns:
        told = f"columns are {', '.join(table.columns)}; the book has {', '.join(entry.columns)}"
        return Comparison(entry, (), (told,))
    expected, note = dict(entry.expected), ""
    if entry.models != models.names:
        expected, note = (
            _with_fewer(entry, table),
            f"{models.names} here, {entry.models} in the book: only common figures",
        )
    faults = [f"{name}: measured, not in the book" for name in table.rows if name not in expected]
    faults += [f"{name}: in the book, not measured" for name in expected if name not in table.rows]
    if note:
        faults = [fault for fault in faults if "not in the book" not in fault]
    figures = tuple(
        Difference(name, column, old, new)
        for name, row in table.rows.items()
        if name in expected
        for column, old, new in zip(table.columns, expected[name], row, strict=True)
    )
    return Comparison(entry, figures, tuple(faults), note)


def _with_fewer(entry: Entry, table: Table) -> dict[str, tuple[float, ...]]:
    """What the book tells about a machine where USE is the only model."""
    rows = {
        name: row
        for name, row in entry.expected.items()
        if name in table.rows and name != "engine, texts alone"
    }
    rows.pop(ENGINE, None)
    alone = entry.expected.get(f"{ENGINE}, {USE} alone")
    return rows | ({ENGINE: alone} if alone else {})


def data_faults(entry: Entry, sources: dict[str, Source], shared: Path) -> tuple[str, ...]:
    """Sentences about data that are not those of the book."""
    faults = []
    for name in entry.data:
        source = sources[name]
        found = digest_of(source.place(shared))
        if found != source.sha256:
            faults.append(
                f"data {name} ({source.path}) are not those of the book: sha256 {found[:12]}…, not {source.sha256[:12]}…"
            )
    return tuple(faults)


def absent_data(entry: Entry, sources: dict[str, Source], shared: Path) -> str:
    """Why the entry cannot be run here; empty where it can."""
    absent = [sources[name].path for name in entry.data if not sources[name].place(shared).exists()]
    return f"not at hand: {', '.join(absent)} (set QIANQIAO_SHARED_DATA)" if absent else ""
