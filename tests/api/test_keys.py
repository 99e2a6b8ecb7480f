"""Keys: made after the second factor, shown once, never kept, no more than their person, ended by those who may."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client

from qianqiao.api import case_examples
from qianqiao.api.domain.keys import MOST_KEYS, end_key, end_keys_of_leaver, make_key
from qianqiao.api.holders import PREFIX
from qianqiao.api.models import ApiKey
from qianqiao.api.scopes import READ, SIGN, WRITE
from qianqiao.core import clock, outbox
from qianqiao.core.models import AuditEntry, OutboxEvent
from qianqiao.core.workflow import Refusal
from qianqiao.mandates.domain.giving import MandateTerms, answer, give
from qianqiao.oversight.exporting import as_json
from qianqiao.people.domain.leaving import end_membership
from tests.factories import dockings as docked
from tests.factories import records as make
from tests.factories.keys import Program, key

pytestmark = pytest.mark.django_db


def test_a_key_is_made_on_its_page_shown_once_and_kept_by_nobody() -> None:
    case, two = docked.case_in("contact")
    client = make.sign_in(Client(HTTP_ACCEPT_LANGUAGE="en"), two.firm_user)
    asked = {"organisation": two.firm.pk, "name": "ERP", "scopes": [WRITE, SIGN], "days": 90}
    answer = client.post("/my/keys/", asked)
    assert answer["Cache-Control"] == "private, no-store"
    (secret,) = set(re.findall(rf"{PREFIX}[\w-]+", answer.content.decode()))
    assert Program(secret).get(f"/cases/{case.number}").status_code == 200
    kept = json.dumps(list(ApiKey.objects.values()), default=str)
    logged = json.dumps(list(AuditEntry.objects.values()), default=str)
    assert secret not in kept + logged + client.get("/my/keys/").content.decode()
    row = ApiKey.objects.get()
    assert row.scopes == [READ, WRITE, SIGN]
    assert row.last_used_at is not None
    entry = AuditEntry.objects.get(action="api.key_made")
    assert entry.chain == f"organisation:{two.firm.pk}"
    assert entry.data["scopes"] == [READ, WRITE, SIGN]
    assert client.post(f"/my/keys/{row.pk}/end").status_code == 302
    assert Program(secret).get("/cases").status_code == 401
    assert "ERP" not in client.get("/my/keys/").content.decode().partition('<form class="form"')[0]


@pytest.mark.parametrize(
    ("changes", "says"),
    [({"days": 180}, "90 days at most"), ({"name": ""}, "required"), ({"organisation": 0}, "valid choice")],
)
def test_a_wrong_form_says_so_and_makes_nothing(changes: dict[str, object], says: str) -> None:
    two = docked.pair()
    client = make.sign_in(Client(HTTP_ACCEPT_LANGUAGE="en"), two.firm_user)
    asked = {"organisation": two.firm.pk, "name": "ERP", "scopes": [SIGN], "days": 90} | changes
    answer = client.post("/my/keys/", asked)
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert not ApiKey.objects.exists()


def test_nobody_makes_a_key_that_goes_further_than_the_person() -> None:
    university = make.organisation()
    _, student = make.person(university, roles=["doctoral_student"])
    _, auditor = make.person(university, roles=["auditor"])
    for actor, scopes in ((student, [SIGN]), (auditor, [READ])):
        with pytest.raises(Refusal, match="not_allowed"):
            key(university, actor, scopes=scopes)
    with pytest.raises(Refusal, match="not_allowed"):
        key(make.organisation(), student, scopes=[READ])
    for _ in range(MOST_KEYS):
        key(university, student, scopes=[READ])
    with pytest.raises(Refusal, match="too_many_keys"):
        key(university, student, scopes=[READ])
    with clock.frozen(clock.now() + timedelta(days=31)):
        key(university, student, scopes=[READ])


def test_who_manages_members_ends_the_keys_of_the_organisation_and_nobody_else_does() -> None:
    university = make.organisation()
    _, officer = make.person(university, roles=["transfer_officer"])
    administrator, manages = make.person(university, roles=["administrator"])
    colleague, _ = make.person(university, roles=["transfer_officer"])
    made, secret = make_key(university.pk, name="ERP", scopes=[], days=30, actor=officer)
    address = f"/my/keys/{made.pk}/end"
    assert make.sign_in(Client(), colleague).post(address).status_code == 404
    with pytest.raises(Refusal, match="not_allowed"):
        end_key(made, actor=make.person(make.organisation())[1])
    assert Program(secret).get("/cases").status_code == 200
    assert made.name in make.sign_in(Client(), administrator).get("/my/keys/").content.decode()
    end_key(made, actor=manages)
    end_key(made, actor=manages)
    assert AuditEntry.objects.filter(action="api.key_ended").count() == 1
    assert Program(secret).get("/cases").status_code == 401


def test_a_role_taken_away_is_taken_from_the_key_at_once() -> None:
    case, two = docked.case_in("negotiating")
    program = Program(key(two.university, two.uni_actor))
    assert {"agree", "close"} == {one["name"] for one in program.get(f"/cases/{case.number}").data["steps"]}
    two.uni_user.memberships.update(roles=["doctoral_student"])
    assert program.get(f"/cases/{case.number}").data["steps"] == []
    two.uni_user.memberships.update(roles=["auditor"])
    assert program.get(f"/cases/{case.number}").status_code == 404


def test_who_leaves_and_comes_back_finds_the_keys_ended() -> None:
    university = make.organisation()
    make.person(university, roles=["administrator"])
    user, officer = make.person(university, roles=["transfer_officer"])
    program = Program(key(university, officer))
    end_membership(user.memberships.get(), reason="离职", actor=officer)
    assert program.get("/cases").status_code == 401
    outbox.deliver_all()
    user.memberships.update(state="active")
    assert program.get("/cases").status_code == 401
    assert ApiKey.objects.get().ended_at is not None
    again = Program(key(university, officer))
    for event in OutboxEvent.objects.filter(kind="people.membership_ended"):
        end_keys_of_leaver(user.memberships.get(), before=event.created_at)
    assert again.get("/cases").status_code == 200


def test_an_agency_works_in_the_name_of_who_gave_it_a_mandate_and_no_longer() -> None:
    two = docked.pair()
    agency = make.organisation("agency")
    _, broker = make.person(agency)
    today = clock.today()
    terms = MandateTerms(["express", "negotiate"], today, today + timedelta(days=10))
    held = give(two.university, agency, terms, actor=two.uni_actor)
    program = Program(key(agency, broker, scopes=[WRITE]))
    asked = case_examples.BODIES["NewCase"] | {"demand": two.demand.number, "offer": two.offer.number}
    in_its_name = asked | {"organisation": two.university.number}
    assert program.post("/cases", in_its_name).data["code"] == "not_allowed"
    answer(held, "accept", actor=broker)
    own = program.post("/cases", asked)
    assert (own.status_code, own.data["errors"][0]["parameter"]) == (422, "demand")
    made = program.post("/cases", in_its_name)
    assert (made.status_code, made.data["side"]) == (201, "offer")
    path = f"/cases/{made.data['number']}"
    assert [one["number"] for one in program.get("/cases", side="offer").data["items"]] == [
        made.data["number"]
    ]
    assert program.post(f"{path}/messages", case_examples.BODIES["Words"]).status_code == 201
    with clock.frozen(clock.now() + timedelta(days=11)):
        assert program.get(path).status_code == 404
        assert program.get("/cases").data["items"] == []


def test_who_belongs_to_the_other_side_stands_on_none_by_the_agencys_key() -> None:
    two = docked.pair()
    agency = make.organisation("agency")
    _, both = make.person(agency, two.firm)
    today = clock.today()
    terms = MandateTerms(["express", "answer", "negotiate"], today, today + timedelta(days=10))
    answer(give(two.university, agency, terms, actor=two.uni_actor), "accept", actor=both)
    case = docked.express(two, by="demand")
    path, words = f"/cases/{case.number}", case_examples.BODIES["Words"]
    program = Program(key(agency, both, scopes=[WRITE]))
    assert program.get(path).status_code == 404
    assert program.get("/cases").data["items"] == []
    assert program.post(f"{path}/messages", words).status_code == 404
    assert Program(key(two.firm, both, scopes=[WRITE])).get(path).data["side"] == "demand"


def test_a_copy_of_my_data_names_the_key_and_not_its_digest() -> None:
    two = docked.pair()
    key(two.firm, two.firm_actor, name="一号程序")
    copy = as_json(two.firm_user, "en").decode()
    assert "一号程序" in copy
    assert ApiKey.objects.get().digest not in copy
