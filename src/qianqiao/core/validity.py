"""When a record was last proven alive, and until when it counts as valid: set together, and put back together."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from django.db import transaction

from qianqiao.core import audit, clock, policy
from qianqiao.core.actor import Actor
from qianqiao.core.lifecycle import PUBLISHED
from qianqiao.core.records import LivingRecord
from qianqiao.core.workflow import Refusal

R = TypeVar("R", bound=LivingRecord)
Ends = Callable[[R, date], date]


def is_usual(record: R, ends: Ends[R]) -> bool:
    """Whether the end is what the rules give, and not one that the owner stated."""
    alive, until = record.last_proven_alive, record.valid_until
    return until is None or (alive is not None and until == ends(record, alive))


def prove_alive(record: R, day: date, ends: Ends[R]) -> None:
    """Sets the date, and moves the end with it unless the owner stated an end; `ends`: the usual end for a date."""
    usual = is_usual(record, ends)
    record.last_proven_alive = day
    if usual:
        record.valid_until = ends(record, day)


def prove_by_edit(before: R, record: R, ends: Ends[R]) -> None:
    """The same for a record that an edit has changed: what the usual end hangs on may have changed with it."""
    if record.state != PUBLISHED:
        return
    if record.valid_until == before.valid_until and is_usual(before, ends):
        record.valid_until = None
    prove_alive(record, clock.today(), ends)


def write_dates(
    record: R,
    change: Callable[[R], None],
    *,
    actor: Actor,
    action: str,
    expected_version: int | None = None,
) -> R:
    """Changes the two dates of a published record outside an edit; raises Refusal, and then nothing has changed.

    Emits no event: the domain verb that calls it does.
    """
    with transaction.atomic():
        fresh: R = type(record)._default_manager.select_for_update().get(pk=record.pk)  # noqa: SLF001  Django's documented manager
        if not policy.may(actor, "edit", fresh):
            raise Refusal("not_allowed", fresh.number)
        if fresh.state != PUBLISHED:
            raise Refusal("wrong_state", fresh.state)
        if expected_version is not None and fresh.version != expected_version:
            raise Refusal("changed_meanwhile", str(fresh.version))
        change(fresh)
        fresh.version, fresh.updated_at = fresh.version + 1, clock.now()
        fresh.save(update_fields=["last_proven_alive", "valid_until", "version", "updated_at"])
        data = {"alive": fresh.last_proven_alive, "until": fresh.valid_until}
        audit.append(action, subject=fresh.number, actor=actor, chain=fresh.audit_chain, data=data)
    return fresh
