"""Looks at every clock that has something due: one level at a time, each once, whatever else happens."""

import logging

from django.db import transaction

from qianqiao.core import audit, clock
from qianqiao.core.actor import SYSTEM
from qianqiao.docking import clocks
from qianqiao.docking.clocks import Clock, Level
from qianqiao.docking.domain import clock_keeping as keeping
from qianqiao.docking.domain.obligations import rule_of, todo_key
from qianqiao.docking.domain.steps import end_by_clock
from qianqiao.docking.domain.telling import address_of, tell, told_of
from qianqiao.docking.models import DockingCase, Escalation, Obligation, other
from qianqiao.docking.reads import people
from qianqiao.notices.domain import open_todo

log = logging.getLogger(__name__)
BATCH = 500
# A clock has so many levels and pauses that more looks in one round would mean a fault.
MOST_LOOKS = 20


def tick() -> int:
    """Takes every level that is due; returns how many. Safe to run twice, and in two workers at once."""
    taken = 0
    for _ in range(MOST_LOOKS):
        due = Obligation.objects.filter(done_at=None, next_at__lte=clock.now()).order_by("next_at", "pk")
        looked = [_look_safely(key) for key in due.values_list("pk", flat=True).iterator(BATCH)]
        taken += sum(looked)
        if not any(looked):
            break
    return taken


def _look_safely(key: int) -> bool:
    try:
        return look(key)
    except Exception:  # one case that fails must not keep the clocks of the others from running
        log.exception("the clock of obligation %s was not looked at", key)
        return False


def look(key: int) -> bool:
    """Takes what is due of one obligation; False where another worker or a person is at the case, or nothing is due."""
    with transaction.atomic():
        # the case first, as every step does: two locks in one order cannot wait for each other
        case = (
            DockingCase.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("demand_side", "offer_side")
            .filter(obligations=key)
            .first()
        )
        if case is None:
            return False
        obligation = (
            Obligation.objects.select_for_update(of=("self",))
            .select_related("organisation")
            .filter(pk=key, done_at=None, next_at__lte=clock.now())
            .first()
        )
        if obligation is None:
            return False
        obligation.case = case
        rule = rule_of(obligation)
        held = obligation.pauses.filter(ended_at=None).first()
        if held is not None:
            keeping.end_pause(obligation, rule, held, at=held.until)
            keeping.record(case, "pause_over", side=obligation.side)
        else:
            _escalate(case, obligation, rule)
    return True


def _escalate(case: DockingCase, obligation: Obligation, rule: Clock) -> None:
    now, level = clock.now(), rule.levels[obligation.level]
    told = _tell(case, obligation, level, rule) if level.tells else []
    pauses = [(one.started_at, one.ended_at or one.until) for one in obligation.pauses.all()]
    Escalation.objects.create(
        obligation=obligation,
        level=level.code,
        planned_at=rule.level_at(obligation.level, obligation.started_at, clocks.paused_days(pauses)),
        at=now,
        told=told,
    )
    keeping.record(case, "escalated", side=obligation.side, level=level.code, clock=obligation.clock)
    data = {"clock": obligation.clock, "level": level.code, "told": told, "basis": obligation.basis}
    audit.append("docking.escalated", subject=case.number, actor=SYSTEM, chain=case.audit_chain, data=data)
    obligation.level += 1
    if level.does:
        obligation.save(update_fields=["level"])
        _end(case, obligation, level)
    else:
        keeping.reckon(obligation, rule, last_at=now)


def _end(case: DockingCase, obligation: Obligation, level: Level) -> None:
    if level.does == clocks.NOTE:
        keeping.stop(obligation, Obligation.Outcome.RELEASED)
    else:
        end_by_clock(case, level.does)


def _tell(case: DockingCase, obligation: Obligation, level: Level, rule: Clock) -> list[int]:
    side, key = obligation.side, f"{obligation.pk}:{level.code}"
    if level.tells == "responsible":
        users = people.in_charge_or_mandated(case, side, rule.permission)
        if rule.after_days:
            keeping.put_on_list(obligation, rule)
    elif level.tells == "organisation":
        users = people.whole_organisation(case, side, rule.permission)
        keeping.put_on_list(obligation, rule, for_all=True)
    else:
        officers = people.liaison_officers(obligation.organisation.region)
        users = sorted(officers)
        for organisation in sorted(set(officers.values())):
            _put_on_list_of_authority(case, obligation, organisation)
        tell(
            case, users, "late_in_region", about=side, viewer="", key=key, params={"clock": obligation.clock}
        )
        # the side that waits learns that somebody has been asked to step in
        waiting = other(side)
        tell(
            case,
            people.in_charge(case, waiting, "docking.see"),
            "authority_asked",
            about=side,
            viewer=waiting,
            key=key,
        )
        return users
    tell(case, users, f"late_{level.code}", about=other(side), viewer=side, key=key)
    return users


def _put_on_list_of_authority(case: DockingCase, obligation: Obligation, organisation: int) -> None:
    open_todo(
        key=f"{todo_key(obligation)}:authority:{organisation}",
        code="docking.todo.step_in",
        params=told_of(case, obligation.side, viewer=""),
        address=address_of(case),
        organisation_id=organisation,
        permission="docking.liaise",
        due_at=obligation.due_at,
    )
