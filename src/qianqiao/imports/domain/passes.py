"""Moves the rows of a run: batch after batch, each in one transaction with cursor, counts and errors."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.db import OperationalError, transaction

from qianqiao.core import clock, copying, workflow
from qianqiao.core.actor import SYSTEM, Actor
from qianqiao.core.bulk import Outcome
from qianqiao.imports import examples
from qianqiao.imports.domain import duplicates, runs
from qianqiao.imports.domain.batches import write_batch
from qianqiao.imports.domain.claims import claimed
from qianqiao.imports.domain.directory import Directory
from qianqiao.imports.domain.options import Options
from qianqiao.imports.domain.previews import preview
from qianqiao.imports.domain.repeat_keys import repeat_key
from qianqiao.imports.domain.rows import BATCH, in_batches
from qianqiao.imports.domain.uploads import file_digest
from qianqiao.imports.kinds import Kind, kind_named
from qianqiao.imports.models import ImportedRecord, ImportRowError, ImportRun
from qianqiao.imports.parsing.rows import ParsedRow, RawRow, parse_row
from qianqiao.imports.problems import CellProblem, FileRefused, Problem
from qianqiao.imports.reading.tables import Table, open_table
from qianqiao.imports.states import AT_WORK, CHECKING, RUN_FLOW
from qianqiao.imports.workbooks.rejects import write_rejects
from qianqiao.organisations.actors import actor_of

log = logging.getLogger(__name__)
Progress = Callable[[ImportRun], None]
LARGEST_PROBLEM_COUNT = 200_000


def advance(run_id: int, *, budget: float | None = None, on_progress: Progress | None = None) -> ImportRun:
    """Works on a run until it ends, is cancelled, or `budget` seconds are spent; returns it as it then is.

    Goes on from the committed cursor, so that it may be called again after any interruption; of two calls at
    once the second returns at once. What is wrong with the file ends the run as failed.
    """
    with claimed(run_id) as is_mine:
        run = _fresh(run_id)
        if not is_mine or run.state not in AT_WORK:
            return run
        try:
            _Pass.of(run, on_progress).work(budget)
        except FileRefused as refusal:
            runs.fail(run, refusal.problem)
        except OperationalError:
            raise  # the database is away: the run goes on later
        except Exception as error:  # a fault of ours must not leave a run that seems to be at work for ever
            log.exception("import run %s failed", run.number)
            runs.fail(run, Problem("unexpected", {"detail": type(error).__name__}))
    return _fresh(run_id)


def _fresh(run_id: int) -> ImportRun:
    return ImportRun.objects.select_related("source", "user", "owner").get(pk=run_id)


def actor_of_run(run: ImportRun) -> Actor:
    """Whoever started the run, with today's memberships; the system where a command did."""
    return actor_of(run.user) if run.user is not None else SYSTEM


def table_of(run: ImportRun) -> Table:
    """The file of a run, opened with what is known of its columns; raises FileRefused."""
    path = Path(run.stored_path)
    if not run.is_stored_copy and path.is_file() and file_digest(path) != run.sha256:
        raise FileRefused("file_changed", name=run.file_name)
    mapping = {**run.source.header_mapping, **run.header_mapping}
    return open_table(path, run.file_name, kind_named(run.kind), mapping)


