"""When a record was first matched and first shown to its owner: noted once, by the right people, in the log too."""

import pytest
from django.test import Client

from qianqiao.core.actor import ANONYMOUS, SYSTEM
from qianqiao.core.models import AuditEntry
from qianqiao.matching.domain.runs import matches_of
from qianqiao.matching.models import MatchMilestone
from qianqiao.organisations.models import User
from tests.factories import records as make

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str]]:
    rows = AuditEntry.objects.filter(action__startswith="matching.first_").order_by("pk")
    return list(rows.values_list("action", "subject"))


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_first_match_and_its_first_look_are_noted_once() -> None:
    firm = make.organisation("enterprise")
    demand = make.demand(firm)
    offer = make.achievement()
    found = matches_of(demand, "offers", actor=ANONYMOUS)
    assert found.matches[0].strength in {"strong", "likely"}
    both = sorted([offer.number, demand.number])
    assert sorted(told()) == [("matching.first_matched", number) for number in both]
    # a visitor and a stranger are not the owner
    Client().get(f"/demands/{demand.number}/matches/")
    browser(make.person(make.organisation("enterprise"))[0]).get(f"/demands/{demand.number}/matches/")
    assert MatchMilestone.objects.get(number=demand.number).shown_at is None
    own = browser(make.person(firm)[0])
    own.get(f"/demands/{demand.number}/matches/")
    first = MatchMilestone.objects.get(number=demand.number).shown_at
    own.get(f"/demands/{demand.number}/matches/")
    own.get(f"/demands/{demand.number}/matches/top", headers={"HX-Request": "true"})
    assert first is not None
    assert MatchMilestone.objects.get(number=demand.number).shown_at == first
    assert MatchMilestone.objects.get(number=offer.number).shown_at == first
    assert sorted(told()[2:]) == [("matching.first_shown", number) for number in both]


def test_who_looked_is_not_told_to_the_other_side() -> None:
    firm = make.organisation("enterprise")
    demand, offer = make.demand(firm), make.achievement()
    user, _actor = make.person(firm)
    browser(user).get(f"/demands/{demand.number}/matches/")
    shown = AuditEntry.objects.filter(action="matching.first_shown")
    assert {row.subject: (row.chain, row.actor_id) for row in shown} == {
        demand.number: (demand.audit_chain, user.pk),
        offer.number: (offer.audit_chain, None),
    }


def test_a_record_noted_as_a_candidate_keeps_its_first_time_in_a_run_of_its_own() -> None:
    demand, offer = make.demand(make.organisation("enterprise")), make.achievement()
    matches_of(demand, "offers", actor=ANONYMOUS)
    first = MatchMilestone.objects.get(number=offer.number).matched_at
    matches_of(offer, "demands", actor=ANONYMOUS)
    assert MatchMilestone.objects.get(number=offer.number).matched_at == first
    assert len(told()) == 2


def test_a_record_without_a_match_worth_telling_is_neither() -> None:
    firm = make.organisation("enterprise")
    demand = make.demand(firm, title="秸秆还田", problem="玉米秸秆难以腐熟", fields=["agriculture"])
    make.patent()
    assert all(one.strength == "weak" for one in matches_of(demand, "offers", actor=SYSTEM).matches)
    browser(make.person(firm)[0]).get(f"/demands/{demand.number}/matches/")
    assert not MatchMilestone.objects.exists()
    assert told() == []
