"""Events out of a transaction, delivered at least once, handled once per (handler, event)."""

import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from qianqiao.core import clock
from qianqiao.core.models import OutboxDelivery, OutboxEvent

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 12
Handler = Callable[["Event"], None]


@dataclass(frozen=True, slots=True)
class Event:
    """What a handler is told. `id` grows with time and is the idempotency key."""

    id: int
    kind: str
    payload: Mapping[str, Any]


_handlers: dict[str, dict[str, Handler]] = {}
_wake: list[Callable[[], None]] = []


def on(kind: str, *, name: str) -> Callable[[Handler], Handler]:
    """Registers a handler under a name that never changes (it is stored with each delivery)."""

    def register(handler: Handler) -> Handler:
        _handlers.setdefault(kind, {})[name] = handler
        return handler

    return register


def wake_with(call: Callable[[], None]) -> None:
    """Tells the outbox how to wake a worker (set once by the jobs module)."""
    _wake[:] = [call]


def emit(kind: str, payload: Mapping[str, Any]) -> int:
    """Writes an event and one delivery per handler in the running transaction; returns the event's id."""
    if not connection.in_atomic_block:
        raise RuntimeError("outbox.emit must run inside the transaction of its cause")
    now = clock.now()
    event = OutboxEvent.objects.create(kind=kind, payload=dict(payload), created_at=now)
    names = _handlers.get(kind, {})
    if names:
        OutboxDelivery.objects.bulk_create(
            [OutboxDelivery(event=event, handler=name, next_attempt_at=now) for name in names]
        )
        for call in _wake:
            call()
    return int(event.pk)


def deliver_next() -> bool:
    """Delivers the oldest due delivery; False when none is due. Safe to run in many workers at once."""
    with transaction.atomic():
        delivery = (
            OutboxDelivery.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("event")
            .filter(state=OutboxDelivery.State.PENDING, next_attempt_at__lte=clock.now())
            .order_by("event_id", "id")
            .first()
        )
        if delivery is None:
            return False
        event = Event(delivery.event.pk, delivery.event.kind, delivery.event.payload)
        handler = _handlers.get(event.kind, {}).get(delivery.handler)
        try:
            with transaction.atomic():
                if handler is None:
                    raise LookupError(f"no handler named {delivery.handler} is registered for {event.kind}")  # noqa: TRY301
                handler(event)
        except Exception:  # noqa: BLE001  whatever a handler raises is recorded, retried and shown to operators
            _record_failure(delivery, traceback.format_exc(limit=8))
        else:
            delivery.state, delivery.delivered_at = OutboxDelivery.State.DONE, clock.now()
            delivery.attempts += 1
            delivery.save(update_fields=["state", "delivered_at", "attempts"])
    return True


def _record_failure(delivery: OutboxDelivery, error: str) -> None:
    delivery.attempts += 1
    delivery.last_error = error
    dead = delivery.attempts >= MAX_ATTEMPTS
    delivery.state = OutboxDelivery.State.DEAD if dead else OutboxDelivery.State.PENDING
    delivery.next_attempt_at = clock.now() + timedelta(seconds=min(2**delivery.attempts, 3600))
    delivery.save(update_fields=["attempts", "last_error", "state", "next_attempt_at"])
    log.error(
        "delivery of event %s to %s failed (attempt %s)\n%s",
        delivery.event_id,
        delivery.handler,
        delivery.attempts,
        error,
    )


def deliver_all(*, limit: int = 100_000) -> int:
    """Delivers whatever is due; returns how many deliveries were tried."""
    count = 0
    while count < limit and deliver_next():
        count += 1
    return count
