"""What comes of answers: advice for the supplier, labels for matching, figures of the organisation."""

from datetime import datetime

import pytest
from django.test import Client

from qianqiao.core import clock, outbox
from qianqiao.core.clock import SHANGHAI
from qianqiao.core.models import OutboxEvent
from qianqiao.docking.domain import steps
from qianqiao.docking.domain.escalating import tick
from qianqiao.docking.reads.advice import advice_of
from qianqiao.docking.reads.answering import answering
from qianqiao.matching.domain.docked_pairs import learn
from qianqiao.matching.models import DockedPair
from qianqiao.matching.reads.judgements import labels, one_per_pair
from tests.factories import dockings as docked
from tests.factories import records as make

pytestmark = pytest.mark.django_db


def answered(two: docked.Pair, reasons: list[str]) -> docked.Pair:
    """Another firm asked about the same offer; it declines, or is interested where there is no reason."""
    other = docked.pair()
    other = docked.replace(other, university=two.university, uni_actor=two.uni_actor, offer=two.offer)
    case = docked.express(other)
    if reasons:
        steps.refuse(case, reasons=reasons, text="x", actor=other.firm_actor)
    else:
        steps.accept(case, reach="here", actor=other.firm_actor)
    return other


def test_refusals_become_advice_on_the_record_and_in_my_cases() -> None:
    two = docked.pair()
    for reasons in (["advantage_unclear"], ["advantage_unclear", "price"], ["advantage_unclear"], []):
        answered(two, reasons)
    found = advice_of(two.offer.number)
    assert [(one.reason, one.count, one.answers) for one in found] == [("advantage_unclear", 3, 4)]
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    make.sign_in(client, two.uni_user)
    address = f"/offers/{two.offer.number}/advice"
    page = client.get(address).content.decode()
    assert "3 of 4 said: Advantage unclear." in page
    assert "Fill: " in page
    assert "3 of 4 said" in client.get("/my/cases/").content.decode()
    stranger = Client()
    stranger.force_login(make.person(make.organisation())[0])
    assert stranger.get(address).status_code == 404


def test_one_refusal_is_no_advice_and_off_topic_never_is() -> None:
    two = docked.pair()
    for reasons in (["price"], ["off_topic"], ["off_topic"]):
        answered(two, reasons)
    assert advice_of(two.offer.number) == []


def test_interest_refusal_and_agreement_become_labels_by_event() -> None:
    case, two = docked.case_in("expressed")
    outbox.deliver_all()
    assert [(one.who, one.level) for one in DockedPair.objects.all()] == [("offer_side", 3)]
    steps.refuse(case, reasons=["off_topic", "price"], actor=two.firm_actor)
    outbox.deliver_all()
    counted = list(one_per_pair(labels()))
    assert [(one.demand, one.offer, one.level, one.who) for one in counted] == [
        (two.demand.number, two.offer.number, 1, "demand_side")
    ]
    _, agreed = docked.case_in("agreed")
    outbox.deliver_all()
    assert {one.level for one in DockedPair.objects.filter(demand=agreed.demand.number)} == {4}


def test_an_event_delivered_twice_or_late_changes_nothing() -> None:
    _, _two = docked.case_in("agreed")
    outbox.deliver_all()
    before = list(DockedPair.objects.order_by("pk").values())
    for event in OutboxEvent.objects.filter(kind="docking.pair_judged").order_by("pk"):
        learn(event.payload)
    assert list(DockedPair.objects.order_by("pk").values()) == before


def test_figures_of_an_organisation_open_to_their_rows_for_its_people() -> None:
    monday = datetime(2026, 11, 2, 10, tzinfo=SHANGHAI)
    two = docked.pair()
    more = [docked.pair_with(two) for _ in range(4)]
    with clock.frozen(monday):
        cases = [docked.express(one) for one in (two, *more)]
    for day, case in ((3, cases[0]), (6, cases[1])):
        with clock.frozen(datetime(2026, 11, day, 10, tzinfo=SHANGHAI)):
            steps.refuse(case, reasons=["price"], actor=two.firm_actor)
    with clock.frozen(datetime(2026, 11, 6, 11, tzinfo=SHANGHAI)):
        steps.take_plain_step(cases[4], "withdraw", actor=two.uni_actor)
    for day in (6, 9, 12, 16):
        with clock.frozen(datetime(2026, 11, day, 19, tzinfo=SHANGHAI)):
            tick()
    with clock.frozen(datetime(2026, 11, 20, 10, tzinfo=SHANGHAI)):
        waiting = docked.express(docked.pair_with(two))
        found = answering(two.firm.pk)
        assert (found.received, found.answered, found.unanswered, found.waiting) == (5, 2, 2, 1)
        # 1 and 4 working days; two of four whose time is over
        assert (found.days, found.rate) == (2.5, 50)
        assert answering(two.university.pk).received == 0
        firm, uni = Client(), Client()
        make.sign_in(firm, two.firm_user)
        make.sign_in(uni, two.uni_user)
        base = f"/organisations/{two.firm.number}/answers/"
        for what, expected in (("received", 5), ("answered", 2), ("unanswered", 2), ("waiting", 1)):
            page = firm.get(f"{base}{what}/").content.decode()
            assert page.count('class="row" data-row') == expected, what
            assert uni.get(f"{base}{what}/").status_code == 404
        assert waiting.number in firm.get(f"{base}waiting/").content.decode()
        assert f"{base}answered/" in firm.get(base).content.decode()
        assert f"{base}answered/" not in Client().get(base).content.decode()
