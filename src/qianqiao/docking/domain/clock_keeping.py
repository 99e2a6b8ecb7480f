"""Starts, passes on, holds and stops the clocks of a case. Always called with the row of the case locked."""

from datetime import date, datetime, time

from qianqiao.core import audit, clock, policy, workdays
from qianqiao.core.actor import Actor
from qianqiao.core.clock import SHANGHAI
from qianqiao.core.workflow import Refusal
from qianqiao.docking import clocks
from qianqiao.docking.clocks import Clock
from qianqiao.docking.domain.agency_lists import put_on_lists_of_agencies
from qianqiao.docking.domain.obligations import rule_of, todo_key
from qianqiao.docking.domain.telling import address_of, told_of
from qianqiao.docking.models import OFFER, CaseEvent, ClockPause, DockingCase, Obligation, other
from qianqiao.docking.reads import people
from qianqiao.docking.sides import acts_for_side
from qianqiao.mandates.domain.todos import close_agency_todos, todo_suffix
from qianqiao.notices.domain import close_todo, open_todo


def record(
    case: DockingCase, code: str, *, side: str = "", user_id: int | None = None, **data: object
) -> CaseEvent:
    """One line of history."""
    return CaseEvent.objects.create(
        case=case, code=code, side=side, user_id=user_id, data=data, at=clock.now()
    )


def settle(case: DockingCase, *, by: str, signed_on: date | None = None) -> None:
    """After a step: stops the clocks that no longer run in the new state and starts those that do; `by`: who acted."""
    running = {one.clock: one for one in Obligation.objects.filter(case=case, done_at=None)}
    wanted = {rule.code: rule for rule in clocks.for_state(case.state)}
    for code, obligation in running.items():
        if code not in wanted:
            stop(obligation, Obligation.Outcome.DONE if by else Obligation.Outcome.RELEASED)
    for code, rule in wanted.items():
        if code not in running:
            _start(case, rule, side=OFFER if rule.owes == OFFER else other(by), signed_on=signed_on)


def pass_on(case: DockingCase, *, side: str) -> None:
    """A side has said its word: clocks that it owed run for the other side from now on."""
    for obligation in Obligation.objects.filter(case=case, done_at=None, side=side):
        rule = rule_of(obligation)
        if rule.restarts:
            stop(obligation, Obligation.Outcome.DONE)
            _start(case, rule, side=other(side))


def _start(case: DockingCase, rule: Clock, *, side: str, signed_on: date | None = None) -> None:
    started = clock.now()
    if rule.after_days:
        started = clocks.start_after(signed_on or clock.today(), rule.after_days)
    obligation = Obligation.objects.create(
        case=case,
        clock=rule.code,
        basis=rule.basis,
        side=side,
        organisation_id=case.organisation_id_of(side),
        started_at=started,
        due_at=rule.due_at(started),
        next_at=clocks.next_level_at(rule, 0, started),
    )
    if not rule.after_days:
        put_on_list(obligation, rule)


def put_on_list(obligation: Obligation, rule: Clock, *, for_all: bool = False) -> None:
    """Onto the list of who carries the case; `for_all`, or where nobody does, of everybody who may act."""
    case, side = obligation.case, obligation.side
    carrying = [] if for_all else people.in_charge(case, side, rule.permission)
    one = carrying[0] if len(carrying) == 1 else None
    open_todo(
        key=todo_key(obligation),
        code=f"docking.todo.{'follow_up' if rule.after_days else rule.code}",
        params=told_of(case, other(side), viewer=side),
        address=address_of(case),
        organisation_id=obligation.organisation_id,
        permission="" if one else rule.permission,
        user_id=one,
        due_at=obligation.due_at,
    )
    put_on_lists_of_agencies(obligation, rule)


def stop(obligation: Obligation, outcome: str) -> None:
    now = clock.now()
    obligation.done_at, obligation.next_at, obligation.outcome = now, None, outcome
    obligation.save(update_fields=["done_at", "next_at", "outcome"])
    ClockPause.objects.filter(obligation=obligation, ended_at=None).update(ended_at=now)
    close_todo(todo_key(obligation))
    close_agency_todos(f"{todo_key(obligation)}{todo_suffix('')}")
    for organisation in set(people.liaison_officers(obligation.organisation.region).values()):
        close_todo(f"{todo_key(obligation)}:authority:{organisation}")


