"""Retires records for a cause, once: asks the owner first where the rules say so, and takes it back on one click."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from qianqiao.core import clock, policy
from qianqiao.core.actor import SYSTEM, Actor
from qianqiao.core.clock import SHANGHAI
from qianqiao.core.lifecycle import EXPIRED, PUBLISHED, SUSPENDED
from qianqiao.core.records import record_models
from qianqiao.core.workdays import CLOSE
from qianqiao.core.workflow import Refusal, take_step
from qianqiao.docking.domain.records_of_cases import note_in_cases
from qianqiao.notices.domain import close_todo, open_todo
from qianqiao.organisations.views.record_pages.addresses import address
from qianqiao.upkeep import records, ruling
from qianqiao.upkeep.models import Retirement
from qianqiao.upkeep.records import permission_for
from qianqiao.upkeep.states import ANNOUNCED, RETIREMENT_FLOW

LIVE = frozenset({PUBLISHED, SUSPENDED})
# A reason of the rules, and what distinguishes this cause from another one with the same reason.
Cause = tuple[str, str]


def todo_key(row: Retirement) -> str:
    return f"upkeep:retirement:{row.pk}"


def announce(record: Any, find: Callable[[Any], Cause | None]) -> Retirement | None:
    """A cause to retire a record has come up, looked for again on the locked row.

    None where there is none any more, where it is known already, or where the record is not shown. Where the rules give
    the owner no days to answer, the record is retired at once; else a to-do asks.
    """
    today = clock.today()
    with transaction.atomic():
        fresh = type(record)._default_manager.select_for_update().get(pk=record.pk)  # noqa: SLF001  Django's manager
        found = find(fresh) if fresh.state in LIVE else None
        if found is None:
            return None
        reason, cause = found
        days = ruling.notice_days(reason)
        row, is_new = Retirement.objects.get_or_create(
            number=fresh.number,
            cause=cause,
            defaults={
                "organisation_id": fresh.owner_id_for_policy,
                "permission": permission_for(fresh.number),
                "reason": reason,
                "announced_at": clock.now(),
                "due_on": today + timedelta(days=days),
            },
        )
        if not is_new:
            return None
        if not days:
            return carry_out(row, actor=SYSTEM)
        _ask(row)
    return row


def _ask(row: Retirement) -> None:
    open_todo(
        key=todo_key(row),
        code=f"records.todo.{row.reason}",
        params={"number": row.number, "day": row.due_on.isoformat()},
        address=address(row.number),
        organisation_id=row.organisation_id,
        permission=row.permission,
        due_at=datetime.combine(row.due_on, CLOSE, tzinfo=SHANGHAI),
    )


def carry_out(row: Retirement, *, actor: Actor, expected_version: int | None = None) -> Retirement:
    """Retires the record by its own flow; open cases about it stay, and both sides are told. Raises Refusal.

    A record that is not shown any more needs no retirement: the matter is closed.
    """
    with transaction.atomic():
        record = _locked(row.number)
        if record.state not in LIVE:
            return _decided(row, "keep", actor=SYSTEM)
        was = record.state

        def change(one: Retirement) -> None:
            one.was_state, one.retired_at = was, clock.now()
            one.undo_until = ruling.undo_until(one.reason, clock.today())

        fresh = take_step(
            RETIREMENT_FLOW, row, "retire", actor=actor, expected_version=expected_version, change=change
        )
        step = "expire" if fresh.reason == ruling.EXPIRED else "retire"
        records.take(record, step, actor=SYSTEM, reason=fresh.reason)
        close_todo(todo_key(fresh))
        note_in_cases(
            fresh.number,
            "record_retired",
            key=str(fresh.pk),
            told_already=(fresh.permission, fresh.organisation_id),
        )
    return fresh


def keep(row: Retirement, *, actor: Actor, expected_version: int | None = None) -> Retirement:
    """The owner says no: the record stays, and the same cause never asks again. Raises Refusal."""
    return _decided(row, "keep", actor=actor, expected_version=expected_version)


def keep_announced(number: str, *, actor: Actor) -> None:
    """Who says that a record is still true has answered what was asked about it.

    Refusal question_open where the answer is not the actor's: the organisation was asked, not its agency.
    """
    for row in Retirement.objects.filter(number=number, state=ANNOUNCED):
        if not policy.may(actor, "decide", row):
            raise Refusal("question_open", number)
        keep(row, actor=actor)


def undo(row: Retirement, *, actor: Actor, expected_version: int | None = None) -> Retirement:
    """Brings the record back as it was, proven alive today; Refusal undo_is_over after the days that the rules give."""
    with transaction.atomic():
        record = _locked(row.number)
        if record.state != EXPIRED:
            raise Refusal("wrong_state", record.state)
        fresh = _decided(row, "undo", actor=actor, expected_version=expected_version)
        again = records.take(record, "renew", actor=actor)
        if fresh.was_state == SUSPENDED:
            records.take(again, "suspend", actor=actor, reason=_("suspended as before"))
        note_in_cases(fresh.number, "record_back", key=str(fresh.pk))
    return fresh


def _decided(row: Retirement, step: str, *, actor: Actor, expected_version: int | None = None) -> Retirement:
    def change(one: Retirement) -> None:
        one.ended_at = clock.now()

    with transaction.atomic():
        fresh = take_step(
            RETIREMENT_FLOW, row, step, actor=actor, expected_version=expected_version, change=change
        )
        close_todo(todo_key(fresh))
    return fresh


def _locked(number: str) -> Any:
    """The record's row, locked: every step here locks the record first, then the retirement."""
    model = record_models()[number[0]]
    return model._default_manager.select_for_update().get(number=number)  # noqa: SLF001  Django's manager
