"""Roles lent to another member until a day: recorded, ended by either side or an administrator, or by itself."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import IntegrityError, transaction

from qianqiao.core import audit, clock, outbox
from qianqiao.core.actor import SYSTEM, Actor
from qianqiao.core.workflow import Refusal, take_step
from qianqiao.organisations.holding import memberships_in_force
from qianqiao.organisations.models import Delegation, Membership
from qianqiao.people import telling
from qianqiao.people.states import ACTIVE, DELEGATION_FLOW

LONGEST = timedelta(days=366)


def lend(
    membership: Membership, *, to: int, roles: Sequence[str], ends_on: date, note: str, actor: Actor
) -> Delegation:
    """A member lends own roles to another member of the organisation, until a day at most a year away.

    Refusal codes: not_allowed (somebody else's membership, or over), role_not_held, no_role, borrower_unfit,
    day_has_passed, too_long, already_lent.
    """
    mine = memberships_in_force().filter(pk=membership.pk, user=actor.user_id).first()
    if mine is None:
        raise Refusal("not_allowed", "lend")
    _check(mine, to, roles, ends_on)
    row = Delegation(
        organisation_id=mine.organisation_id,
        lender_id=mine.user_id,
        borrower_id=to,
        roles=[code for code in mine.roles if code in set(roles)],
        ends_on=ends_on,
        note=note.strip()[:200],
        created_at=clock.now(),
    )
    try:
        with transaction.atomic():
            row.save()
            audit.append(
                "delegation.lend",
                subject=str(row.pk),
                actor=actor,
                chain=row.audit_chain,
                data={"from": mine.user_id, "to": to, "roles": row.roles, "ends_on": ends_on},
            )
            outbox.emit(
                "people.delegation_lent", {"number": str(row.pk), "organisation": row.organisation_id}
            )
            telling.of_loan(row)
    except IntegrityError:
        raise Refusal("already_lent", str(to)) from None
    return row


def _check(mine: Membership, to: int, roles: Sequence[str], ends_on: date) -> None:
    if not roles:
        raise Refusal("no_role", "lend")
    missing = sorted(set(roles) - set(mine.roles))
    if missing:
        raise Refusal("role_not_held", ", ".join(missing))
    fits = memberships_in_force().filter(organisation=mine.organisation_id, user=to).exists()
    if to == mine.user_id or not fits:
        raise Refusal("borrower_unfit", str(to))
    if ends_on < clock.today():
        raise Refusal("day_has_passed", ends_on.isoformat())
    if ends_on > clock.today() + LONGEST:
        raise Refusal("too_long", str(LONGEST.days))


def end_loan(row: Delegation, *, actor: Actor) -> Delegation:
    """Ends a loan before its day."""
    with transaction.atomic():
        fresh = take_step(DELEGATION_FLOW, row, "end", actor=actor)
        telling.of_loan_end(fresh, by=actor.user_id)
    return fresh


def end_all_of(user_id: int, organisation_id: int, *, actor: Actor) -> None:
    """Ends what a person who leaves has lent or borrowed; call it inside the transaction of the cause."""
    running = Delegation.objects.filter(organisation=organisation_id, state=ACTIVE)
    by_system = actor if actor is SYSTEM else Actor(SYSTEM.kind, actor.user_id, actor.label)
    for row in (running.filter(lender=user_id) | running.filter(borrower=user_id)).order_by("pk"):
        fresh = take_step(DELEGATION_FLOW, row, "expire", actor=by_system)
        telling.of_loan_end(fresh, by=user_id)


def expire_loans() -> int:
    """Ends loans whose last day has passed; repeating it is harmless."""
    count = 0
    for row in Delegation.objects.filter(state=ACTIVE, ends_on__lt=clock.today()).order_by("pk"):
        try:
            with transaction.atomic():
                telling.of_loan_end(take_step(DELEGATION_FLOW, row, "expire", actor=SYSTEM), by=None)
        except Refusal:  # ended meanwhile
            continue
        count += 1
    return count
