"""A mandate from offer to end, and what a broker may do under it: no more than it says, no longer than it holds."""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from qianqiao.core import clock, outbox
from qianqiao.core.actor import Actor
from qianqiao.core.models import AuditEntry
from qianqiao.core.workflow import Refusal
from qianqiao.docking.domain import steps, talking
from qianqiao.docking.domain.agency_lists import put_running_on_lists_of_agencies
from qianqiao.docking.models import CaseMessage, CaseNote, DockingCase
from qianqiao.docking.reads.performance import held_by, performance, rows_of
from qianqiao.mandates.domain.giving import MandateTerms, answer, end_due, give
from qianqiao.mandates.models import Mandate
from qianqiao.notices.models import Notice, Todo
from qianqiao.organisations.actors import actor_of
from qianqiao.organisations.models import Organisation, User
from tests.factories import dockings as docked
from tests.factories import records as make

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class World:
    two: docked.Pair
    agency: Organisation
    broker: User

    @property
    def actor(self) -> Actor:
        """Read anew: what a mandate lets a person do is looked up with each request."""
        return actor_of(self.broker)


@pytest.fixture
def world() -> World:
    agency = make.organisation("agency", name="示例经纪所", name_en="Example Brokers")
    return World(docked.pair(), agency, make.person(agency, roles=["broker"])[0])


def terms(**changes: Any) -> MandateTerms:
    today = clock.today()
    first = MandateTerms(
        ["express", "answer", "negotiate"], today, today + timedelta(days=90), notice_days=10
    )
    return replace(first, **changes)


def mandate(world: World, *, side: str = "demand", accept: bool = True, **changes: Any) -> Mandate:
    giver = world.two.firm if side == "demand" else world.two.university
    row = give(giver, world.agency, terms(**changes), actor=world.two.actor(side))
    return answer(row, "accept", actor=world.actor) if accept else row


def later(monkeypatch: pytest.MonkeyPatch, *, days: int) -> None:
    moment = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: moment)
    monkeypatch.setattr(clock, "today", lambda: moment.astimezone(clock.SHANGHAI).date())


def client_of(user: User, language: str = "en") -> Client:
    return make.sign_in(Client(HTTP_ACCEPT_LANGUAGE=language), user)


