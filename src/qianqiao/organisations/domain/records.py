"""Writes organisations and memberships."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from qianqiao.core import audit, bulk, outbox
from qianqiao.core.actor import Actor
from qianqiao.core.bulk import Outcome, Written
from qianqiao.organisations.models import Membership, Organisation, User
from qianqiao.organisations.roles import default_roles


def upsert_organisations(
    rows: Sequence[Mapping[str, Any]], *, actor: Actor, source: str, fictional: bool = False
) -> list[Written[Organisation]]:
    """Creates or updates one organisation per row; one audit entry and one event `organisations.records_changed`."""

    def prepare(record: Organisation, _values: Mapping[str, Any], is_new: bool) -> None:
        if is_new:
            record.is_fictional = fictional

    with transaction.atomic():
        written = bulk.upsert(Organisation, rows, source=source, prepare=prepare)
        changed = [w.record.number for w in written if w.outcome is not Outcome.UNCHANGED]
        if changed:
            audit.append(
                "organisations.records_written", subject=source, actor=actor, data={"records": changed}
            )
            outbox.emit("organisations.records_changed", {"numbers": changed})
    return written


def add_member(
    organisation: Organisation, *, user: User, title: str, actor: Actor, roles: Sequence[str] | None = None
) -> Membership:
    """Makes a person a member in some roles, by default those of the first of its kind; adding twice changes nothing."""
    held = list(default_roles(organisation.kind) if roles is None else roles)
    with transaction.atomic():
        membership, created = Membership.objects.get_or_create(
            organisation=organisation, user=user, defaults={"title": title, "roles": held}
        )
        if created:
            audit.append(
                "organisations.member_added",
                subject=organisation.number,
                actor=actor,
                chain=organisation.audit_chain,
                data={"user": user.pk, "title": title, "roles": held},
            )
    return membership
