"""What ends a record, once per cause, with a reason, a notice and a way back; open cases are told and stay."""

from datetime import date, datetime, timedelta

import pytest

from qianqiao.catalogue.domain.records import upsert_records
from qianqiao.catalogue.models import Expert, Patent
from qianqiao.core import audit, clock, outbox
from qianqiao.core.actor import SYSTEM
from qianqiao.core.clock import SHANGHAI
from qianqiao.core.models import AuditEntry
from qianqiao.core.workflow import Refusal
from qianqiao.docking.domain import steps
from qianqiao.docking.models import CaseEvent
from qianqiao.notices.models import Notice, Todo
from qianqiao.organisations.models import Membership
from qianqiao.people.domain.leaving import end_membership
from qianqiao.search.status import index_status
from qianqiao.upkeep.domain import retiring
from qianqiao.upkeep.domain.renewing import renew
from qianqiao.upkeep.domain.tending import tend
from qianqiao.upkeep.models import RecordTelling, Retirement
from tests.factories import dockings as docked
from tests.factories import records as make

pytestmark = pytest.mark.django_db
SOON = {"valid_until": date(2026, 12, 31), "last_proven_alive": date(2026, 11, 1)}


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def tend_on(day: date, hour: int = 9) -> int:
    with clock.frozen(at(day, hour)):
        return tend()


def test_records_expire_the_day_after_their_last_day() -> None:
    passing = [make.achievement(**SOON), make.patent(**SOON), make.expert(**SOON), make.demand(**SOON)]
    kept, draft = make.demand(), make.demand(publish=False, **SOON)
    outbox.deliver_all()
    assert index_status().documents == 5
    assert tend_on(date(2026, 12, 31), 23) == 0
    assert tend_on(date(2027, 1, 1), 0) == 4
    assert tend_on(date(2027, 1, 1), 0) == 0
    with clock.frozen(at(date(2027, 1, 1))):
        outbox.deliver_all()
    for row in [*passing, kept, draft]:
        row.refresh_from_db()
    assert {row.state for row in passing} == {"expired"}
    assert (kept.state, draft.state) == ("published", "draft")
    assert index_status().documents == 1
    assert AuditEntry.objects.filter(action__endswith=".expire", actor_kind="system").count() == 4


def test_the_records_of_a_week_make_one_to_do_and_one_notice_a_stage() -> None:
    university = make.organisation()
    user, _ = make.person(university)
    rows = [
        {
            "external_id": f"w{n}",
            "title": f"示例{n}",
            "summary": "示例",
            "owner": university.pk,
            "valid_until": date(2026, 12, 25 + n % 5),
            "last_proven_alive": date(2026, 11, 1),
        }
        for n in range(40)
    ]
    upsert_records(type(make.achievement(university)), rows, actor=SYSTEM, source="week", publish=True)
    told = Notice.objects.filter(user=user, code="records.expiring_many")
    days = [date(2026, 11, 24) + timedelta(days=n) for n in range(32)]
    given = {}
    for day in days:
        for _round in range(2):
            tend_on(day)
        given[day] = told.count()
    # the first of them ends on 25 December: at thirty days and at seven the whole week is told of, each in one notice
    assert [day for day in days[1:] if given[day] > given[day - timedelta(days=1)]] == [
        date(2026, 11, 25),
        date(2026, 12, 18),
    ]
    assert [one.params["count"] for one in told.order_by("pk")] == ["40", "40"]
    todo = Todo.objects.get(code="records.todo.expiring_many", closed_at=None)
    assert (todo.organisation, todo.permission, todo.params["count"]) == (university, "records.edit", "40")
    assert (
        RecordTelling.objects.values("number", "day").distinct().count()
        == RecordTelling.objects.count()
        == 80
    )
    tend_on(date(2026, 12, 30))
    retired = Notice.objects.get(code="records.retired_many", user=user)
    assert retired.params["count"] == "40"
    assert not Todo.objects.filter(code__startswith="records.todo", closed_at=None).exists()


def test_a_lapsed_patent_is_retired_once_and_comes_back_on_one_click() -> None:
    university = make.organisation()
    user, actor = make.person(university)
    patent = make.patent(university, legal_status="lapsed")
    alive = make.patent(university, legal_status="granted")
    assert tend() == 1
    row = Retirement.objects.get()
    patent.refresh_from_db()
    alive.refresh_from_db()
    assert (patent.state, alive.state, row.reason, row.state) == (
        "expired",
        "published",
        "patent_ended",
        "retired",
    )
    assert Notice.objects.get(user=user).code == "records.retired.patent_ended"
    entry = AuditEntry.objects.get(action="patent.retire")
    assert (entry.actor_kind, entry.data["reason"]) == ("system", "patent_ended")
    retiring.undo(row, actor=actor)
    assert tend() == 0
    patent.refresh_from_db()
    assert patent.state == "published"
    with pytest.raises(Refusal, match="wrong_state"):
        retiring.undo(row, actor=actor)
    # another cause is another matter
    Patent.objects.filter(pk=patent.pk).update(legal_status="invalidated")
    assert tend() == 1
    assert audit.verify(patent.audit_chain) is None


def test_a_patent_past_its_term_is_retired_by_its_kind() -> None:
    day = date(2026, 11, 27)
    over = make.patent(filed_on=date(2016, 11, 26), patent_type="utility_model", legal_status="granted")
    runs = make.patent(filed_on=date(2016, 11, 26), patent_type="invention", legal_status="granted")
    last = make.patent(filed_on=date(2016, 11, 27), patent_type="utility_model", legal_status="granted")
    assert tend_on(day) == 1
    assert Retirement.objects.get().number == over.number
    assert tend_on(day + timedelta(days=1)) == 1
    assert Retirement.objects.filter(reason="patent_term_over").count() == 2
    runs.refresh_from_db()
    assert runs.state == "published"
    assert last.number in set(Retirement.objects.values_list("number", flat=True))


