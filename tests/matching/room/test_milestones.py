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
    make.achievement()
    found = matches_of(demand, "offers", actor=ANONYMOUS)
    assert found.matches[0].strength in {"strong", "likely"}
    assert told() == [("matching.first_matched", demand.number)]
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
    assert told()[1:] == [("matching.first_shown", demand.number)]


def test_a_record_without_a_match_worth_telling_is_neither() -> None:
    firm = make.organisation("enterprise")
    demand = make.demand(firm, title="秸秆还田", problem="玉米秸秆难以腐熟", fields=["agriculture"])
    make.patent()
    assert all(one.strength == "weak" for one in matches_of(demand, "offers", actor=SYSTEM).matches)
    browser(make.person(firm)[0]).get(f"/demands/{demand.number}/matches/")
    assert not MatchMilestone.objects.exists()
    assert told() == []
