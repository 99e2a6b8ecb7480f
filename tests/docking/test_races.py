"""Two at once, and a crash between cause and effect: one outcome, whole, told once."""

from datetime import datetime

import pytest

from qianqiao.core import audit, clock
from qianqiao.core.clock import SHANGHAI
from qianqiao.core.models import AuditEntry, OutboxEvent
from qianqiao.core.workflow import Refusal
from qianqiao.docking.domain import escalating, steps, talking
from qianqiao.docking.models import CaseEvent, CaseMessage, DockingCase, Escalation, Obligation
from qianqiao.notices.models import Notice, Todo
from tests.core.test_races import at_once
from tests.factories import dockings as docked

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 11, 2, 10, 0, tzinfo=SHANGHAI)
LATE = datetime(2026, 11, 5, 18, 1, tzinfo=SHANGHAI)


def test_of_two_answers_at_once_one_counts() -> None:
    two = docked.pair()
    case = docked.express(two)

    def answer(n: int) -> str:
        try:
            if n:
                steps.accept(case, reach="here", actor=two.firm_actor)
            else:
                steps.refuse(case, reasons=["price"], actor=two.firm_actor)
        except Refusal as refusal:
            return refusal.code
        return "taken"

    assert sorted(at_once(2, answer)) == ["taken", "wrong_state"]
    case.refresh_from_db()
    assert case.state in {"interested", "refused"}
    assert case.version == 2
    assert CaseEvent.objects.filter(case=case, code__in=["accept", "refuse"]).count() == 1
    assert Notice.objects.filter(code__in=["docking.accept", "docking.refuse"]).count() == 1
    assert audit.verify(case.audit_chain) is None


def test_of_two_first_words_at_once_one_case_comes() -> None:
    two = docked.pair()

    def begin(n: int) -> str:
        try:
            return docked.express(two, by="offer" if n else "demand").number
        except Refusal as refusal:
            return refusal.code

    outcome = at_once(2, begin)
    assert "open_case_exists" in outcome
    assert DockingCase.objects.count() == Obligation.objects.count() == 1
    assert Notice.objects.filter(code="docking.expressed").count() == 1


def test_two_workers_tick_at_once() -> None:
    with clock.frozen(START):
        cases = [docked.express(docked.pair()) for _ in range(6)]

    def work(_n: int) -> int:
        with clock.frozen(LATE):
            return escalating.tick()

    assert sum(at_once(3, work)) == len(cases)
    assert Escalation.objects.count() == len(cases)
    assert Notice.objects.filter(code="docking.late_reminder").count() == len(cases)
    assert CaseEvent.objects.filter(code="escalated").count() == len(cases)


def test_an_answer_and_a_tick_at_once_leave_one_story() -> None:
    with clock.frozen(START):
        two = docked.pair()
        case = docked.express(two)
    for day in (5, 9, 12):
        with clock.frozen(datetime(2026, 11, day, 18, 1, tzinfo=SHANGHAI)):
            escalating.tick()

    def work(n: int) -> str:
        with clock.frozen(datetime(2026, 11, 16, 18, 1, tzinfo=SHANGHAI)):
            try:
                if n:
                    return str(escalating.tick())
                return steps.accept(case, reach="here", actor=two.firm_actor).state
            except Refusal as refusal:
                return refusal.code

    at_once(2, work)
    case.refresh_from_db()
    open_clocks = Obligation.objects.filter(case=case, done_at=None)
    if case.state == "unanswered":
        assert not open_clocks.exists()
    else:
        assert case.state == "interested"
        assert [one.clock for one in open_clocks] == ["open_contact"]
        assert not Escalation.objects.filter(level="release").exists()


CRASHES = [
    "qianqiao.docking.domain.steps.record",
    "qianqiao.docking.domain.steps.settle",
    "qianqiao.docking.domain.steps.tell_side",
    "qianqiao.docking.domain.steps.teach",
    "qianqiao.docking.domain.clock_keeping.open_todo",
    "qianqiao.docking.domain.clock_keeping.close_todo",
    "qianqiao.core.workflow.outbox.emit",
]


def everything() -> list[list[tuple[object, ...]]]:
    models = (
        DockingCase,
        CaseEvent,
        CaseMessage,
        Obligation,
        Escalation,
        Notice,
        Todo,
        AuditEntry,
        OutboxEvent,
    )
    return [list(model.objects.order_by("pk").values_list()) for model in models]


class CrashError(Exception):
    pass


def breaking(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    def crash(*args: object, **values: object) -> None:
        raise CrashError(place)

    monkeypatch.setattr(place, crash)


@pytest.mark.parametrize("place", CRASHES)
def test_a_crash_between_cause_and_effect_undoes_the_cause(
    monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    two = docked.pair()
    case = docked.express(two)
    before = everything()
    with monkeypatch.context() as broken:
        breaking(broken, place)
        with pytest.raises(CrashError):
            steps.accept(case, reach="here", actor=two.firm_actor)
    assert everything() == before
    assert steps.accept(case, reach="here", actor=two.firm_actor).state == "interested"


@pytest.mark.parametrize(
    "place",
    [
        "qianqiao.docking.domain.escalating.tell",
        "qianqiao.docking.domain.escalating.keeping.record",
        "qianqiao.docking.domain.escalating.audit.append",
        "qianqiao.docking.domain.escalating.keeping.reckon",
    ],
)
def test_a_crash_in_a_tick_leaves_the_level_for_the_next(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    with clock.frozen(START):
        docked.express(docked.pair())
    before = everything()
    with clock.frozen(LATE):
        with monkeypatch.context() as broken:
            breaking(broken, place)
            assert escalating.tick() == 0
        assert everything() == before
        assert escalating.tick() == 1
    assert Escalation.objects.count() == Notice.objects.filter(code="docking.late_reminder").count() == 1


def test_a_message_is_sent_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    case, two = docked.case_in("contact")
    before = everything()
    with monkeypatch.context() as broken:
        breaking(broken, "qianqiao.docking.domain.talking.tell_side")
        with pytest.raises(CrashError):
            talking.say(case, "你好", actor=two.uni_actor)
    assert everything() == before