def test_undo_is_refused_to_others_and_after_its_days() -> None:
    university = make.organisation()
    _, actor = make.person(university)
    _, student = make.person(university, roles=["doctoral_student"])
    _, foreign = make.person(make.organisation())
    make.patent(university, legal_status="lapsed")
    tend()
    row = Retirement.objects.get()
    for other in (student, foreign):
        with pytest.raises(Refusal, match="not_allowed"):
            retiring.undo(row, actor=other)
    with clock.frozen(clock.now() + timedelta(days=31)), pytest.raises(Refusal, match="undo_is_over"):
        retiring.undo(row, actor=actor)
    assert Retirement.objects.get().state == "retired"


def test_a_suspended_record_comes_back_suspended() -> None:
    university = make.organisation()
    _, actor = make.person(university)
    patent = make.patent(university, legal_status="lapsed")
    Patent.objects.filter(pk=patent.pk).update(state="suspended")
    tend()
    retiring.undo(Retirement.objects.get(), actor=actor)
    patent.refresh_from_db()
    assert patent.state == "suspended"


def test_an_agreement_asks_whether_the_demand_is_solved_then_closes_it() -> None:
    case, two = docked.case_in("agreed")
    outbox.deliver_all()
    row = Retirement.objects.get()
    assert (row.state, row.reason, row.number) == ("announced", "demand_solved", two.demand.number)
    todo = Todo.objects.get(code="records.todo.demand_solved")
    assert (todo.organisation, todo.permission) == (two.firm, "demands.edit")
    assert tend_on(row.due_on - timedelta(days=1)) == 0
    assert tend_on(row.due_on) == 1
    assert tend_on(row.due_on) == 0
    two.demand.refresh_from_db()
    case.refresh_from_db()
    assert (two.demand.state, case.state) == ("expired", "agreed")
    todo.refresh_from_db()
    assert todo.closed_at is not None
    assert CaseEvent.objects.filter(case=case, code="record_retired").count() == 1
    # the university hears of it by its case, the firm's people by the record itself: nobody twice
    told = Notice.objects.filter(code__in=["docking.record_retired", "records.retired.demand_solved"])
    assert sorted(told.values_list("code", "user_id")) == [
        ("docking.record_retired", two.uni_user.pk),
        ("records.retired.demand_solved", two.firm_user.pk),
    ]


@pytest.mark.parametrize("by", ["keep", "renew"])
def test_an_owner_who_says_still_open_is_not_asked_about_it_again(by: str) -> None:
    _, two = docked.case_in("agreed")
    outbox.deliver_all()
    row = Retirement.objects.get()
    if by == "keep":
        retiring.keep(row, actor=two.firm_actor)
    else:
        renew([two.demand.number], actor=two.firm_actor)
    outbox.deliver_all()
    assert tend_on(row.due_on + timedelta(days=1)) == 0
    two.demand.refresh_from_db()
    assert two.demand.state == "published"
    assert Retirement.objects.get().state == "kept"
    assert not Todo.objects.filter(code="records.todo.demand_solved", closed_at=None).exists()


def test_solved_already_as_a_refusal_asks_the_enterprise_too() -> None:
    two = docked.pair()
    price, solved = docked.express(two), docked.express(docked.pair_with(two))
    steps.refuse(price, reasons=["price"], actor=two.firm_actor)
    steps.refuse(solved, reasons=["solved_already"], actor=two.firm_actor)
    outbox.deliver_all()
    assert [row.number for row in Retirement.objects.all()] == [solved.demand]


def test_an_answer_proves_the_record_alive_that_was_asked_for() -> None:
    two = docked.pair(last_proven_alive=date(2026, 6, 1), valid_until=date(2027, 6, 1))
    case = docked.express(two)
    docked.take(case, "accept", two.firm_actor)
    outbox.deliver_all()
    two.demand.refresh_from_db()
    assert two.demand.last_proven_alive == clock.today()
    # an end that the owner stated stays
    assert two.demand.valid_until == date(2027, 6, 1)
    assert AuditEntry.objects.filter(action="demands.proven_alive", subject=two.demand.number).count() == 1


def test_an_expert_of_the_leavers_name_is_asked_about_and_retired() -> None:
    university, elsewhere = make.organisation(), make.organisation()
    officer, actor = make.person(university)
    leaver, _ = make.person(university, roles=["inventor"])
    type(leaver).objects.filter(pk=leaver.pk).update(name="示例庚")
    gone, stays = make.expert(university, name="示例庚"), make.expert(university, name="示例辛")
    by_mail = make.expert(university, name="示例壬", contact=f"邮箱 {leaver.email}")
    foreign = make.expert(elsewhere, name="示例庚")
    end_membership(Membership.objects.get(user=leaver, organisation=university), reason="调离", actor=actor)
    outbox.deliver_all()
    outbox.deliver_all()
    assert {row.number for row in Retirement.objects.all()} == {gone.number, by_mail.number}
    retiring.keep(Retirement.objects.get(number=by_mail.number), actor=actor)
    assert tend_on(Retirement.objects.get(number=gone.number).due_on) == 1
    states = dict(Expert.objects.values_list("number", "state"))
    assert states[gone.number] == "expired"
    assert {states[one.number] for one in (stays, by_mail, foreign)} == {"published"}
    # the expert ended, not the officer who answers for it
    assert Notice.objects.get(code="records.retired.expert_left").user_id == officer.pk
