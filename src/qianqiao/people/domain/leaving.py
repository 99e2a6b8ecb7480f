"""The end of a membership: by hand with a reason, or on its last day; open work goes to somebody who stays."""

from django.db import transaction

from qianqiao.core import clock, outbox
from qianqiao.core.actor import SYSTEM, Actor
from qianqiao.core.workflow import Refusal, take_step
from qianqiao.notices.domain.handing_over import hand_over, open_count
from qianqiao.organisations.holding import memberships_in_force
from qianqiao.organisations.models import Membership
from qianqiao.people import telling
from qianqiao.people.domain.delegations import end_all_of
from qianqiao.people.domain.terms import leads, locked, require_another_leader
from qianqiao.people.policies import MANAGE
from qianqiao.people.states import ACTIVE, MEMBERSHIP_FLOW


def end_membership(
    row: Membership,
    *,
    reason: str,
    actor: Actor,
    successor_id: int | None = None,
    expected_version: int | None = None,
) -> Membership:
    """Ends a membership; Refusal last_administrator, successor_required (with open to-dos), successor_unfit.

    Open to-dos move to the successor, loans from and to the person end. Event `organisations.member_left`.
    """
    with transaction.atomic():
        locked(row.organisation_id)
        _require_successor(row, successor_id)

        def change(one: Membership) -> None:
            if leads(one):
                require_another_leader(one)
            one.reason, one.successor_id = reason.strip()[:500], successor_id

        fresh = take_step(
            MEMBERSHIP_FLOW,
            row,
            "end",
            actor=actor,
            reason=reason,
            expected_version=expected_version,
            change=change,
        )
        _see_off(fresh, actor=actor)
    return fresh


def expire_memberships() -> int:
    """Ends what has run out; to-dos without a successor go to whoever manages the members. Repeating it is harmless."""
    over = Membership.objects.filter(state=ACTIVE, valid_until__lt=clock.today()).order_by("pk")
    count = 0
    for row in over:
        with transaction.atomic():
            locked(row.organisation_id)
            try:
                _see_off(
                    take_step(MEMBERSHIP_FLOW, row, "expire", actor=SYSTEM, change=_still_over), actor=SYSTEM
                )
            except Refusal:  # changed meanwhile by somebody else
                continue
        count += 1
    return count


def _still_over(row: Membership) -> None:
    if row.valid_until is None or row.valid_until >= clock.today():
        raise Refusal("changed_meanwhile", str(row.version))


def _require_successor(row: Membership, successor_id: int | None) -> None:
    if successor_id is None:
        waiting = open_count(row.user_id, row.organisation_id)
        if waiting:
            raise Refusal("successor_required", str(waiting))
        return
    stays = memberships_in_force().filter(organisation=row.organisation_id, user=successor_id)
    if successor_id == row.user_id or not stays.exists():
        raise Refusal("successor_unfit", str(successor_id))


def _see_off(row: Membership, *, actor: Actor) -> None:
    moved = hand_over(row.user_id, row.organisation_id, to=row.successor_id, permission=MANAGE)
    end_all_of(row.user_id, row.organisation_id, actor=actor)
    outbox.emit(
        "organisations.member_left",
        {"organisation": row.organisation_id, "user": row.user_id, "successor": row.successor_id},
    )
    telling.of_end(row, moved=moved, by=actor.user_id)
