"""Which account is which expert record: every state by every step by every person, races, pages, what the link lets a person do."""

from itertools import product

import pytest
from django.test import Client

from qianqiao.catalogue.domain import linking
from qianqiao.catalogue.domain.records import take_record_step
from qianqiao.catalogue.models import Expert, ExpertLink
from qianqiao.catalogue.states import EXPERT_LINK_FLOW
from qianqiao.core import policy
from qianqiao.core.actor import ANONYMOUS, SYSTEM, Actor
from qianqiao.core.models import AuditEntry
from qianqiao.core.workflow import Refusal
from qianqiao.notices.models import Notice, Todo
from qianqiao.notices.queries import todos_of
from qianqiao.organisations.actors import actor_of
from qianqiao.organisations.models import Organisation, User
from qianqiao.people.domain.leaving import end_membership
from tests.factories import records as make
from tests.flow_walk import Table, walk
from tests.people.test_races import at_once

# reviewed by hand: step -> state -> who may take it; and the state that it leads to
TAKERS = {
    "confirm": {"claimed": {"officer"}, "proposed": {"person"}},
    "refuse": {"claimed": {"officer"}, "proposed": {"person"}},
    "take_back": {"claimed": {"person"}, "proposed": {"officer"}},
    "undo": {"linked": {"person", "officer"}},
    "end": {state: {"system"} for state in ("claimed", "proposed", "linked")},
}
LEADS = {
    "confirm": "linked",
    "refuse": "refused",
    "take_back": "taken_back",
    "undo": "ended",
    "end": "ended",
}


def claimed() -> tuple[ExpertLink, Organisation, User, Actor]:
    own = make.organisation()
    user, actor = make.person(own, roles=["inventor"])
    return linking.claim(make.expert(own), actor=actor), own, user, actor


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "step"), list(product(ExpertLink.State.values, TAKERS)))
def test_every_state_by_every_step_by_every_person(state: str, step: str) -> None:
    row, own, _, person = claimed()
    staff = User.objects.create_user("staff@example.org", "correct horse battery", is_staff=True)
    people = {
        "person": person,
        "officer": make.person(own, roles=["transfer_officer"])[1],
        "colleague": make.person(own, roles=["inventor"])[1],
        "administrator": make.person(own, roles=["administrator"])[1],
        "foreign": make.person(make.organisation(), roles=["transfer_officer", "inventor"])[1],
        "operator": actor_of(staff),
        "anonymous": ANONYMOUS,
        "system": SYSTEM,
    }
    takers = TAKERS[step].get(state, set())
    table: Table = {step: ({state} if takers else set(), LEADS[step], takers)}
    walk(EXPERT_LINK_FLOW, row, table, state=state, step=step, people=people)


def test_the_table_is_whole() -> None:
    assert {step.name for step in EXPERT_LINK_FLOW.steps} == set(TAKERS)


@pytest.mark.django_db
def test_both_ways_to_a_link_are_told_and_nobody_confirms_alone() -> None:
    row, own, user, person = claimed()
    officer_user, officer = make.person(own, roles=["transfer_officer", "inventor"])
    assert [todo.code for todo in todos_of(officer)] == ["records.todo.link_claimed"]
    assert not Notice.objects.exists()
    linked = linking.take(row, "confirm", actor=officer)
    assert (linked.state, list(todos_of(officer))) == ("linked", [])
    assert Notice.objects.get().code == "records.link_confirmed"
    # an officer who is an expert too needs a second person for each way
    own_record = make.expert(own)
    mine = linking.claim(own_record, actor=officer)
    with pytest.raises(Refusal, match="not_allowed"):
        linking.take(mine, "confirm", actor=officer)
    linking.take(mine, "take_back", actor=officer)
    with pytest.raises(Refusal, match="not_yourself"):
        linking.propose(own_record, officer_user.pk, actor=officer)
    # one record a person, one person a record, members alone
    with pytest.raises(Refusal, match="person_taken"):
        linking.claim(own_record, actor=person)
    with pytest.raises(Refusal, match="record_taken"):
        linking.claim(linked.expert, actor=officer)
    with pytest.raises(Refusal, match="not_a_member"):
        linking.propose(own_record, make.person()[0].pk, actor=officer)
    for actor in (person, make.person(make.organisation())[1], ANONYMOUS, SYSTEM):
        with pytest.raises(Refusal, match="not_allowed"):
            linking.propose(own_record, user.pk, actor=actor)
    # the other way round, to a student, who says no and is asked no more
    student_user, student = make.person(own, roles=["doctoral_student"])
    with pytest.raises(Refusal, match="not_allowed"):
        linking.claim(own_record, actor=student)
    asked = linking.propose(own_record, student_user.pk, actor=officer)
    assert [todo.code for todo in todos_of(student)] == ["records.todo.link_proposed"]
    linking.take(asked, "refuse", actor=student)
    assert list(todos_of(student)) == []
    assert Notice.objects.filter(user=officer_user, code="records.link_refused").count() == 1
    # undone, the person can be linked again; a record that is withdrawn keeps no link
    linking.take(linked, "undo", actor=officer)
    again = linking.take(linking.claim(own_record, actor=person), "confirm", actor=officer)
    own_record.refresh_from_db()
    take_record_step(own_record, "withdraw", actor=officer, reason="示例")
    again.refresh_from_db()
    assert again.state == "ended"
    with pytest.raises(Refusal, match="record_withdrawn"):
        linking.claim(own_record, actor=person)


