"""The act “keep”: an agency says of the organisation's records that they are still true, and nothing besides."""

from datetime import timedelta

import pytest
from django.test import Client

from qianqiao.core import clock, outbox, policy
from qianqiao.core.workflow import Refusal
from qianqiao.docking.domain import steps
from qianqiao.docking.reads.cases import cases_visible_to
from qianqiao.docking.reads.performance import performance
from qianqiao.mandates.domain.giving import MandateTerms, answer, end_due, give
from qianqiao.mandates.models import Mandate
from qianqiao.notices.models import Notice
from qianqiao.notices.queries import todos_of
from qianqiao.organisations.actors import actor_of
from qianqiao.organisations.models import Organisation, User
from qianqiao.upkeep.domain.renewing import renew, take_back
from qianqiao.upkeep.domain.tending import tend
from qianqiao.upkeep.models import Renewal
from tests.factories import dockings as docked
from tests.factories import records as make

pytestmark = pytest.mark.django_db


def brokered(
    two: docked.Pair, *acts: str, side: str = "offer", records: tuple[str, ...] = ()
) -> tuple[Mandate, Organisation, User]:
    agency = make.organisation("agency", name="示例经纪所")
    broker, actor = make.person(agency, roles=["broker"])
    today = clock.today()
    giver = two.university if side == "offer" else two.firm
    terms = MandateTerms(list(acts), today, today + timedelta(days=90), records=records)
    row = give(giver, agency, terms, actor=two.actor(side))
    return answer(row, "accept", actor=actor), agency, broker


def expiring() -> dict[str, object]:
    today = clock.today()
    return {"last_proven_alive": today - timedelta(days=345), "valid_until": today + timedelta(days=20)}


def test_what_each_set_of_acts_lets_a_broker_do_with_which_record() -> None:
    two = docked.pair()
    chosen, other = make.patent(two.university), make.expert(two.university)
    draft, foreign = make.achievement(two.university, publish=False), make.achievement()
    rows = {"chosen": chosen, "other": other, "draft": draft, "foreign": foreign, "demand": two.demand}
    # reviewed by hand: acts, scope -> which records may be said to be still true
    table = {
        (("keep",), ()): {"chosen", "other", "draft"},
        (("keep",), (chosen.number,)): {"chosen"},
        (("answer", "negotiate"), ()): set(),
        (("express", "keep"), ()): {"chosen", "other", "draft"},
    }
    for (acts, scope), allowed in table.items():
        mandate, _, broker = brokered(two, *acts, records=scope)
        actor = actor_of(broker)
        assert {name for name, row in rows.items() if policy.may(actor, "renew", row)} == allowed
        for row in rows.values():
            for action in ("edit", "write", "publish", "accept", "review", "expire"):
                assert not policy.may(actor, action, row), (acts, action)
        told = renew([row.number for row in rows.values()], actor=actor)
        # a draft is not known to the agency at all
        assert set(told.done) == {rows[name].number for name in allowed - {"draft"}}
        assert told.refused[draft.number].code == "unknown"
        answer(mandate, "give_notice", reason="示例", actor=two.actor("offer"))


def test_a_mandate_to_keep_alive_opens_no_case_and_takes_no_side() -> None:
    two = docked.pair()
    case = docked.express(two)
    _, agency, broker = brokered(two, "keep", side="demand")
    actor = actor_of(broker)
    assert not cases_visible_to(actor).exists()
    with pytest.raises(Refusal, match="not_allowed"):
        steps.accept(case, reach="x", actor=actor)
    assert performance(agency.pk).carried == 0
    # the later mandate of the other side is not outdone by the earlier one, which stands on no side
    today = clock.today()
    terms = MandateTerms(["negotiate"], today, today + timedelta(days=9))
    answer(give(two.university, agency, terms, actor=two.actor("offer")), "accept", actor=actor)
    assert [row.number for row in cases_visible_to(actor_of(broker))] == [case.number]


def test_one_click_tells_the_organisation_once_and_is_taken_back_while_the_mandate_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    two = docked.pair()
    patents = [make.patent(two.university, **expiring()) for _ in range(2)]
    _, _, broker = brokered(two, "keep")
    outbox.deliver_all()
    assert [(todo.code, todo.params["count"]) for todo in todos_of(actor_of(broker))] == [
        ("records.todo.kept_expiring_many", "2")
    ]
    client = make.sign_in(Client(HTTP_ACCEPT_LANGUAGE="en"), broker)
    page = client.get("/my/records/?show=expiring").content.decode()
    assert page.count('type="checkbox" name="number"') == 2
    assert two.university.name_en in page
    assert "completeness" not in page
    client.post("/my/records/renew", {"kind": "patents", "show": "expiring", "which": "all"})
    assert list(todos_of(actor_of(broker))) == []
    batch = Renewal.objects.values_list("batch", flat=True).distinct().get()
    told = Notice.objects.filter(code="records.kept_many")
    people = {one.user_id for one in told}
    assert people == {one.pk for one in User.objects.filter(memberships__organisation=two.university)}
    assert {(one.params["agency"], one.params["count"]) for one in told} == {("示例经纪所", "2")}
    told_on_page = make.sign_in(Client(HTTP_ACCEPT_LANGUAGE="en"), told[0].user).get("/my/notices/")
    assert "&lt;span" not in told_on_page.content.decode()
    client.post(f"/my/records/renewals/{batch}/undo", {"kind": "patents"})
    patents[0].refresh_from_db()
    assert patents[0].valid_until == expiring()["valid_until"]
    assert Notice.objects.filter(code="records.kept_back_many").count() == len(people)
    assert [todo.code for todo in todos_of(actor_of(broker))] == ["records.todo.kept_expiring_many"]
    client.post(f"/my/records/{patents[0].number}/renew", {"version": ""})
    assert Notice.objects.filter(code="records.kept", params__number=patents[0].number).exists()
    # an agency does not bring back what was retired for more than its date
    lapsed = make.patent(two.university, legal_status="lapsed")
    assert tend() == 1
    actor = actor_of(broker)
    assert renew([lapsed.number], actor=actor).refused[lapsed.number].code == "retired_for_cause"
    again = Renewal.objects.get(undone_at=None).batch
    moment = clock.now() + timedelta(days=91)
    monkeypatch.setattr(clock, "today", lambda: moment.astimezone(clock.SHANGHAI).date())
    # by the day itself, before the hourly work has looked
    actor = actor_of(broker)
    assert take_back(again, actor=actor).refused[patents[0].number].code == "not_allowed"
    assert renew([patents[1].number], actor=actor).refused[patents[1].number].code == "not_allowed"
    assert patents[1].number not in client.get("/my/records/").content.decode()
    assert end_due() == 1
    assert list(todos_of(actor)) == []
