"""Clocks by Chinese working days: who is told when, pauses, deputies, release; each level once."""

from datetime import date, datetime, timedelta

import pytest

from qianqiao.core import clock
from qianqiao.core.clock import SHANGHAI
from qianqiao.core.workflow import Refusal
from qianqiao.docking import clocks
from qianqiao.docking.domain import deputies, holding, steps, talking
from qianqiao.docking.domain.escalating import tick
from qianqiao.docking.models import CaseEvent, ClockPause, DockingCase, Escalation, Obligation
from qianqiao.notices.models import Notice, Todo
from tests.factories import dockings as docked
from tests.factories import records as make

pytestmark = pytest.mark.django_db
# a Monday; no holiday follows within three weeks
START = datetime(2026, 11, 2, 10, 0, tzinfo=SHANGHAI)


def at(day: int, hour: int = 18, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, 1, tzinfo=SHANGHAI)


def tick_at(moment: datetime) -> int:
    with clock.frozen(moment):
        return tick()


def levels(case: DockingCase) -> list[str]:
    return list(Escalation.objects.filter(obligation__case=case).values_list("level", flat=True))


def start(two: docked.Pair | None = None) -> tuple[DockingCase, docked.Pair]:
    two = two or docked.pair()
    with clock.frozen(START):
        return docked.express(two), two


def test_the_first_answer_step_by_step() -> None:
    authority = make.organisation("authority", region="330000")
    officer, _ = make.person(authority, roles=["authority_officer"])
    foreign, _ = make.person(make.organisation("authority", region="440000"), roles=["authority_officer"])
    two = docked.pair(region="330200")
    colleague, _ = make.person(two.firm, roles=["administrator"])
    case, two = start(two)
    assert Obligation.objects.get().due_at == datetime(2026, 11, 9, 18, tzinfo=SHANGHAI)
    assert tick_at(at(5, 17)) == 0
    assert tick_at(at(5)) == 1
    assert tick_at(at(5)) == tick_at(at(6)) == 0
    assert [one.user_id for one in Notice.objects.filter(code="docking.late_reminder")] == [two.firm_user.pk]
    assert tick_at(at(9)) == 1
    told = set(Notice.objects.filter(code="docking.late_organisation").values_list("user_id", flat=True))
    assert told == {two.firm_user.pk, colleague.pk}
    assert tick_at(at(12)) == 1
    told = set(Notice.objects.filter(code="docking.late_in_region").values_list("user_id", flat=True))
    assert told == {officer.pk}
    assert foreign.pk not in told
    assert Todo.objects.get(code="docking.todo.step_in", closed_at=None).organisation_id == authority.pk
    assert Notice.objects.get(code="docking.authority_asked").user_id == two.uni_user.pk
    assert tick_at(at(16)) == 1
    case.refresh_from_db()
    assert case.state == "unanswered"
    assert levels(case) == ["reminder", "organisation", "authority", "release"]
    released = set(Notice.objects.filter(code="docking.release").values_list("user_id", flat=True))
    assert released == {two.firm_user.pk, colleague.pk, two.uni_user.pk}
    assert not Todo.objects.filter(closed_at=None).exists()
    assert tick_at(at(30)) == 0


def test_the_calendar_of_holidays_is_kept() -> None:
    two = docked.pair()
    with clock.frozen(datetime(2026, 2, 13, 9, 0, tzinfo=SHANGHAI)):
        docked.express(two)
    # Spring Festival 2026: 15 to 23 February off, Saturdays 14 and 28 worked
    assert Obligation.objects.get().due_at == datetime(2026, 2, 27, 18, tzinfo=SHANGHAI)


def test_an_answer_stops_the_clock_and_starts_the_next() -> None:
    case, two = start()
    with clock.frozen(at(4)):
        case = steps.accept(case, reach="here", actor=two.firm_actor)
    first, second = Obligation.objects.order_by("pk")
    assert (first.outcome, first.done_at, second.clock, second.side) == (
        "done",
        at(4),
        "open_contact",
        "offer",
    )
    assert Todo.objects.get(closed_at=None).user_id == two.uni_user.pk


