"""Two at once on PostgreSQL: one step is taken, numbers and audit entries stay unique."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection, transaction

from qianqiao.catalogue.domain.records import take_record_step
from qianqiao.core import audit, numbers, outbox
from qianqiao.core.actor import SYSTEM
from qianqiao.core.models import AuditEntry
from qianqiao.core.outbox import Event
from qianqiao.core.workflow import Refusal
from tests.factories import records as make

pytestmark = pytest.mark.django_db(transaction=True)
T = TypeVar("T")


def at_once(count: int, work: Callable[[int], T]) -> list[T]:
    barrier = Barrier(count)

    def run(n: int) -> T:
        try:
            barrier.wait(timeout=10)
            return work(n)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_of_two_people_taking_the_same_step_one_is_refused() -> None:
    record = make.achievement()

    def suspend(_n: int) -> str:
        try:
            take_record_step(record, "suspend", actor=SYSTEM, reason="race", expected_version=1)
        except Refusal as refusal:
            return refusal.code
        return "taken"

    assert sorted(at_once(2, suspend)) == ["changed_meanwhile", "taken"]


def test_numbers_are_given_once() -> None:
    def take(_n: int) -> list[str]:
        with transaction.atomic():
            return numbers.take("P", 25)

    given = [number for batch in at_once(4, take) for number in batch]
    assert len(set(given)) == 100


def test_a_chain_stays_whole_under_concurrent_appends() -> None:
    def write(n: int) -> None:
        for m in range(10):
            with transaction.atomic():
                audit.append("race.entry", subject=f"{n}-{m}", actor=SYSTEM, chain="race")

    at_once(4, write)
    assert AuditEntry.objects.filter(chain="race").count() == 40
    assert audit.verify("race") is None


def test_two_workers_deliver_each_event_once() -> None:
    seen: list[int] = []

    def handler(event: Event) -> None:
        seen.append(event.id)

    outbox.on("race.event", name="race.handler")(handler)
    try:
        with transaction.atomic():
            for _ in range(40):
                outbox.emit("race.event", {})
        at_once(2, lambda _n: outbox.deliver_all())
    finally:
        outbox._handlers.pop("race.event")
    assert len(seen) == len(set(seen)) == 40