@pytest.mark.django_db
def test_a_link_lets_its_person_write_and_keep_alive_that_record_and_nothing_else() -> None:
    own = make.organisation()
    _, officer = make.person(own)
    user, student = make.person(own, roles=["doctoral_student"])
    expert, other = make.expert(own), make.expert(own, name="示例乙")
    linking.take(linking.propose(expert, user.pk, actor=officer), "confirm", actor=student)
    allowed = {
        (name, action)
        for name, row in (("own", expert), ("other", other))
        for action in ("write", "renew", "edit", "publish", "review", "accept", "expire")
        if policy.may(student, action, row)
    }
    assert allowed == {("own", "write"), ("own", "renew")}
    for step in ("suspend", "withdraw"):
        with pytest.raises(Refusal, match="not_allowed"):
            take_record_step(expert, step, actor=student, reason="示例")
    # outside the organisation the link gives nothing, from the moment of leaving
    membership = user.memberships.get()
    end_membership(membership, reason="毕业", actor=officer)
    assert not policy.may(actor_of(user), "renew", expert)


@pytest.mark.django_db(transaction=True)
def test_of_two_claims_of_one_record_and_two_records_of_one_person_one_stands() -> None:
    own = make.organisation()
    expert, second = make.expert(own), make.expert(own, name="示例乙")
    people = [make.person(own, roles=["inventor"]) for _ in range(2)]
    told = at_once(*(lambda actor=actor: linking.claim(expert, actor=actor) for _, actor in people))
    assert told == ["done", "record_taken"]
    row = ExpertLink.objects.get()
    assert AuditEntry.objects.filter(action="expert_link.claim").count() == Todo.objects.count() == 1
    _, officer = make.person(own)
    told = at_once(
        lambda: linking.take(row, "confirm", actor=officer),
        lambda: linking.take(row, "take_back", actor=actor_of(row.user)),
    )
    assert told == ["done", "wrong_state"]
    ExpertLink.objects.all().delete()
    Expert.objects.filter(pk__in=[expert.pk, second.pk]).update(state="published")
    told = at_once(
        lambda: linking.claim(expert, actor=people[0][1]), lambda: linking.claim(second, actor=people[0][1])
    )
    assert told == ["done", "person_taken"]


@pytest.mark.django_db
def test_pages_from_the_claim_to_the_undo_and_strangers_see_nothing_of_it() -> None:
    own = make.organisation()
    user, _ = make.person(own, roles=["inventor"])
    officer, _ = make.person(own)
    expert = make.expert(own, name=user.name)
    person, transfer = (make.sign_in(Client(HTTP_ACCEPT_LANGUAGE="en"), one) for one in (user, officer))
    page = person.get("/my/expert/").content.decode()
    assert "Is one of these you?" in page
    assert f"/experts/{expert.number}/account/claim" in page
    sent = person.post(f"/experts/{expert.number}/account/claim", {"back": "mine"}, follow=True)
    assert "You have said that this record is you." in sent.content.decode()
    page = transfer.get(f"/experts/{expert.number}").content.decode()
    assert "says: this record is me" in page
    stale = transfer.post(f"/experts/{expert.number}/account/confirm", {"version": "7"}, follow=True)
    assert "Somebody changed this meanwhile" in stale.content.decode()
    transfer.post(f"/experts/{expert.number}/account/confirm", {"version": "1"})
    assert ExpertLink.objects.get().state == "linked"
    assert "This record is you." in person.get("/my/expert/").content.decode()
    stranger = make.sign_in(Client(HTTP_ACCEPT_LANGUAGE="en"), make.person(make.organisation())[0])
    for client in (stranger, Client()):
        assert "Account of this expert" not in client.get(f"/experts/{expert.number}").content.decode()
    refused = stranger.post(f"/experts/{expert.number}/account/undo", {"version": "2"})
    assert (refused.status_code, ExpertLink.objects.get().state) == (404, "linked")
    transfer.post(f"/experts/{expert.number}/account/undo", {"version": "2"})
    assert ExpertLink.objects.get().state == "ended"


@pytest.mark.django_db
def test_the_linked_person_edits_the_own_record_on_its_page_and_no_other() -> None:
    own = make.organisation()
    _, officer = make.person(own)
    user, student = make.person(own, roles=["doctoral_student"])
    expert, other = make.expert(own), make.expert(own, name="示例乙")
    linking.take(linking.propose(expert, user.pk, actor=officer), "confirm", actor=student)
    client = make.sign_in(Client(HTTP_ACCEPT_LANGUAGE="en"), user)
    assert client.get(f"/experts/{other.number}/edit").status_code == 403
    address = f"/experts/{expert.number}/edit"
    assert "无损检测\n射线成像" in client.get(address).content.decode()
    sent = {
        "version": expert.version,
        "name": "示例甲",
        "research": " 无损检测 \n\n声发射\n无损检测",
        "modes": [],
    }
    refused = client.post(address, {**sent, "orcid": "0000-0002-1825-0098", "research": ""})
    assert refused.status_code == 422
    assert "id_orcid_error" in (page := refused.content.decode())
    assert "id_research_error" in page
    assert client.post(address, {**sent, "orcid": "0000-0002-1825-0097"}).status_code == 302
    expert.refresh_from_db()
    assert (expert.research, expert.orcid, expert.revision) == (
        ["无损检测", "声发射"],
        "0000-0002-1825-0097",
        2,
    )
    # the works, which the page does not ask for, are still there
    assert expert.documents.count() == 1
    late = client.post(address, {**sent, "name": "示例丙"})
    assert late.status_code == 409
    assert "声发射" in late.content.decode()