def test_after_a_standstill_one_level_a_day_and_none_is_skipped() -> None:
    case, _ = start()
    assert [tick_at(at(day)) for day in (20, 20, 23, 24, 25, 26)] == [1, 0, 1, 1, 1, 0]
    assert levels(case) == ["reminder", "organisation", "authority", "release"]


def test_silence_in_talks_closes_the_case_and_a_word_passes_the_clock() -> None:
    case, two = start()
    with clock.frozen(START):
        case = steps.accept(case, reach="here", actor=two.firm_actor)
        case = steps.take_plain_step(case, "open_contact", actor=two.uni_actor)
    owed = Obligation.objects.get(done_at=None)
    assert (owed.clock, owed.side) == ("contact", "demand")
    with clock.frozen(at(4)):
        talking.say(case, "请先寄样件。", actor=two.uni_actor)
        assert Obligation.objects.get(done_at=None).pk == owed.pk
        talking.say(case, "样件已寄出。", actor=two.firm_actor)
    passed = Obligation.objects.get(done_at=None)
    assert (passed.side, passed.started_at) == ("offer", at(4))
    moment = at(4)
    while DockingCase.objects.get(pk=case.pk).state == "contact":
        moment += timedelta(days=1)
        tick_at(moment)
        assert moment < at(20, month=12)
    case.refresh_from_db()
    assert (case.state, case.reasons) == ("closed", ["went_quiet"])
    assert Notice.objects.filter(code="docking.lapse").count() == 2


def test_a_pause_holds_the_clock_and_the_other_side_reads_why() -> None:
    case, two = start()
    with clock.frozen(at(3)):
        holding.pause(case, "first_answer", until=date(2026, 11, 10), reason="总工出差", actor=two.firm_actor)
    # five working days lie between the 3rd and the 10th
    assert Obligation.objects.get().due_at == datetime(2026, 11, 16, 18, tzinfo=SHANGHAI)
    assert Todo.objects.get().due_at == datetime(2026, 11, 16, 18, tzinfo=SHANGHAI)
    assert Notice.objects.get(code="docking.paused").user_id == two.uni_user.pk
    event = CaseEvent.objects.get(code="paused")
    assert (event.side, event.data["reason"], event.user_id) == ("demand", "总工出差", two.firm_user.pk)
    assert tick_at(at(9)) == 0
    # the end of the pause, then the reminder at day 3 + 5
    assert tick_at(at(10)) == 1
    assert ClockPause.objects.get().ended_at == datetime(2026, 11, 10, 18, tzinfo=SHANGHAI)
    assert levels(case) == []
    assert tick_at(at(12)) == 1
    assert levels(case) == ["reminder"]


def test_an_early_end_of_a_pause_gives_back_what_it_did_not_use() -> None:
    case, two = start()
    with clock.frozen(at(3)):
        holding.pause(case, "first_answer", until=date(2026, 11, 10), reason="总工出差", actor=two.firm_actor)
    with clock.frozen(at(5)):
        holding.resume(case, "first_answer", actor=two.firm_actor)
    assert Obligation.objects.get().due_at == datetime(2026, 11, 11, 18, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("until", "reason", "code"),
    [
        (date(2026, 11, 10), "  ", "reason_required"),
        (date(2026, 11, 3), "busy", "pause_in_past"),
        (date(2026, 11, 18), "busy", "pause_too_long"),
    ],
)
def test_a_pause_has_a_reason_and_an_end(until: date, reason: str, code: str) -> None:
    case, two = start()
    with clock.frozen(at(3)), pytest.raises(Refusal) as refusal:
        holding.pause(case, "first_answer", until=until, reason=reason, actor=two.firm_actor)
    assert refusal.value.code == code
    assert not ClockPause.objects.exists()


