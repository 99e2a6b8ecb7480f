"""The grid: what each address answers to each kind of person, as a reviewed file.

`python -m pytest tests/access --write-grid` writes the file anew: read its difference before you commit it.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

FILE = Path(__file__).with_name("grid.csv")
PLACES = Path(__file__).with_name("addresses.csv")


@dataclass(frozen=True, slots=True)
class Address:
    """One row of `addresses.csv`: route, method, address with {names}, values as `key=value&key=value` or JSON."""

    route: str
    method: str
    address: str
    values: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.method, self.address, self.values


def addresses() -> list[Address]:
    """The rows of the file, in its order."""
    with PLACES.open(encoding="utf-8", newline="") as file:
        return [
            Address(row["route"], row["method"], row["address"], row["values"])
            for row in csv.DictReader(file)
        ]


def routes() -> list[str]:
    """Every route of the URL table, in its order."""
    return list(dict.fromkeys(_walk(get_resolver().url_patterns)))


def _walk(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, route)
        else:
            yield route


def read() -> dict[tuple[str, str, str], dict[str, str]]:
    """Answers by address and person."""
    if not FILE.exists():
        return {}
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            (row.pop("method"), row.pop("address"), row.pop("values")): row for row in csv.DictReader(file)
        }


def write(answers: dict[tuple[str, str, str], dict[str, str]], columns: list[str]) -> None:
    """The file, rows in the order of the addresses."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["method", "address", "values", *columns])
        for key, own in answers.items():
            rows.writerow([*key, *(own[name] for name in columns)])
