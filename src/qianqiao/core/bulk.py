"""Writes many records of one kind at once, idempotently: one query to compare, COPY to create and update."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from django.db import models, transaction

from qianqiao.core import clock, copying, numbers
from qianqiao.core.fieldspec import FieldSpec, FieldType

CHILD_TYPES = frozenset({FieldType.INDICATORS, FieldType.DOCUMENTS})


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Written(Generic[M]):
    """What became of one row: the record and whether it was created, updated or left alone."""

    outcome: Outcome
    record: M


@dataclass(frozen=True, slots=True)
class ChildTable:
    """Rows that belong to a record (indicators, documents): replaced whole when the record changes."""

    key: str
    model: type[models.Model]
    parent: str


def content_hash(values: Mapping[str, Any]) -> str:
    """SHA-256 of the values in canonical JSON: the third part of an import's repeat key."""
    told = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def row_attributes(specs: Sequence[FieldSpec], values: Mapping[str, Any]) -> dict[str, Any]:
    """Model attributes for the keys that are present; children (indicators, documents) left out."""
    return {
        spec.attribute: values[spec.key]
        for spec in specs
        if spec.key in values and spec.type not in CHILD_TYPES
    }


def upsert(
    model: type[M],
    rows: Sequence[Mapping[str, Any]],
    *,
    source: str,
    children: Sequence[ChildTable] = (),
    prepare: Callable[[M, Mapping[str, Any], bool], None] | None = None,
) -> list[Written[M]]:
    """Creates or updates one record per row by (source, external_id); rows without external_id are created.

    Values carry interchange keys; keys that are absent are left as they are, a present empty value empties
    the field. `prepare(record, values, is_new)` may set further attributes before the write; it is given the
    whole of what the record then says, not only the row. Runs in one transaction; the result keeps the order of
    `rows`. Emits no event: the domain verb that calls it does.
    """
    specs: Sequence[FieldSpec] = model.specs  # type: ignore[attr-defined]
    with transaction.atomic():
        known = _known(model, [str(row["external_id"]) for row in rows if row.get("external_id")], source)
        kept = {table.key: _kept_children(table, rows, known) for table in children}

        def prepare_whole(record: M, row: Mapping[str, Any], is_new: bool) -> None:
            if prepare is not None:
                prepare(record, row if is_new else _whole(record, row, specs, kept), is_new)

        written = [_place(model, row, specs, known, source, prepare_whole) for row in rows]
        _save(model, written)
        fresh = {w.record.pk for w in written if w.outcome is Outcome.CREATED}
        changed = [
            (w.record, row)
            for w, row in zip(written, rows, strict=True)
            if w.outcome is not Outcome.UNCHANGED
        ]
        for table in children:
            _replace_children(table, changed, fresh)
    return written


def _known(model: type[M], external_ids: Sequence[str], source: str) -> dict[str, M]:
    found = model._default_manager.select_for_update().filter(source=source, external_id__in=external_ids)  # noqa: SLF001
    return {str(record.external_id): record for record in found.order_by("pk")}  # type: ignore[attr-defined]


def _kept_children(
    table: ChildTable, rows: Sequence[Mapping[str, Any]], known: Mapping[str, M]
) -> dict[int, list[dict[str, Any]]]:
    """The stored child rows of records whose new row does not speak of them, by primary key."""
    silent = [row for row in rows if table.key not in row]
    parents = [known[key].pk for row in silent if (key := str(row.get("external_id") or "")) in known]
    kept: dict[int, list[dict[str, Any]]] = {}
    if parents:
        stored = table.model._default_manager.filter(**{f"{table.parent}__in": parents})  # noqa: SLF001
        for child in stored.order_by("position").values():
            kept.setdefault(child[f"{table.parent}_id"], []).append(child)
    return kept


def _whole(
    record: M,
    row: Mapping[str, Any],
    specs: Sequence[FieldSpec],
    kept: Mapping[str, Mapping[int, list[dict[str, Any]]]],
) -> dict[str, Any]:
    """All values of a changed record by interchange key: what is stored, overlaid by the row."""
    own = {spec.key: getattr(record, spec.attribute) for spec in specs if spec.type not in CHILD_TYPES}
    return own | {key: children.get(record.pk, []) for key, children in kept.items()} | dict(row)


def _place(  # noqa: PLR0917  the parts of one upsert
    model: type[M],
    row: Mapping[str, Any],
    specs: Sequence[FieldSpec],
    known: dict[str, M],
    source: str,
    prepare: Callable[[M, Mapping[str, Any], bool], None],
) -> Written[M]:
    now = clock.now()
    digest = content_hash(row)
    external_id = str(row.get("external_id") or "")
    record = known.get(external_id) if external_id else None
    if record is not None and record.content_hash == digest:  # type: ignore[attr-defined]
        return Written(Outcome.UNCHANGED, record)
    is_new = record is None
    if record is None:
        record = model(source=source, external_id=external_id, created_at=now)
        if external_id:
            known[external_id] = record
    for attribute, value in row_attributes(specs, row).items():
        setattr(record, attribute, value)
    record.content_hash, record.updated_at = digest, now  # type: ignore[attr-defined]
    if not is_new:
        record.revision += 1  # type: ignore[attr-defined]
    prepare(record, row, is_new)
    return Written(Outcome.CREATED if is_new else Outcome.UPDATED, record)


def _save(model: type[M], written: Sequence[Written[M]]) -> None:
    created = [w.record for w in written if w.outcome is Outcome.CREATED]
    if created:
        for record, number in zip(created, numbers.take(model.number_letter, len(created)), strict=True):  # type: ignore[attr-defined]
            record.number = number  # type: ignore[attr-defined]
        copying.insert(created)
    updated = list(
        {id(w.record): w.record for w in written if w.outcome is Outcome.UPDATED and w.record.pk}.values()
    )
    if updated:
        fixed = {"id", "number", "created_at", "source", "external_id"}
        names = [f.name for f in model._meta.concrete_fields if f.name not in fixed]  # noqa: SLF001
        copying.update(updated, names)


def _replace_children(
    table: ChildTable, changed: Sequence[tuple[M, Mapping[str, Any]]], fresh: Set[int]
) -> None:
    """`fresh`: primary keys of records that are new, and so have no rows to replace."""
    having = [(record, row[table.key] or []) for record, row in changed if table.key in row]
    if not having:
        return
    stored = [record.pk for record, _ in having if record.pk not in fresh]
    if stored:
        table.model._default_manager.filter(**{f"{table.parent}__in": stored}).delete()  # noqa: SLF001
    copying.insert(
        [
            table.model(**{table.parent: record, "position": position, **child})
            for record, rows in having
            for position, child in enumerate(rows)
        ]
    )