def test_only_who_owes_may_pause_and_not_beyond_the_sum_of_days() -> None:
    case, two = start()
    _, stranger = make.person(make.organisation("enterprise"))
    with clock.frozen(at(3)):
        for actor, code in ((two.uni_actor, "not_allowed"), (stranger, "clock_not_running")):
            with pytest.raises(Refusal) as refusal:
                holding.pause(case, "first_answer", until=date(2026, 11, 5), reason="x", actor=actor)
            assert refusal.value.code == code
        holding.pause(case, "first_answer", until=date(2026, 11, 12), reason="x", actor=two.firm_actor)
        with pytest.raises(Refusal, match="already_paused"):
            holding.pause(case, "first_answer", until=date(2026, 11, 5), reason="x", actor=two.firm_actor)
    tick_at(at(12))
    with clock.frozen(at(13)), pytest.raises(Refusal) as refusal:
        holding.pause(case, "first_answer", until=date(2026, 11, 20), reason="x", actor=two.firm_actor)
    assert (refusal.value.code, refusal.value.detail) == ("pause_too_long", "3")


def test_a_deputy_is_told_instead_of_who_is_away() -> None:
    two = docked.pair()
    deputy, _ = make.person(two.firm)
    stranger, _ = make.person(make.organisation("enterprise"))
    with clock.frozen(START):
        case = docked.express(two)
        case = steps.accept(case, reach="here", actor=two.firm_actor)
        with pytest.raises(Refusal, match="not_a_colleague"):
            deputies.name_deputy(
                stranger.pk, first_day=date(2026, 11, 2), last_day=date(2026, 11, 20), actor=two.firm_actor
            )
        deputies.name_deputy(
            deputy.pk, first_day=date(2026, 11, 3), last_day=date(2026, 11, 20), actor=two.firm_actor
        )
    with clock.frozen(at(4)):
        talking.say(case, "什么时候方便？", actor=two.uni_actor)
    assert [one.user_id for one in Notice.objects.filter(code="docking.message")] == [deputy.pk]
    assert Todo.objects.get(closed_at=None).user_id == deputy.pk


def test_follow_ups_come_on_their_days_and_a_report_ends_those_that_began() -> None:
    with clock.frozen(START):
        case, two = docked.case_in("agreed")
    follow_ups = Obligation.objects.filter(done_at=None)
    assert [one.clock for one in follow_ups.all()] == [f"follow_up_{days}" for days in (30, 90, 180, 365)]
    assert not Todo.objects.filter(closed_at=None).exists()
    assert tick_at(at(1, month=12)) == 0
    assert tick_at(at(2, month=12)) == 1
    assert Todo.objects.get(closed_at=None).code == "docking.todo.follow_up"
    with clock.frozen(at(3, month=12)):
        with pytest.raises(Refusal, match="not_allowed"):
            talking.report(case, "好", actor=two.firm_actor)
        talking.report(case, "样机已交付，首付款本月到。", actor=two.uni_actor)
    assert follow_ups.count() == 3
    assert not Todo.objects.filter(closed_at=None).exists()
    docked.take(DockingCase.objects.get(pk=case.pk), "pay", two.uni_actor)
    assert follow_ups.count() == 0


def test_an_unanswered_follow_up_leaves_its_record_and_the_agreement_as_it_is() -> None:
    with clock.frozen(START):
        case, _ = docked.case_in("agreed")
    moment = at(2, month=12)
    for _ in range(40):
        tick_at(moment)
        moment += timedelta(days=1)
    obligation = Obligation.objects.get(clock="follow_up_30")
    assert (obligation.outcome, DockingCase.objects.get(pk=case.pk).state) == ("released", "agreed")
    assert levels(case) == ["reminder", "organisation", "authority", "release"]


def test_levels_out_of_order_are_no_clock() -> None:
    raw = {
        "states": ["expressed"],
        "owes": "other",
        "permission": "x",
        "workdays": 5,
        "longest_pause": 5,
        "levels": [{"level": "a", "workday": 5, "tells": "x"}, {"level": "b", "workday": 3, "does": "lapse"}],
    }
    with pytest.raises(ValueError, match="levels must follow"):
        clocks._clock("wrong", raw, "test")
