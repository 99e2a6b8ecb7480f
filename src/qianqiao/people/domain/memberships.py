"""Membership: asked for, approved or turned down, changed. Each in one transaction with audit, to-dos and notices."""

from collections.abc import Callable

from django.db import transaction

from qianqiao.core import audit, outbox
from qianqiao.core.actor import Actor
from qianqiao.core.workflow import Refusal, take_step
from qianqiao.organisations.models import Membership, Organisation, User
from qianqiao.people import telling
from qianqiao.people.domain.terms import Terms, apply, checked, leads, locked, require_another_leader
from qianqiao.people.states import ACTIVE, MEMBERSHIP_FLOW, REQUESTED


def ask_to_join(organisation: Organisation, *, message: str, title: str, actor: Actor) -> Membership:
    """A person asks to belong; Refusal already_member or already_asked. Those who decide get a to-do."""
    if actor.user_id is None:
        raise Refusal("not_allowed", "ask")
    with transaction.atomic():
        locked(organisation.pk)
        row = Membership.objects.filter(organisation=organisation, user=actor.user_id).first()
        if row is not None and row.state in {ACTIVE, REQUESTED}:
            raise Refusal("already_member" if row.state == ACTIVE else "already_asked", organisation.number)

        def change(one: Membership) -> None:
            one.message, one.title, one.roles = message.strip()[:500], title.strip()[:120], []
            one.valid_until, one.reason, one.successor, one.region = None, "", None, ""

        if row is None:
            row = _first_request(organisation, actor.user_id, actor, change)
        else:
            row = take_step(MEMBERSHIP_FLOW, row, "ask", actor=actor, change=change)
        telling.of_request(row)
    return row


def _first_request(
    organisation: Organisation, user_id: int, actor: Actor, change: Callable[[Membership], None]
) -> Membership:
    row = Membership(organisation=organisation, user_id=user_id, state=REQUESTED)
    change(row)
    row.save()
    audit.append(
        "membership.ask",
        subject=str(row.pk),
        actor=actor,
        chain=row.audit_chain,
        data={"user": row.user_id, "to": REQUESTED},
    )
    outbox.emit(
        "people.membership_asked",
        {"model": Membership._meta.label_lower, "number": str(row.pk), "state": REQUESTED},  # noqa: SLF001
    )
    return row


def approve(
    row: Membership, terms: Terms, *, actor: Actor, expected_version: int | None = None
) -> Membership:
    """Lets a person in with the terms; of two who decide at once the second is refused."""
    fitting = checked(terms, row.organisation)
    with transaction.atomic():
        locked(row.organisation_id)
        fresh = take_step(
            MEMBERSHIP_FLOW,
            row,
            "approve",
            actor=actor,
            expected_version=expected_version,
            change=lambda one: apply(one, fitting),
        )
        _note_roles(fresh, [], actor)
        telling.of_decision(fresh, "people.approved")
    return fresh


def refuse(row: Membership, *, reason: str, actor: Actor, expected_version: int | None = None) -> Membership:
    """Turns a request down; the person is told the reason."""

    def change(one: Membership) -> None:
        one.reason = reason.strip()[:500]

    with transaction.atomic():
        fresh = take_step(
            MEMBERSHIP_FLOW,
            row,
            "refuse",
            actor=actor,
            reason=reason,
            expected_version=expected_version,
            change=change,
        )
        telling.of_decision(fresh, "people.refused", reason=fresh.reason)
    return fresh


def take_request_back(row: Membership, *, actor: Actor) -> Membership:
    with transaction.atomic():
        fresh = take_step(MEMBERSHIP_FLOW, row, "drop", actor=actor)
        telling.no_longer_asked(fresh)
    return fresh


def change_terms(
    row: Membership, terms: Terms, *, actor: Actor, expected_version: int | None = None
) -> Membership:
    """Changes roles, position, region or last day; the last administrator stays one."""
    fitting = checked(terms, row.organisation)
    with transaction.atomic():
        locked(row.organisation_id)
        before: list[str] = []

        def change(one: Membership) -> None:
            led = leads(one)
            before[:] = one.roles
            apply(one, fitting)
            if led and not leads(one):
                require_another_leader(one)

        fresh = take_step(
            MEMBERSHIP_FLOW, row, "change", actor=actor, expected_version=expected_version, change=change
        )
        _note_roles(fresh, before, actor)
        telling.of_change(fresh, by=actor.user_id)
    return fresh


def join(organisation: Organisation, user: User, terms: Terms, *, actor: Actor) -> Membership:
    """Makes somebody a member who was let in already, by an invitation; call it with the organisation locked."""
    fitting = checked(terms, organisation)
    row = Membership.objects.filter(organisation=organisation, user=user).first()
    if row is None:
        row = Membership(organisation=organisation, user=user, state=ACTIVE)
        apply(row, fitting)
        row.save()
        data = {"user": user.pk, "to": ACTIVE}
        audit.append("membership.join", subject=str(row.pk), actor=actor, chain=row.audit_chain, data=data)
        outbox.emit(
            "people.membership_joined",
            {"model": Membership._meta.label_lower, "number": str(row.pk), "state": ACTIVE},  # noqa: SLF001
        )
    else:
        row = take_step(MEMBERSHIP_FLOW, row, "join", actor=actor, change=lambda one: apply(one, fitting))
        telling.no_longer_asked(row)
    _note_roles(row, [], actor)
    return row


def _note_roles(row: Membership, before: list[str], actor: Actor) -> None:
    """Says in the audit which roles changed: the step itself tells states only."""
    audit.append(
        "membership.roles",
        subject=str(row.pk),
        actor=actor,
        chain=row.audit_chain,
        data={
            "user": row.user_id,
            "before": sorted(before),
            "after": sorted(row.roles),
            "valid_until": row.valid_until,
        },
    )
