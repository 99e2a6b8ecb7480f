"""Imports rows that a program holds: sample data, other rooms, tests. Files go through runs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from django.db import transaction

from qianqiao.core.actor import Actor
from qianqiao.core.bulk import Outcome
from qianqiao.imports.domain.batches import write_batch
from qianqiao.imports.domain.directory import Directory
from qianqiao.imports.domain.options import Options
from qianqiao.imports.domain.repeat_keys import repeat_key
from qianqiao.imports.kinds import Kind, kind_named
from qianqiao.imports.parsing.rows import ParsedRow, RawRow, parse_row
from qianqiao.imports.problems import CellProblem, Problem

T = TypeVar("T")
BATCH = 1000
PROBLEMS_KEPT = 10_000


@dataclass(slots=True)
class Report:
    """Counts of rows, the problems (at most PROBLEMS_KEPT), the numbers of the records touched or found."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    problems: list[CellProblem] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.created + self.updated + self.unchanged + self.rejected

    def count(self, outcome: Outcome | None) -> None:
        name = "rejected" if outcome is None else outcome.value
        setattr(self, name, getattr(self, name) + 1)

    def tell(self, problems: Sequence[CellProblem]) -> None:
        self.problems.extend(problems[: PROBLEMS_KEPT - len(self.problems)])


def in_batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def import_rows(
    kind: str,
    rows: Iterable[Mapping[str, object]],
    *,
    actor: Actor,
    source: str,
    publish: bool = False,
    create_organisations: bool = False,
    fictional: bool = False,
) -> Report:
    """Creates or updates one record per row of interchange keys; the same rows again change nothing.

    Side effects: records, audit and events, batch by batch, each in its own transaction. Rows with a problem
    are left out and told in the report; nothing is raised for them. FileRefused for an unknown kind.
    """
    known = kind_named(kind)
    options = Options(
        actor, source, publish=publish, create_organisations=create_organisations, fictional=fictional
    )
    directory = Directory(known, options)
    report, seen = Report(), dict[str, int]()
    for batch in in_batches(enumerate(rows, start=1), BATCH):
        parsed = [_parsed(known, RawRow("", number, row), seen) for number, row in batch]
        with transaction.atomic():
            outcomes = write_batch(known, parsed, directory=directory, options=options)
        for row, written in outcomes:
            report.count(written.outcome if written else None)
            report.tell(row.problems)
            if written:
                report.numbers.append(written.record.number)
    return report


def _parsed(kind: Kind, raw: RawRow, seen: dict[str, int]) -> ParsedRow:
    row = parse_row(kind, raw)
    unknown = sorted(set(raw.values) - kind.keys)
    if unknown:
        row.problems.append(raw.problem("", Problem("unknown_keys", {"keys": ", ".join(unknown)})))
    key = repeat_key(kind, raw.values)
    first = seen.setdefault(key, raw.number)
    if first != raw.number:
        row.refuse("external_id", "repeated_in_file", first=str(first))
    return row
