"""What a task hands to the runner: tables of figures, and per query what every system got."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from text_models import Models

Row = tuple[float, ...]
ENGINE, OURS = "engine", ("engine", "engine, texts alone", "engine, words only")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a task may use. `held_out` opens the half of the near misses that nobody tunes on."""

    models: Models
    shared: Path
    held_out: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Figures by system and column; `per_query` holds column -> query -> system -> value for `--losses`."""

    id: str
    columns: tuple[str, ...]
    rows: dict[str, Row]
    about: str
    per_query: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)


Task = Callable[[Settings], list[Table]]
Measured = Mapping[str, Mapping[str, float]]


def tabled(
    table: str, about: str, measured: Mapping[str, Measured], averaged: Callable[[Sequence[float]], float]
) -> Table:
    """A table from column -> system -> query -> value; a system must have every query of a column."""
    columns = tuple(measured)
    systems = list(dict.fromkeys(system for column in measured.values() for system in column))
    rows = {
        system: tuple(averaged(list(measured[column][system].values())) for column in columns)
        for system in systems
    }
    return Table(table, columns, rows, about, {name: _by_query(own) for name, own in measured.items()})


def best_peer(table: Table, column: int) -> tuple[str, float]:
    """The best of the systems that are not ours in a column."""
    peers = [(name, row[column]) for name, row in table.rows.items() if not name.startswith(ENGINE)]
    return max(peers, key=lambda item: -np.inf if np.isnan(item[1]) else item[1])


def _by_query(measured: Measured) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for system, values in measured.items():
        for query, value in values.items():
            found.setdefault(query, {})[system] = value
    return found
