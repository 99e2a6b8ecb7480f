"""One record saved by hand: on the freshly locked row, against an expected version, telling what changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import transaction

from qianqiao.core import audit, clock, policy
from qianqiao.core.actor import Actor
from qianqiao.core.bulk import ChildTable, row_attributes
from qianqiao.core.lifecycle import DRAFT, WITHDRAWN
from qianqiao.core.records import LivingRecord
from qianqiao.core.workflow import Refusal

R = TypeVar("R", bound=LivingRecord)


@dataclass(frozen=True, slots=True)
class Saved(Generic[R]):
    """The record as it is now and the keys that changed; none where the save changed nothing."""

    record: R
    changed: tuple[str, ...]


def child_columns(table: ChildTable) -> tuple[str, ...]:
    """Columns of a child row that carry content."""
    fixed = {"id", "position", table.parent}
    return tuple(field.name for field in table.model._meta.concrete_fields if field.name not in fixed)  # noqa: SLF001


def values_of(record: LivingRecord, children: Sequence[ChildTable]) -> dict[str, Any]:
    """All values of a record under its interchange keys; child rows as dictionaries in their order."""
    tables = {table.key: table for table in children}
    values: dict[str, Any] = {}
    for spec in record.specs:
        if spec.key in tables:
            columns = child_columns(tables[spec.key])
            rows = getattr(record, spec.key).all()
            values[spec.key] = [{name: getattr(row, name) for name in columns} for row in rows]
        else:
            values[spec.key] = getattr(record, spec.attribute)
    return values


def save(
    record: R,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    expected_version: int,
    action: str,
    children: Sequence[ChildTable] = (),
    prepare: Callable[[R, Mapping[str, Any]], None] | None = None,
) -> Saved[R]:
    """Writes the values whose keys are given; raises Refusal, and then nothing has changed.

    Refusal codes: not_allowed, wrong_state (withdrawn), changed_meanwhile, required_fields_missing (a record
    that has left the draft stays complete). Revision and version grow by one; one audit entry names the keys.
    `prepare(record, all_values)` may set more attributes before the write. Emits no event: the caller does.
    """
    with transaction.atomic():
        fresh: R = type(record)._default_manager.select_for_update().get(pk=record.pk)  # noqa: SLF001
        _refuse(fresh, actor=actor, expected_version=expected_version)
        before = values_of(fresh, children)
        changed = tuple(key for key, value in values.items() if key not in before or before[key] != value)
        if not changed:
            return Saved(fresh, ())
        for attribute, value in row_attributes(fresh.specs, values).items():
            setattr(fresh, attribute, value)
        if fresh.state != DRAFT and fresh.missing_required():
            raise Refusal("required_fields_missing", ", ".join(fresh.missing_required()))
        fresh.revision, fresh.version, fresh.updated_at = fresh.revision + 1, fresh.version + 1, clock.now()
        if prepare is not None:
            prepare(fresh, {**before, **values})
        fresh.save()
        _write_children(fresh, values, [table for table in children if table.key in changed])
        audit.append(
            action,
            subject=fresh.number,
            actor=actor,
            chain=fresh.audit_chain,
            data={"revision": fresh.revision, "keys": sorted(changed)},
        )
    return Saved(fresh, changed)


def _refuse(fresh: LivingRecord, *, actor: Actor, expected_version: int) -> None:
    if not policy.may(actor, "write", fresh):
        raise Refusal("not_allowed", fresh.number)
    if fresh.state == WITHDRAWN:
        raise Refusal("wrong_state", fresh.state)
    if fresh.version != expected_version:
        raise Refusal("changed_meanwhile", str(fresh.version))


def _write_children(fresh: LivingRecord, values: Mapping[str, Any], tables: Sequence[ChildTable]) -> None:
    for table in tables:
        manager = table.model._default_manager  # noqa: SLF001  Django's documented manager
        manager.filter(**{table.parent: fresh.pk}).delete()
        rows = values[table.key] or []
        manager.bulk_create(
            [table.model(**{table.parent: fresh, "position": n, **row}) for n, row in enumerate(rows)]
        )
