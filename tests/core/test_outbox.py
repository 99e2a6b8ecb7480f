"""Events: with their cause or not at all, at least once, handled once, retried, given up in the open."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction

from qianqiao.core import clock, outbox
from qianqiao.core.models import OutboxDelivery, OutboxEvent
from qianqiao.core.outbox import Event

pytestmark = pytest.mark.django_db


class Recorder:
    def __init__(self) -> None:
        self.seen: list[int] = []
        self.failures = 0

    def __call__(self, event: Event) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the index is away")
        self.seen.append(event.payload["n"])


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    handler = Recorder()
    outbox.on("test.thing_done", name="test.recorder")(handler)
    yield handler
    outbox._handlers.pop("test.thing_done")


def emit(n: int) -> None:
    with transaction.atomic():
        outbox.emit("test.thing_done", {"n": n})


def test_events_are_delivered_in_order_and_once(recorder: Recorder) -> None:
    for n in range(4):
        emit(n)
    assert outbox.deliver_all() == 4
    assert outbox.deliver_all() == 0
    assert recorder.seen == [0, 1, 2, 3]


def test_an_event_vanishes_with_its_cause(recorder: Recorder) -> None:
    with transaction.atomic():
        outbox.emit("test.thing_done", {"n": 1})
        transaction.set_rollback(True)
    assert not OutboxEvent.objects.filter(kind="test.thing_done").exists()


def test_a_failing_handler_is_retried_later_and_its_error_is_kept(recorder: Recorder) -> None:
    recorder.failures = 1
    emit(7)
    outbox.deliver_all()
    delivery = OutboxDelivery.objects.get()
    assert delivery.state == "pending"
    assert "the index is away" in delivery.last_error
    assert outbox.deliver_all() == 0, "not before its time"
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        outbox.deliver_all()
    assert recorder.seen == [7]


def test_a_handler_that_never_succeeds_is_given_up_visibly(recorder: Recorder) -> None:
    recorder.failures = 10_000
    emit(1)
    at = clock.now()
    for _ in range(outbox.MAX_ATTEMPTS):
        at += timedelta(hours=2)
        with clock.frozen(at):
            outbox.deliver_all()
    assert OutboxDelivery.objects.get().state == "dead"


def test_what_a_failing_handler_wrote_is_rolled_back() -> None:
    def half(event: Event) -> None:
        OutboxEvent.objects.create(kind="test.half", created_at=clock.now())
        raise ValueError("halfway")

    outbox.on("test.thing_done", name="test.half")(half)
    try:
        emit(1)
        outbox.deliver_all()
    finally:
        outbox._handlers.pop("test.thing_done")
    assert not OutboxEvent.objects.filter(kind="test.half").exists()
