"""Append-only audit: each entry carries the hash of the one before it in its organisation's chain."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from qianqiao.core import clock
from qianqiao.core.actor import Actor
from qianqiao.core.models import AuditChain, AuditEntry

PLATFORM_CHAIN = "platform"


@dataclass(frozen=True, slots=True)
class Alteration:
    """The first entry of a chain that is not what was written, and why."""

    chain: str
    sequence: int
    reason: str


def _digest(entry: AuditEntry) -> str:
    told = {
        "chain": entry.chain,
        "sequence": entry.sequence,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": [entry.actor_kind, entry.actor_id, entry.actor_label],
        "action": entry.action,
        "subject": entry.subject,
        "data": entry.data,
        "previous": entry.previous_hash,
    }
    return hashlib.sha256(
        json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()


def append(
    action: str,
    *,
    subject: str,
    actor: Actor,
    chain: str = PLATFORM_CHAIN,
    data: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> AuditEntry:
    """Appends an entry; call inside the transaction of its cause (it locks the chain until commit)."""
    if not connection.in_atomic_block:
        raise RuntimeError("audit.append must run inside the transaction of its cause")
    AuditChain.objects.bulk_create([AuditChain(name=chain)], ignore_conflicts=True)
    head = AuditChain.objects.select_for_update().get(pk=chain)
    entry = AuditEntry(
        chain=chain,
        sequence=head.length + 1,
        at=at or clock.now(),
        actor_kind=actor.kind.value,
        actor_id=actor.user_id,
        actor_label=actor.label,
        action=action,
        subject=subject,
        data=json.loads(json.dumps(dict(data or {}), ensure_ascii=False, default=str)),
        previous_hash=head.head,
    )
    entry.hash = _digest(entry)
    entry.save(force_insert=True)
    head.length, head.head = entry.sequence, entry.hash
    head.save(update_fields=["length", "head"])
    return entry


def verify(chain: str) -> Alteration | None:
    """Recomputes a chain from its first entry; None when it is whole."""
    previous, expected = "0" * 64, 1
    for entry in AuditEntry.objects.filter(chain=chain).order_by("sequence").iterator(chunk_size=2000):
        if entry.sequence != expected:
            return Alteration(chain, expected, "entry is missing")
        if entry.previous_hash != previous or _digest(entry) != entry.hash:
            return Alteration(chain, entry.sequence, "entry was altered")
        previous, expected = entry.hash, expected + 1
    head = AuditChain.objects.filter(pk=chain).first()
    if head is not None and (head.length, head.head) != (expected - 1, previous):
        return Alteration(chain, expected, "entries at the end are missing")
    return None


def chains() -> Iterator[str]:
    yield from AuditChain.objects.order_by("name").values_list("name", flat=True)