def reckon(obligation: Obligation, rule: Clock, *, last_at: datetime | None = None) -> None:
    """Due time and next look from the start, the level reached and the pauses; an open pause counts to its planned end."""
    pauses = list(obligation.pauses.all())
    paused = clocks.paused_days((one.started_at, one.ended_at or one.until) for one in pauses)
    obligation.due_at = rule.due_at(obligation.started_at, paused)
    held = next((one.until for one in pauses if one.ended_at is None), None)
    obligation.next_at = held or clocks.next_level_at(
        rule, obligation.level, obligation.started_at, paused=paused, last_at=last_at
    )
    obligation.save(update_fields=["due_at", "next_at", "level"])


def _owed(case: DockingCase, clock_code: str, actor: Actor) -> tuple[Obligation, Clock]:
    found = Obligation.objects.select_for_update().filter(case=case, clock=clock_code, done_at=None).first()
    if found is None or not policy.may(actor, "view", case):
        raise Refusal("clock_not_running", clock_code)
    rule = rule_of(found)
    if not acts_for_side(actor, rule.permission, case, found.side):
        raise Refusal("not_allowed", clock_code)
    return found, rule


def pause(case: DockingCase, clock_code: str, *, until: date, reason: str, actor: Actor) -> ClockPause:
    """Holds a clock until the close of a day; raises Refusal clock_not_running, not_allowed, reason_required,
    already_paused, pause_in_past or pause_too_long (with the working days that are left). The other side is told.
    """
    obligation, rule = _owed(case, clock_code, actor)
    if not reason.strip():
        raise Refusal("reason_required", clock_code)
    earlier = list(obligation.pauses.all())
    if any(one.ended_at is None for one in earlier):
        raise Refusal("already_paused", clock_code)
    today = clock.today()
    if until <= today:
        raise Refusal("pause_in_past", until.isoformat())
    spent = clocks.paused_days((one.started_at, one.ended_at or one.until) for one in earlier)
    left = rule.longest_pause - spent
    if workdays.workdays_between(today, until) > left:
        raise Refusal("pause_too_long", str(max(left, 0)))
    made = ClockPause.objects.create(
        obligation=obligation,
        side=obligation.side,
        user_id=actor.user_id,
        reason=reason.strip()[:300],
        started_at=clock.now(),
        until=datetime.combine(until, time(18), tzinfo=SHANGHAI),
    )
    reckon(obligation, rule)
    put_on_list(obligation, rule)
    record(case, "paused", side=made.side, user_id=actor.user_id, reason=made.reason, until=until.isoformat())
    _audit(case, "docking.clock_paused", actor, {"clock": clock_code, "until": until, "reason": made.reason})
    return made


def resume(case: DockingCase, clock_code: str, *, actor: Actor) -> None:
    """Lets a clock run again before its pause is over; raises Refusal clock_not_running, not_allowed or not_paused."""
    obligation, rule = _owed(case, clock_code, actor)
    held = obligation.pauses.filter(ended_at=None).first()
    if held is None:
        raise Refusal("not_paused", clock_code)
    end_pause(obligation, rule, held, at=clock.now())
    record(case, "resumed", side=obligation.side, user_id=actor.user_id)
    _audit(case, "docking.clock_resumed", actor, {"clock": clock_code})


def end_pause(obligation: Obligation, rule: Clock, held: ClockPause, *, at: datetime) -> None:
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    last = obligation.escalations.order_by("-at").first()
    reckon(obligation, rule, last_at=last.at if last else None)
    put_on_list(obligation, rule, for_all=last is not None and last.level != "reminder")


def _audit(case: DockingCase, action: str, actor: Actor, data: dict[str, object]) -> None:
    audit.append(action, subject=case.number, actor=actor, chain=case.audit_chain, data=data)
