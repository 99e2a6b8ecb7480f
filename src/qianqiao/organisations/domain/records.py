"""Writes organisations and memberships."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from qianqiao.core import audit, bulk, outbox
from qianqiao.core.actor import Actor
from qianqiao.core.bulk import Outcome, Written
from qianqiao.organisations.models import Membership, Organisation, User


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


def add_member(organisation: Organisation, *, user: User, title: str, actor: Actor) -> Membership:
    """Lets a person act for an organisation; adding twice changes nothing."""
    with transaction.atomic():
        membership, created = Membership.objects.get_or_create(
            organisation=organisation, user=user, defaults={"title": title}
        )
        if created:
            audit.append(
                "organisations.member_added",
                subject=organisation.number,
                actor=actor,
                chain=organisation.audit_chain,
                data={"user": user.pk, "title": title},
            )
    return membership
