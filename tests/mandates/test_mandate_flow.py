"""A mandate: every state by every step by every kind of person against a reviewed table; of two at once one is refused."""

from datetime import timedelta
from itertools import product

import pytest

from qianqiao.core import clock
from qianqiao.core.actor import ANONYMOUS, SYSTEM, Actor
from qianqiao.core.models import AuditEntry
from qianqiao.mandates.domain.giving import MandateTerms, answer, give
from qianqiao.mandates.models import Mandate
from qianqiao.mandates.states import MANDATE_FLOW
from qianqiao.organisations.actors import actor_of
from qianqiao.organisations.models import Organisation, User
from tests.factories import records as make
from tests.flow_walk import walk
from tests.people.test_races import at_once

# reviewed by hand: step -> (states it starts from, state it leads to, who may take it)
TABLE = {
    "accept": ({"offered"}, "accepted", {"broker"}),
    "decline": ({"offered"}, "declined", {"broker"}),
    "withdraw": ({"offered"}, "withdrawn", {"giver"}),
    "give_notice": ({"accepted"}, "ending", {"broker", "giver"}),
    "expire": ({"accepted", "ending"}, "ended", {"system"}),
    "lapse": ({"offered"}, "withdrawn", {"system"}),
}


def offered() -> tuple[Mandate, Organisation, Organisation, Actor]:
    own, agency = make.organisation("enterprise"), make.organisation("agency")
    _, giver = make.person(own)
    terms = MandateTerms(["answer"], clock.today(), clock.today() + timedelta(days=30))
    return give(own, agency, terms, actor=giver), own, agency, giver


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "step"), list(product(Mandate.State.values, TABLE)))
def test_every_state_by_every_step_by_every_person(state: str, step: str) -> None:
    row, own, agency, giver = offered()
    staff = User.objects.create_user("staff@example.org", "correct horse battery", is_staff=True)
    people: dict[str, Actor] = {
        "giver": giver,
        "broker": make.person(agency, roles=["broker"])[1],
        "colleague": make.person(own, roles=["reviewer"])[1],
        "other_agency": make.person(make.organisation("agency"), roles=["broker"])[1],
        "foreign": make.person(make.organisation())[1],
        "operator": actor_of(staff),
        "anonymous": ANONYMOUS,
        "system": SYSTEM,
    }
    walk(MANDATE_FLOW, row, TABLE, state=state, step=step, people=people)


def test_the_table_is_whole() -> None:
    assert {step.name for step in MANDATE_FLOW.steps} == set(TABLE)


@pytest.mark.django_db(transaction=True)
def test_of_taking_back_and_accepting_at_once_one_is_refused() -> None:
    row, _, agency, giver = offered()
    _, broker = make.person(agency, roles=["broker"])
    told = at_once(lambda: answer(row, "accept", actor=broker), lambda: answer(row, "withdraw", actor=giver))
    row.refresh_from_db()
    assert told == ["done", "wrong_state"]
    assert row.state in {"accepted", "withdrawn"}
    assert AuditEntry.objects.filter(subject=row.number, action__startswith="mandate").count() == 2
    assert (row.accepted_at is not None) == (row.state == "accepted")
