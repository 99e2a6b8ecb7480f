"""Which account is which expert record: one side says it, the other confirms it, either undoes it."""

from django.db import IntegrityError, transaction

from qianqiao.catalogue import telling
from qianqiao.catalogue.models import Expert, ExpertLink
from qianqiao.catalogue.policies import CLAIM, LINK
from qianqiao.catalogue.states import CLAIMED, EXPERT_LINK_FLOW, PROPOSED
from qianqiao.core import audit, clock, outbox
from qianqiao.core.actor import SYSTEM, Actor, ActorKind
from qianqiao.core.lifecycle import WITHDRAWN
from qianqiao.core.workflow import Refusal, take_step
from qianqiao.organisations.holding import memberships_in_force
from qianqiao.organisations.models import Membership

STEPS = frozenset({"confirm", "refuse", "take_back", "undo"})


def claim(expert: Expert, *, actor: Actor) -> ExpertLink:
    """A person says that a record is the own one; the organisation's transfer officer confirms it.

    Refusal codes: not_allowed, record_withdrawn, record_taken (the record has a link or waits for one), person_taken (the
    person has one in this organisation).
    """
    if (
        actor.kind is not ActorKind.PERSON
        or actor.user_id is None
        or not actor.may(CLAIM, expert.organisation_id)
    ):
        raise Refusal("not_allowed", "claim")
    return _ask(expert, actor.user_id, CLAIMED, actor)


def propose(expert: Expert, user_id: int, *, actor: Actor) -> ExpertLink:
    """A transfer officer asks a member whether a record is theirs; nobody proposes a record to himself.

    Refusal codes: those of `claim`, not_a_member, not_yourself.
    """
    if actor.kind is not ActorKind.PERSON or not actor.may(LINK, expert.organisation_id):
        raise Refusal("not_allowed", "propose")
    if user_id == actor.user_id:
        raise Refusal("not_yourself", "propose")
    if not memberships_in_force().filter(user=user_id, organisation=expert.organisation_id).exists():
        raise Refusal("not_a_member", str(user_id))
    return _ask(expert, user_id, PROPOSED, actor)


def _ask(expert: Expert, user_id: int, state: str, actor: Actor) -> ExpertLink:
    with transaction.atomic():
        fresh = Expert.objects.select_for_update().get(pk=expert.pk)
        if fresh.state == WITHDRAWN:
            raise Refusal("record_withdrawn", fresh.number)
        _refuse_second(fresh, user_id)
        row = ExpertLink(
            state=state,
            expert=fresh,
            organisation_id=fresh.organisation_id,
            user_id=user_id,
            asked_by_id=actor.user_id,
            asked_at=clock.now(),
        )
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            # the person was linked elsewhere in this very moment: the lock is on the record alone
            raise Refusal("person_taken", str(user_id)) from None
        step = "claim" if state == CLAIMED else "propose"
        audit.append(
            f"expert_link.{step}",
            subject=fresh.number,
            actor=actor,
            chain=row.audit_chain,
            data={"user": user_id, "to": state},
        )
        outbox.emit(
            f"catalogue.expert_link_{step}",
            {"model": ExpertLink._meta.label_lower, "number": fresh.number, "state": state},  # noqa: SLF001
        )
        telling.of_question(row)
    return row


def _refuse_second(expert: Expert, user_id: int) -> None:
    live = ExpertLink.objects.filter(state__in=ExpertLink.LIVE)
    if live.filter(expert=expert).exists():
        raise Refusal("record_taken", expert.number)
    if live.filter(user=user_id, organisation=expert.organisation_id).exists():
        raise Refusal("person_taken", str(user_id))


def take(row: ExpertLink, step: str, *, actor: Actor, expected_version: int | None = None) -> ExpertLink:
    """Confirms, refuses, takes back or undoes; the flow's Refusals."""
    if step not in STEPS:
        raise Refusal("not_allowed", step)
    return _taken(row, step, actor, expected_version)


def end_links(rows: list[ExpertLink]) -> None:
    """What nobody decides any more: the person has left, or the record is gone. Call it inside the transaction of the cause."""
    for row in rows:
        _taken(row, "end", SYSTEM)


def _taken(row: ExpertLink, step: str, actor: Actor, version: int | None = None) -> ExpertLink:
    def change(fresh: ExpertLink) -> None:
        if step in {"confirm", "refuse"}:
            fresh.answered_at = clock.now()
        if step != "confirm":
            fresh.ended_at = clock.now()

    with transaction.atomic():
        if step == "confirm":
            # who leaves in this very moment has left, or leaves afterwards and is seen off with the link
            members = Membership.objects.filter(user=row.user_id, organisation=row.organisation_id)
            members.select_for_update().first()
        fresh = take_step(EXPERT_LINK_FLOW, row, step, actor=actor, expected_version=version, change=change)
        telling.of_step(fresh, step, by=actor)
    return fresh
