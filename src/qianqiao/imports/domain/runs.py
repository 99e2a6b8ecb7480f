"""Makes runs and takes their steps. The rows themselves are moved by `passes`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from qianqiao.core import clock, numbers, workflow
from qianqiao.core.actor import SYSTEM, Actor
from qianqiao.imports.domain.uploads import StoredFile, discard
from qianqiao.imports.kinds import kind_named
from qianqiao.imports.models import ImportRun, ImportSource
from qianqiao.imports.problems import Problem
from qianqiao.imports.reading.headers import IGNORE, normal
from qianqiao.imports.reading.sniff import FileFormat
from qianqiao.imports.reading.tables import open_table
from qianqiao.imports.states import RUN_FLOW
from qianqiao.organisations.models import Organisation

DEFAULT_SOURCE = "files"
_ZERO = {"cursor": 0, "created": 0, "updated": 0, "unchanged": 0, "rejected": 0, "problems": 0}


def source_for(kind: str, *, name: str, organisation: Organisation | None) -> ImportSource:
    """The source of a name within an organisation (or of the platform), made when it is new."""
    plain = name.strip()[:60] or DEFAULT_SOURCE
    key = f"o{organisation.pk}:{plain}" if organisation else plain
    found, _ = ImportSource.objects.get_or_create(
        key=key, kind=kind, defaults={"name": plain, "organisation": organisation, "created_at": clock.now()}
    )
    return found


def create_run(
    file: StoredFile,
    *,
    kind: str,
    actor: Actor,
    source: str = DEFAULT_SOURCE,
    organisation: Organisation | None = None,
    header_mapping: Mapping[str, str] | None = None,
    publish: bool = False,
    create_organisations: bool = False,
    is_dry_run: bool = False,
    language: str = "zh",
) -> ImportRun:
    """A run in its first state, after the checks of its file; raises FileRefused and then stores nothing."""
    known = kind_named(kind)
    own = {normal(header): key for header, key in (header_mapping or {}).items()}
    table = open_table(file.path, file.name, known, own)
    with transaction.atomic():
        place = source_for(kind, name=source, organisation=organisation)
        table = open_table(file.path, file.name, known, {**place.header_mapping, **own})
        table.header()
        return ImportRun.objects.create(
            number=numbers.take(ImportRun.number_letter)[0],
            state=RUN_FLOW.initial,
            source=place,
            kind=kind,
            file_name=file.name,
            stored_path=str(file.path),
            is_stored_copy=file.is_copy,
            sha256=file.sha256,
            size=file.size,
            owner=organisation,
            user_id=actor.user_id,
            is_dry_run=is_dry_run,
            publish=publish,
            create_organisations=create_organisations,
            header_mapping=own,
            language=language,
            created_at=clock.now(),
        )


def unfinished_run(file: StoredFile, *, kind: str, source: ImportSource) -> ImportRun | None:
    """A run of the same file and source that was interrupted at work."""
    found = ImportRun.objects.filter(sha256=file.sha256, kind=kind, source=source, state="running")
    return found.order_by("-id").first()


def name_columns(run: ImportRun, *, mapping: Mapping[str, str], actor: Actor) -> ImportRun:
    """Says what columns are (header to key, “-” for none); remembered for the next file of this source."""
    known = kind_named(run.kind)
    told = {normal(header): key for header, key in mapping.items() if key in known.keys or key == IGNORE}

    def change(row: Any) -> None:
        row.header_mapping = {**row.header_mapping, **told}

    with transaction.atomic():
        fresh = workflow.take_step(RUN_FLOW, run, "map", actor=actor, change=change)
        place = ImportSource.objects.select_for_update().get(pk=run.source_id)
        place.header_mapping = {**place.header_mapping, **told}
        place.save(update_fields=["header_mapping"])
    return fresh


def _from_the_beginning(row: Any) -> None:
    for name, value in _ZERO.items():
        setattr(row, name, value)
    row.preview, row.failure, row.started_at, row.heartbeat_at = [], {}, clock.now(), clock.now()
    row.row_errors.all().delete()
    row.records.all().delete()
    discard(row.rejects_path)
    row.rejects_path = ""


def begin_check(run: ImportRun, *, actor: Actor) -> ImportRun:
    """Starts a check: every row is parsed and written, and every write is taken back."""
    return workflow.take_step(RUN_FLOW, run, "check", actor=actor, change=_from_the_beginning)


def begin_import(run: ImportRun, *, actor: Actor, publish: bool | None = None) -> ImportRun:
    """Starts the import from the first row."""

    def change(row: Any) -> None:
        _from_the_beginning(row)
        row.publish = row.publish if publish is None else publish

    return workflow.take_step(RUN_FLOW, run, "start", actor=actor, change=change)


def resume(run: ImportRun, *, actor: Actor) -> ImportRun:
    """Goes on where a failed or cancelled import stopped."""

    def change(row: Any) -> None:
        row.failure, row.finished_at, row.heartbeat_at = {}, None, clock.now()

    return workflow.take_step(RUN_FLOW, run, "resume", actor=actor, change=change)


def cancel(run: ImportRun, *, actor: Actor) -> ImportRun:
    """Stops after the batch at work; what was committed stays, and the report says how much that is."""

    def change(row: Any) -> None:
        row.finished_at = clock.now()

    return workflow.take_step(RUN_FLOW, run, "cancel", actor=actor, change=change)


def fail(run: ImportRun, problem: Problem) -> ImportRun:
    """Ends a run that cannot go on, with the reason."""

    def change(row: Any) -> None:
        row.failure = {"code": problem.code, "params": dict(problem.params)}
        row.finished_at = clock.now()

    return workflow.take_step(RUN_FLOW, run, "fail", actor=SYSTEM, change=change)


def has_columns(run: ImportRun) -> bool:
    """Whether the file has a header whose columns a person can name (JSON Lines has none)."""
    return (
        open_table(Path(run.stored_path), run.file_name, kind_named(run.kind)).format
        is not FileFormat.JSON_LINES
    )