@dataclass(slots=True)
class _Pass:
    run: ImportRun
    kind: Kind
    table: Table
    options: Options
    directory: Directory
    on_progress: Progress | None
    seen: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, run: ImportRun, on_progress: Progress | None) -> "_Pass":
        kind = kind_named(run.kind)
        options = Options(
            actor_of_run(run),
            run.source.key,
            publish=run.publish,
            create_organisations=run.create_organisations,
            owner_id=run.owner_id,
        )
        return cls(run, kind, table_of(run), options, Directory(kind, options), on_progress)

    @property
    def is_check(self) -> bool:
        return self.run.state == CHECKING

    def work(self, budget: float | None) -> None:
        started = time.monotonic()
        self._estimate()
        for batch in in_batches(self._rows(), BATCH):
            if not self._commit([self._parsed(raw, first) for raw, first in batch]):
                return
            if self.on_progress is not None:
                self.on_progress(self.run)
            if budget is not None and time.monotonic() - started > budget:
                return
        self._end()

    def _estimate(self) -> None:
        if not self.run.estimated_rows:
            self.run.estimated_rows = self.table.estimated_rows()
            ImportRun.objects.filter(pk=self.run.pk).update(estimated_rows=self.run.estimated_rows)

    def _rows(self) -> Iterator[tuple[RawRow, int]]:
        """Rows after the cursor, each with the first row of the same key; earlier ones are only noted."""
        done = 0
        for raw in self.table.rows():
            if examples.is_marked(raw.values):
                if examples.is_unchanged(self.kind.name, raw.values):
                    continue
                raw = replace(raw, values={**raw.values, "external_id": None})  # noqa: PLW2901  it is a row by now
            # 64 bits of the key stand for it: a million rows meet by chance once in 37 million files
            first = self.seen.setdefault(hash(repeat_key(self.kind, raw.values)), raw.number)
            done += 1
            if done > self.run.cursor:
                yield raw, first

    def _parsed(self, raw: RawRow, first: int) -> ParsedRow:
        row = parse_row(self.kind, raw)
        if first != raw.number and not row.problems:
            row.refuse(self._key_of(raw), "repeated_in_file", first=str(first))
        return row

    def _key_of(self, raw: RawRow) -> str:
        keys = ("external_id", *self.kind.identifying, *self.kind.naming)
        return next((key for key in keys if raw.values.get(key)), "")

    def _commit(self, rows: list[ParsedRow]) -> bool:
        """Writes a batch and what there is to say of it; False when the run was stopped meanwhile."""
        with transaction.atomic():
            run = ImportRun.objects.select_for_update().get(pk=self.run.pk)
            if (run.state, run.cursor) != (self.run.state, self.run.cursor):
                return False
            outcomes = self._write(rows)
            for _, outcome, _ in outcomes:
                name = outcome.value if outcome else "rejected"
                setattr(run, name, getattr(run, name) + 1)
            if self.is_check and not run.cursor:
                run.preview = preview(self.kind, [row for row, _, _ in outcomes[:10]])
            run.cursor += len(rows)
            self._tell(run, outcomes)
            run.heartbeat_at = clock.now()
            run.save()
        self.run = run
        return True

    def _write(self, rows: list[ParsedRow]) -> list[tuple[ParsedRow, Outcome | None, str]]:
        point = transaction.savepoint()
        written = write_batch(self.kind, rows, directory=self.directory, options=self.options)
        if self.is_check:
            transaction.savepoint_rollback(point)
            self.directory.forget()
        else:
            transaction.savepoint_commit(point)
        return [(row, w.outcome if w else None, w.record.number if w else "") for row, w in written]

    def _tell(self, run: ImportRun, outcomes: list[tuple[ParsedRow, Outcome | None, str]]) -> None:
        problems = [problem for row, _, _ in outcomes for problem in row.problems]
        room = max(0, LARGEST_PROBLEM_COUNT - run.problems)
        copying.insert([_row_error(run, problem) for problem in problems[:room]])
        run.problems += len(problems)
        if not self.is_check:
            touched = {Outcome.CREATED, Outcome.UPDATED}
            copying.insert(
                [ImportedRecord(run=run, number=n, outcome=o) for _, o, n in outcomes if o in touched]
            )

    def _end(self) -> None:
        rejects = write_rejects(self.run, self.table) if self.run.rejected else ""
        if not self.is_check:
            duplicates.find(self.run)

        def change(row: ImportRun) -> None:
            row.rejects_path, row.finished_at = rejects, clock.now()
            row.estimated_rows = row.cursor

        workflow.take_step(
            RUN_FLOW, self.run, "checked" if self.is_check else "finish", actor=SYSTEM, change=change
        )


def _row_error(run: ImportRun, told: CellProblem) -> ImportRowError:
    return ImportRowError(
        run=run,
        sheet=told.sheet[:64],
        row=told.row,
        address=told.address,
        key=told.key,
        value=told.value,
        code=told.problem.code,
        params=dict(told.problem.params),
    )
