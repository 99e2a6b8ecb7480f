"""Entries of the log as sentences with a link to what they are about."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from qianqiao.core import audit_texts
from qianqiao.core.actor import ActorKind
from qianqiao.core.models import AuditEntry
from qianqiao.organisations.views.record_pages.addresses import PATHS, address, canonical


@dataclass(frozen=True, slots=True)
class Told:
    """One entry: what happened, when, its place in the chain, and where its subject is shown."""

    text: str
    at: datetime
    sequence: int
    subject: str
    url: str


def who(entry: AuditEntry) -> str:
    """The actor as it was called on that day; the system and strangers in words."""
    if entry.actor_kind == ActorKind.SYSTEM:
        return _("The platform")
    if entry.actor_kind == ActorKind.ANONYMOUS:
        return _("Somebody without an account")
    return entry.actor_label


def told(entry: AuditEntry) -> Told:
    subject = canonical(entry.subject)
    is_number = len(subject) == len("A2026-000001") and subject[:1] in PATHS and subject[5:6] == "-"
    return Told(
        audit_texts.sentence(entry, who=who(entry)),
        entry.at,
        entry.sequence,
        entry.subject,
        address(subject) if is_number else "",
    )
