"""Two workers at once and a crash at any point: each record ends once, is told once, and nothing is lost."""

from datetime import date, datetime

import pytest

from qianqiao.catalogue.domain.records import take_record_step
from qianqiao.core import audit, clock
from qianqiao.core.clock import SHANGHAI
from qianqiao.core.models import AuditEntry, OutboxEvent
from qianqiao.core.workflow import Refusal
from qianqiao.notices.models import Notice, Todo
from qianqiao.upkeep.domain import renewing
from qianqiao.upkeep.domain.tending import tend
from qianqiao.upkeep.models import RecordTelling, Retirement
from tests.core.test_races import at_once
from tests.factories import records as make

pytestmark = pytest.mark.django_db(transaction=True)
DAY = datetime(2027, 1, 1, 9, tzinfo=SHANGHAI)
OVER = {"valid_until": date(2026, 12, 31), "last_proven_alive": date(2026, 11, 1)}
SOON = {"valid_until": date(2027, 1, 20), "last_proven_alive": date(2026, 11, 1)}
PLACES = [
    "qianqiao.core.workflow.outbox.emit",
    "qianqiao.upkeep.domain.retiring.records.take",
    "qianqiao.upkeep.domain.retiring.note_in_cases",
    "qianqiao.upkeep.domain.telling.notify",
    "qianqiao.upkeep.domain.telling.people_with",
    "qianqiao.upkeep.domain.todos.open_todo",
]


class CrashError(BaseException):
    """Not an Exception: nothing of ours may catch it, as nothing catches the end of a process."""


def world() -> str:
    """An organisation with two records that are over and two that run out soon; its chain."""
    university = make.organisation()
    make.person(university)
    over = make.achievement(university, **OVER)
    make.patent(university, legal_status="lapsed")
    make.achievement(university, **SOON)
    make.expert(university, **SOON)
    return over.audit_chain


def outcome() -> dict[str, object]:
    return {
        "retired": sorted(Retirement.objects.values_list("reason", "state")),
        "steps": sorted(
            AuditEntry.objects.filter(action__regex=r"\.(expire|retire)$").values_list("action", flat=True)
        ),
        "events": OutboxEvent.objects.filter(kind__regex=r"\.(expired|retired)$").count(),
        "told": sorted(Notice.objects.values_list("code", flat=True)),
        "tellings": sorted(RecordTelling.objects.values_list("group", flat=True)),
        "todos": list(Todo.objects.filter(closed_at=None).values_list("code", "params__count")),
    }


WHOLE = {
    "retired": [("expired", "retired"), ("patent_ended", "retired")],
    "steps": ["achievement.expire", "patent.retire", "retirement.retire", "retirement.retire"],
    "events": 4,
    "told": ["records.expiring_many", "records.retired_many"],
    "tellings": ["expiring:records.edit"] * 2 + ["retired:records.edit"] * 2,
    "todos": [("records.todo.expiring_many", "2")],
}


def test_two_workers_do_it_once() -> None:
    chain = world()

    def work(_n: int) -> int:
        with clock.frozen(DAY):
            return tend()

    assert sum(at_once(3, work)) == 2
    assert outcome() == WHOLE
    assert audit.verify(chain) is None


@pytest.mark.parametrize("place", PLACES)
def test_a_crash_anywhere_is_made_good_by_the_next_round(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    chain = world()

    def crash(*args: object, **values: object) -> None:
        raise CrashError(place)

    with clock.frozen(DAY):
        with monkeypatch.context() as broken:
            broken.setattr(place, crash)
            with pytest.raises(CrashError):
                tend()
        tend()
        assert outcome() == WHOLE
        tend()
        assert outcome() == WHOLE
    assert audit.verify(chain) is None


def test_a_click_and_the_round_at_once_leave_one_story() -> None:
    university = make.organisation()
    _, actor = make.person(university)
    record = make.achievement(university, **OVER)

    def work(n: int) -> str:
        with clock.frozen(DAY):
            if n:
                return str(tend())
            try:
                return take_record_step(record, "renew", actor=actor).state
            except Refusal as refusal:
                return refusal.code

    at_once(2, work)
    record.refresh_from_db()
    assert record.state == "published"
    assert record.valid_until is not None
    assert record.valid_until > DAY.date()


def test_two_clicks_at_once_renew_one_after_the_other() -> None:
    university = make.organisation()
    _, actor = make.person(university)
    numbers = [make.achievement(university, **OVER).number for _ in range(4)]

    def work(n: int) -> int:
        with clock.frozen(DAY):
            return len(renewing.renew(numbers[:: -1 if n else 1], actor=actor).done)

    assert at_once(2, work) == [4, 4]
    assert audit.verify(f"organisation:{university.pk}") is None