def test_offer_is_told_and_answered(world: World) -> None:
    row = mandate(world, accept=False)
    assert row.state == "offered"
    assert Notice.objects.filter(user=world.broker, code="mandates.offered").count() == 1
    assert Todo.objects.filter(
        organisation=world.agency, permission="mandates.carry", closed_at=None
    ).exists()
    assert world.actor.carried == ()
    row = answer(row, "accept", actor=world.actor)
    assert row.accepted_at is not None
    assert not Todo.objects.filter(code="mandates.todo.answer", closed_at=None).exists()
    assert Notice.objects.filter(user=world.two.firm_user, code="mandates.accept").count() == 1
    assert [one.mandate for one in world.actor.carried] == [row.number]
    assert list(
        AuditEntry.objects.filter(subject=row.number).order_by("pk").values_list("action", flat=True)
    ) == [
        "mandate.give",
        "mandate.accept",
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"acts": []}, "no_act"),
        ({"acts": ["sign"]}, "act_unknown"),
        ({"records": ["D2000-000001"]}, "record_unknown"),
        ({"fee_percent": Decimal("100.01")}, "fee_wrong"),
        ({"fee_amount": Decimal(-1)}, "fee_wrong"),
        ({"fee_amount": Decimal("0.001")}, "fee_wrong"),
        ({"fee_amount": Decimal(1), "fee_percent": Decimal(1)}, "fee_wrong"),
        ({"notice_days": 181}, "notice_too_long"),
    ],
)
def test_bad_terms_write_nothing(world: World, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        mandate(world, **changes)
    assert refused.value.code == code
    assert Mandate.objects.count() == 0
    assert not AuditEntry.objects.filter(action="mandate.give").exists()


def test_bad_days_write_nothing(world: World) -> None:
    today = clock.today()
    for starts, ends, code in (
        (today - timedelta(days=9), today - timedelta(days=1), "day_has_passed"),
        (today + timedelta(days=9), today + timedelta(days=1), "days_wrong"),
        (today, today + timedelta(days=1200), "too_long"),
    ):
        with pytest.raises(Refusal) as refused:
            mandate(world, starts_on=starts, ends_on=ends)
        assert refused.value.code == code
    assert Mandate.objects.count() == 0


def test_only_the_right_people_give_answer_and_end(world: World) -> None:
    with pytest.raises(Refusal, match="not_allowed"):
        give(world.two.firm, world.agency, terms(), actor=world.two.uni_actor)
    with pytest.raises(Refusal, match="not_allowed"):
        give(world.two.firm, world.agency, terms(), actor=world.actor)
    with pytest.raises(Refusal, match="agency_unfit"):
        give(world.two.firm, world.two.university, terms(), actor=world.two.firm_actor)
    row = mandate(world, accept=False)
    foreign = make.person(make.organisation("agency"), roles=["broker"])[1]
    for actor, step in (
        (world.two.firm_actor, "accept"),
        (foreign, "accept"),
        (world.two.uni_actor, "withdraw"),
        (world.actor, "withdraw"),
        (world.actor, "expire"),
    ):
        with pytest.raises(Refusal, match="not_allowed"):
            answer(row, step, actor=actor)
    row.refresh_from_db()
    assert (row.state, row.version) == ("offered", 1)
    with pytest.raises(Refusal, match="reason_required"):
        answer(row, "decline", actor=world.actor)
    assert answer(row, "decline", reason="示例：力量不足", actor=world.actor).state == "declined"


def test_broker_acts_for_the_side_within_the_scope(world: World) -> None:
    case = docked.express(world.two)
    with pytest.raises(Refusal, match="not_allowed"):
        steps.accept(case, reach="x", actor=world.actor)
    mandate(world, records=[world.two.demand.number])
    case = steps.accept(case, reach="0574-1", actor=world.actor)
    assert (case.state, case.demand_person_id) == ("interested", world.broker.pk)
    message = talking.say(case, "示例", actor=world.actor)
    note = talking.note(case, "示例", actor=world.actor)
    assert (message.side, note.side) == ("demand", "demand")
    with pytest.raises(Refusal, match="not_allowed"):
        steps.take_plain_step(case, "withdraw", actor=world.actor)
    other = docked.express(replace(world.two, demand=make.demand(world.two.firm)))
    assert client_of(world.broker).get(f"/cases/{other.number}").status_code == 404
    with pytest.raises(Refusal, match="not_allowed"):
        steps.accept(other, reach="x", actor=world.actor)
    assert DockingCase.objects.get(pk=other.pk).state == "expressed"


def test_acts_that_are_not_named_stay_closed(world: World) -> None:
    case = docked.express(world.two)
    mandate(world, acts=["negotiate"])
    with pytest.raises(Refusal, match="not_allowed"):
        steps.accept(case, reach="x", actor=world.actor)
    with pytest.raises(Refusal, match="not_allowed"):
        docked.express(replace(world.two, firm_actor=world.actor), by="demand")
    assert talking.say(case, "示例", actor=world.actor).side == "demand"
    assert DockingCase.objects.get().state == "expressed"


def test_signing_stays_with_the_organisation(world: World) -> None:
    mandate(world)
    case = docked.express(world.two)
    case = steps.accept(case, reach="x", actor=world.actor)
    case = steps.take_plain_step(case, "open_contact", actor=world.actor)
    response = client_of(world.broker).post(
        f"/cases/{case.number}/steps/agree_confidentiality", {"title": "示例", "signed_on": clock.today()}
    )
    assert response.status_code == 303
    assert DockingCase.objects.get().state == "contact"


def test_broker_expresses_interest_in_the_name_of_the_organisation(world: World) -> None:
    mandate(world, side="offer", records=[world.two.offer.number])
    client = client_of(world.broker)
    address = f"/cases/new?demand={world.two.demand.number}&offer={world.two.offer.number}"
    assert client.get(address).status_code == 200
    values = {"organisation": world.two.university.pk, "text": "示例", "wishes": ["call"], "reach": "x"}
    assert client.post(address, values).status_code == 303
    case = DockingCase.objects.get()
    assert (case.offer_side, case.started_by) == (world.two.university, "offer")
    bare = make.achievement(world.two.university)
    response = client.post(address.replace(world.two.offer.number, bare.number), values)
    assert response.status_code == 200
    assert DockingCase.objects.count() == 1


def test_rights_end_with_notice_and_by_date(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = mandate(world)
    case = docked.express(world.two)
    assert Todo.objects.filter(
        organisation=world.agency, key__endswith=f":mandate:{row.number}", closed_at=None
    )
    row = answer(row, "give_notice", reason="示例：不再需要", actor=world.two.firm_actor)
    assert (row.state, row.ends_on) == ("ending", clock.today() + timedelta(days=10))
    assert Notice.objects.filter(user=world.broker, code="mandates.give_notice").count() == 1
    assert world.actor.carried
    assert end_due() == 0
    later(monkeypatch, days=11)
    # by the day itself, before the hourly work has looked
    assert world.actor.carried == ()
    with pytest.raises(Refusal, match="not_allowed"):
        steps.accept(case, reach="x", actor=world.actor)
    assert (end_due(), end_due()) == (1, 0)
    row.refresh_from_db()
    assert (row.state, row.ended_at) == ("ended", clock.now())
    assert not Todo.objects.filter(key__endswith=f":mandate:{row.number}", closed_at=None).exists()
    assert client_of(world.broker).get(f"/cases/{case.number}").status_code == 404


def test_unanswered_offer_lapses(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = mandate(world, accept=False)
    later(monkeypatch, days=91)
    assert end_due() == 1
    row.refresh_from_db()
    assert (row.state, row.ended_at) == ("withdrawn", None)


def test_an_agency_never_stands_on_both_sides(world: World) -> None:
    mandate(world)
    mandate(world, side="offer")
    case = docked.express(world.two)
    CaseNote.objects.create(case=case, side="offer", text="只给成果方看", created_at=clock.now())
    page = client_of(world.broker).get(f"/cases/{case.number}").content.decode()
    assert "只给成果方看" not in page
    case.refresh_from_db()
    assert talking.note(case, "示例", actor=world.actor).side == "demand"
    with pytest.raises(Refusal, match="not_allowed"):
        steps.take_plain_step(case, "withdraw", actor=world.actor)


def test_the_case_says_who_carries_it_and_a_discreet_side_stays_hidden(world: World) -> None:
    two = docked.pair(confidentiality="sealed")
    quiet = World(two, world.agency, world.broker)
    row = mandate(quiet, reads_sealed=True)
    case = docked.express(two)
    line = f"Carried by {world.agency.name_en} for {two.firm.name_en}"
    assert line in client_of(two.firm_user).get(f"/cases/{case.number}").content.decode()
    seen = client_of(two.uni_user).get(f"/cases/{case.number}").content.decode()
    assert world.agency.name_en not in seen
    assert f"/organisations/{two.firm.number}" not in seen
    steps.accept(case, reach="x", actor=quiet.actor)
    assert line in client_of(two.uni_user).get(f"/cases/{case.number}").content.decode()
    assert client_of(two.uni_user).get(f"/mandates/{row.number}").status_code == 404


def test_sealed_text_opens_only_by_mandate_and_is_noted(world: World) -> None:
    two = docked.pair(confidentiality="sealed")
    quiet = World(two, world.agency, world.broker)
    row = mandate(quiet)
    case = docked.express(two)
    client, address = client_of(world.broker), f"/cases/{case.number}/sealed"
    assert two.demand.problem not in client.get(f"/cases/{case.number}").content.decode()
    assert two.demand.problem not in client.get(f"/demands/{two.demand.number}").content.decode()
    assert client.get(address).status_code == 404
    Mandate.objects.filter(pk=row.pk).update(reads_sealed=True)
    assert client_of(two.uni_user).get(address).status_code == 404
    assert not AuditEntry.objects.filter(action="docking.sealed_read_under_mandate").exists()
    assert two.demand.problem in client.get(address).content.decode()
    entry = AuditEntry.objects.get(action="docking.sealed_read_under_mandate")
    assert (entry.actor_id, entry.chain) == (world.broker.pk, f"organisation:{two.firm.pk}")


def test_notes_from_before_the_mandate_stay_with_the_side(world: World) -> None:
    case = docked.express(world.two)
    talking.note(case, "早先：底价八十万元", actor=world.two.firm_actor)
    mandate(world)
    talking.note(case, "委托之后的话", actor=world.two.firm_actor)
    page = client_of(world.broker).get(f"/cases/{case.number}").content.decode()
    assert "委托之后的话" in page
    assert "八十万元" not in page
    assert "八十万元" in client_of(world.two.firm_user).get(f"/cases/{case.number}").content.decode()


def test_cases_open_when_a_mandate_begins_stand_on_the_list_of_the_agency(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = docked.express(world.two)
    start = clock.today() + timedelta(days=2)
    row = mandate(world, starts_on=start)
    waiting = Todo.objects.filter(organisation=world.agency, key__startswith=f"docking:{case.number}:")
    outbox.deliver_all()
    assert not waiting.exists()
    later(monkeypatch, days=2)
    assert put_running_on_lists_of_agencies() == 1
    assert put_running_on_lists_of_agencies() == 0
    assert waiting.get().closed_at is None
    answer(row, "give_notice", reason="够了", actor=world.two.firm_actor)
    later(monkeypatch, days=20)
    assert end_due() == 1
    assert waiting.get().closed_at is not None
    assert put_running_on_lists_of_agencies() == 0


def test_accepting_a_mandate_lists_what_already_waits(world: World) -> None:
    case = docked.express(world.two)
    mandate(world)
    outbox.deliver_all()
    assert Todo.objects.filter(
        organisation=world.agency, key__startswith=f"docking:{case.number}:", closed_at=None
    ).exists()


def test_performance_opens_to_its_rows(world: World) -> None:
    two = world.two
    before = docked.express(two)
    steps.refuse(before, reasons=["price"], actor=two.firm_actor)
    mandate(world, fee_amount=Decimal("3000.50"))
    mandate(world, records=[two.demand.number], fee_percent=Decimal("2.5"))
    answered = docked.express(two)
    steps.accept(answered, reach="x", actor=world.actor)
    waiting = docked.express(replace(two, demand=make.demand(two.firm)))
    found = performance(world.agency.pk)
    assert (found.carried, found.answered, found.unanswered, found.waiting) == (2, 1, 0, 1)
    assert (found.rate, found.fees, found.percentages) == (100, Decimal("3000.50"), 1)
    assert set(rows_of(held_by(world.agency.pk), "carried")) == {answered, waiting}
    client, base = client_of(world.broker), f"/organisations/{world.agency.number}/performance/"
    assert "3,000.5" in client.get(base).content.decode()
    rows = client.get(f"{base}waiting/").content.decode()
    assert waiting.number in rows
    assert answered.number not in rows
    assert client.get(f"{base}fees/").status_code == 200
    assert client.get(f"{base}nothing/").status_code == 404
    assert client_of(two.firm_user).get(base).status_code == 404


def test_pages_from_offer_to_notice_and_foreign_agencies_know_nothing(world: World) -> None:
    firm, broker = client_of(world.two.firm_user), client_of(world.broker)
    foreign = client_of(make.person(make.organisation("agency"), roles=["broker"])[0])
    base = f"/organisations/{world.two.firm.number}/mandates/"
    values = {
        "agency": world.agency.number,
        "acts": ["answer"],
        "records": [world.two.demand.number],
        "starts_on": clock.today(),
        "ends_on": clock.today() + timedelta(days=30),
        "notice_days": 0,
        "fee_percent": "2.5",
        "fee_text": "示例：签约后支付",
    }
    assert firm.get(f"{base}new").status_code == 200
    bad = firm.post(f"{base}new", {**values, "acts": []})
    assert bad.status_code == 422
    assert firm.post(f"{base}new", values).status_code == 303
    row = Mandate.objects.get()
    address = f"/mandates/{row.number}"
    for client in (firm, broker):
        assert client.get(address).status_code == 200
    assert row.number in broker.get(f"/organisations/{world.agency.number}/mandates/").content.decode()
    assert row.number in firm.get(base).content.decode()
    for method in (foreign.get, foreign.post):
        assert method(address).status_code == 404
    assert foreign.get(base).status_code == 404
    assert foreign.get(f"/organisations/{world.agency.number}/mandates/").status_code == 404
    assert firm.post(address, {"act": "accept", "version": 1}).status_code == 403
    assert broker.post(address, {"act": "accept", "version": 7}).status_code == 409
    row.refresh_from_db()
    assert row.state == "offered"
    assert broker.post(address, {"act": "accept", "version": 1}).status_code == 303
    assert firm.post(address, {"act": "give_notice", "version": 2}).status_code == 422
    assert firm.post(address, {"act": "give_notice", "version": 2, "reason": "示例"}).status_code == 303
    row.refresh_from_db()
    assert (row.state, row.ends_on) == ("ending", clock.today())
    assert CaseMessage.objects.count() == 0
