"""Two programs of two organisations carry a case from the first word to money received, by the rules of the pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from qianqiao.api import case_examples
from qianqiao.api.domain.keys import end_key
from qianqiao.api.domain.once import forget_old_answers
from qianqiao.api.models import ApiKey, KeptAnswer
from qianqiao.api.schemas.case_inputs import STEPS
from qianqiao.api.scopes import READ, WRITE
from qianqiao.core import clock
from qianqiao.core.models import AuditEntry
from qianqiao.docking.domain import steps, talking
from qianqiao.docking.models import CaseEvent, CaseMessage, DockingCase
from qianqiao.docking.states import CASE_FLOW
from tests.factories import dockings as docked
from tests.factories import records as make
from tests.factories.keys import Program, key

pytestmark = pytest.mark.django_db
BODIES = case_examples.BODIES


def programs(two: docked.Pair, **how: Any) -> tuple[Program, Program]:
    """One of the university, one of the firm."""
    return (
        Program(key(two.university, two.uni_actor, **how)),
        Program(key(two.firm, two.firm_actor, **how)),
    )


def body(name: str, **changes: Any) -> dict[str, Any]:
    return BODIES[name] | changes


def interest(two: docked.Pair) -> dict[str, Any]:
    return body("NewCase", demand=two.demand.number, offer=two.offer.number)


def same_keys(answer: Any, example: Any) -> None:
    """The answer has the keys of the example, all the way down."""
    if isinstance(example, dict) and isinstance(answer, dict):
        assert answer.keys() == example.keys()
        for name in example:
            same_keys(answer[name], example[name])
    elif isinstance(example, list) and isinstance(answer, list):
        for one in answer:
            same_keys(one, example[0] if example else one)


def test_a_case_from_interest_to_paid_through_the_interface_alone() -> None:
    two = docked.pair()
    uni, firm = programs(two, days=90)
    today = clock.today().isoformat()
    made = uni.post("/cases", interest(two))
    assert made.status_code == 201
    assert made["Location"].endswith(f"/api/v1/cases/{made.data['number']}")
    path = f"/cases/{made.data['number']}"
    same_keys(made.data, case_examples.ANSWERS["Case"])
    assert [one["name"] for one in made.data["steps"]] == ["withdraw"]
    # reading is not seeing: the clock of the first answer knows the difference
    assert firm.get(path).data["state"] == "expressed"
    assert firm.post(f"{path}/steps/see", {"version": 1}).data["state"] == "seen"
    assert firm.post(f"{path}/steps/accept", body("Acceptance", version=2)).data["state"] == "interested"
    assert uni.get(path).data["sides"][1]["reach"] == ""
    assert uni.post(f"{path}/steps/open_contact", {"version": 3}).data["state"] == "contact"
    assert uni.get(path).data["sides"][1]["reach"] == BODIES["Acceptance"]["reach"]
    said = firm.post(f"{path}/messages", BODIES["Words"])
    assert said.status_code == 201
    same_keys(said.data, case_examples.ANSWERS["Message"])
    meeting = firm.post(f"{path}/meetings", BODIES["Proposal"]).data
    answered = uni.post(f"{path}/meetings/{meeting['id']}/answer", BODIES["MeetingAnswer"])
    assert answered.data == meeting | {"answer": "accepted"}
    for step, name, changes in (
        ("agree_confidentiality", "Confidentiality", {"signed_on": today, "ends_on": None}),
        ("negotiate", "Step", {}),
        ("agree", "Contracted", {"signed_on": today}),
    ):
        version = uni.get(path).data["version"]
        taken = uni.post(f"{path}/steps/{step}", body(name, version=version, **changes))
        assert taken.status_code == 200, taken.data
    assert taken.data["state"] == "agreed"
    with clock.frozen(clock.now() + timedelta(days=40)):
        assert uni.post(f"{path}/reports", {"text": "样机已交付。"}).status_code == 201
        day = clock.today().isoformat()
        paid = firm.post(f"{path}/steps/pay", body("Payment", version=taken.data["version"], received_on=day))
    assert (paid.status_code, paid.data["state"], paid.data["steps"]) == (200, "paid", [])
    same_keys(paid.data, case_examples.ANSWERS["Case"])
    assert [one["amount_received"] for one in paid.data["agreements"]] == [None, "90000.00"]
    history = uni.get(f"{path}/history").data
    same_keys(history["items"][0], case_examples.ANSWERS["HistoryEntry"])
    assert [one["code"] for one in history["items"] if one["code"] in STEPS] == [
        "see", "accept", "open_contact", "agree_confidentiality", "negotiate", "agree", "pay",
    ]  # fmt: skip
    assert "is interested." in history["items"][2]["text"]
    assert [one["text"] for one in uni.get(f"{path}/messages").data["items"]] == [
        "样件下周寄到。",
        "样机已交付。",
    ]
    entry = AuditEntry.objects.get(action="docking.pay", subject=made.data["number"])
    assert entry.actor_id == two.firm_user.pk
    assert "API “ERP”" in entry.actor_label


def test_every_step_that_people_take_has_a_body_and_no_other_has() -> None:
    platform = {"release", "lapse"}
    assert set(STEPS) == {step.name for step in CASE_FLOW.steps} - platform
    case, two = docked.case_in("expressed")
    _uni, firm = programs(two)
    for step in platform:
        assert firm.post(f"/cases/{case.number}/steps/{step}", {"version": 1}).status_code == 404


def test_an_open_case_for_the_pair_is_named_instead_of_a_second_one() -> None:
    case, two = docked.case_in("expressed")
    for program in programs(two):
        refused = program.post("/cases", interest(two))
        assert (refused.status_code, refused.data["code"], refused.data["case"]) == (
            409, "open_case_exists", case.number,
        )  # fmt: skip
    assert DockingCase.objects.count() == 1


def test_a_refusal_needs_a_reason_that_is_on_the_list() -> None:
    case, two = docked.case_in("expressed")
    _uni, firm = programs(two)
    path = f"/cases/{case.number}/steps/refuse"
    for changes, parameter, says in (
        ({"reasons": []}, "reasons", "at least 1"),
        ({"reasons": ["too_dear"]}, "reasons", "price"),
        ({"reasons": ["other"], "text": " "}, "text", "say it in words"),
        ({"version": None}, "version", "integer"),
        ({"because": "x"}, "because", "not known"),
    ):
        answer = firm.post(path, body("ReasonedStep", **changes))
        assert (answer.status_code, answer.data["errors"][0]["parameter"]) == (422, parameter), answer.data
        assert says in answer.data["errors"][0]["reason"]
    answer = firm.post(path, BODIES["ReasonedStep"])
    assert (answer.data["state"], answer.data["reasons"]) == ("refused", ["price", "other"])


def test_a_stale_version_and_an_impossible_step_change_nothing_and_say_what_is_possible() -> None:
    case, two = docked.case_in("expressed")
    uni, firm = programs(two)
    path = f"/cases/{case.number}/steps"
    firm.post(f"{path}/see", {"version": 1})
    stale = firm.post(f"{path}/accept", body("Acceptance", version=1))
    assert (stale.status_code, stale.data["code"], stale.data["version"]) == (409, "changed_meanwhile", 2)
    assert stale.data["possible"] == ["accept", "refuse"]
    early = uni.post(f"{path}/open_contact", {"version": 2})
    assert (early.status_code, early.data["code"], early.data["state"]) == (409, "wrong_state", "seen")
    assert early.data["possible"] == ["withdraw"]
    assert uni.post(f"{path}/accept", body("Acceptance", version=2)).data["code"] == "not_allowed"
    case.refresh_from_db()
    assert (case.state, case.version) == ("seen", 2)


def test_a_key_does_no_more_than_its_scopes_and_says_which_one_it_lacks() -> None:
    case, two = docked.case_in("negotiating")
    reads, _firm = programs(two, scopes=[READ])
    writes = Program(key(two.university, two.uni_actor, scopes=[READ, WRITE]))
    path = f"/cases/{case.number}"
    assert reads.get(path).data["steps"] == []
    refused = reads.post(f"{path}/messages", BODIES["Words"])
    assert (refused.status_code, refused.data["code"]) == (403, "scope_missing")
    refused = reads.post("/cases", body("NewCase", demand=make.demand().number, offer=two.offer.number))
    assert (refused.data["code"], "cases.write" in refused.data["detail"]) == ("scope_missing", True)
    signing = writes.post(f"{path}/steps/agree", body("Contracted", version=case.version))
    assert (signing.status_code, signing.data["code"]) == (403, "scope_missing")
    assert "cases.sign" in signing.data["detail"]
    assert f"/cases/{case.number}" in signing.data["how"]
    assert CaseMessage.objects.count() == 0


def test_without_a_key_that_works_nothing_opens() -> None:
    case, two = docked.case_in("contact")
    secret = key(two.firm, two.firm_actor)
    path = f"/cases/{case.number}"
    signed_in = make.sign_in(Client(), two.firm_user)
    assert signed_in.get(f"/api/v1{path}").status_code == 401
    for wrong in ("", "qq_nothing", secret[:-1]):
        answer = Program(wrong).get(path)
        assert (answer.status_code, answer.data["code"]) == (401, "key_needed")
        assert answer["WWW-Authenticate"].startswith("Bearer")
    assert Program(secret).get(path)["Cache-Control"] == "private, no-store"
    assert "Access-Control-Allow-Origin" not in Program(secret).get(path)
    with clock.frozen(clock.now() + timedelta(days=31)):
        assert Program(secret).get(path).status_code == 401
    two.firm_user.memberships.update(state="ended")
    assert Program(secret).get(path).status_code == 401
    two.firm_user.memberships.update(state="active")
    end_key(ApiKey.objects.get(organisation=two.firm), actor=two.firm_actor)
    assert Program(secret).get(path).status_code == 401


def test_a_foreign_organisation_knows_no_case_and_neither_does_the_persons_other_one() -> None:
    case, two = docked.case_in("contact")
    elsewhere = make.organisation()
    _, both = make.person(two.university, elsewhere)
    for stranger in (docked.pair().uni_actor, both):
        home = elsewhere.pk if stranger is both else next(iter(stranger.organisation_ids))
        program = Program(key(type(elsewhere).objects.get(pk=home), stranger))
        assert program.get("/cases").data["items"] == []
        for rest in ("", "/messages", "/history"):
            assert program.get(f"/cases/{case.number}{rest}").status_code == 404
        assert program.post(f"/cases/{case.number}/messages", BODIES["Words"]).status_code == 404
    assert CaseMessage.objects.count() == 0


def test_the_other_sides_notes_and_a_sealed_enterprise_stay_hidden() -> None:
    two = docked.pair(confidentiality="sealed", public_summary="寻求检测技术。")
    case = docked.express(two)
    talking.note(case, "底价三十万", actor=two.uni_actor)
    uni, firm = programs(two)
    path = f"/cases/{case.number}"
    assert [one["text"] for one in uni.get(path).data["notes"]] == ["底价三十万"]
    assert "底价" not in firm.get(path).content.decode()
    shown = [uni.get(one).content.decode() for one in (path, "/cases", f"{path}/history")]
    assert not any(two.firm.name in one or two.firm.number in one for one in shown)
    assert not any(two.demand.title in one or two.demand.problem in one for one in shown)
    # nor can it be found out by asking for it
    assert uni.get("/cases", counterpart=two.firm.number).data["items"] == []
    steps.accept(case, reach="here", actor=two.firm_actor)
    assert [one["number"] for one in uni.get("/cases", counterpart=two.firm.number).data["items"]] == [
        case.number
    ]
    assert two.firm.number in uni.get(path).content.decode()


def test_lists_are_filtered_and_come_in_pages() -> None:
    two = docked.pair()
    cases = [docked.express(two), *(docked.express(docked.pair_with(two)) for _ in range(2))]
    steps.accept(cases[0], reach="here", actor=two.firm_actor)
    other, _ = docked.case_in(
        "expressed",
        docked.replace(docked.pair(), university=two.university, uni_actor=two.uni_actor, offer=two.offer),
    )
    uni, firm = programs(two)

    def found(program: Program, **parameters: Any) -> set[str]:
        return {one["number"] for one in program.get("/cases", **parameters).data["items"]}

    everything = {one.number for one in (*cases, other)}
    assert found(uni) == everything
    assert found(firm) == {one.number for one in cases}
    assert found(uni, state="interested") == {cases[0].number} == found(uni, turn="own")
    assert found(firm, turn="own") == {one.number for one in cases[1:]}
    assert found(uni, side="offer") == everything
    assert found(uni, side="demand") == set()
    assert found(uni, counterpart=two.firm.number) == {one.number for one in cases}
    assert found(uni, demand=cases[1].demand) == {cases[1].number}
    assert found(uni, due_before=clock.now().isoformat()) == set()
    assert found(uni, due_before=(clock.now() + timedelta(days=30)).isoformat()) == everything
    assert found(uni, updated_since=(clock.now() + timedelta(days=1)).isoformat()) == set()
    assert uni.get("/cases", states="seen").status_code == 422
    seen, address = [], "/cases?limit=3&sort=updated_at"
    while address:
        page = uni.get(address).data
        seen += [one["number"] for one in page["items"]]
        address = page["next"] and page["next"].partition("/api/v1")[2]
    assert len(seen) == len(everything)
    assert set(seen) == everything
    same_keys(uni.get("/cases").data["items"][0], case_examples.ANSWERS["CaseLine"])
    for text in "甲乙丙":
        talking.say(cases[0], text, actor=two.uni_actor)
    page = firm.get(f"/cases/{cases[0].number}/messages", limit=2).data
    rest = firm.get(page["next"].partition("/api/v1")[2]).data
    assert [one["text"] for one in (*page["items"], *rest["items"])] == ["甲", "乙", "丙"]
    assert rest["next"] is None


def test_a_repeated_request_gives_the_first_answer_and_does_nothing_twice() -> None:
    case, two = docked.case_in("contact")
    uni, firm = programs(two)
    path = f"/cases/{case.number}/messages"
    first = uni.post(path, BODIES["Words"], token="the-first-request")
    again = uni.post(path, '{ "text":"样件下周寄到。" }', token="the-first-request")
    assert (again.status_code, again.content) == (201, first.content)
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    reused = uni.post(path, {"text": "别的话"}, token="the-first-request")
    assert (reused.status_code, reused.data["code"]) == (409, "idempotency_key_reused")
    # the word of one key is not that of another
    assert firm.post(path, BODIES["Words"], token="the-first-request").status_code == 201
    assert CaseMessage.objects.count() == 2
    assert CaseEvent.objects.filter(code="message").count() == 2
    # what was refused has done nothing and is looked at again
    negotiate, how = f"/cases/{case.number}/steps/negotiate", {"version": case.version + 1}
    assert uni.post(negotiate, how, token="another-request").status_code == 409
    steps.agree_confidentiality(case, docked.nda(), actor=two.uni_actor)
    assert uni.post(negotiate, how, token="another-request").status_code == 200
    assert (
        uni.client.post(
            f"/api/v1{path}", "{}", content_type="application/json", headers=uni.headers()
        ).status_code
        == 422
    )
    assert uni.post(path, "not json").data["code"] == "unreadable_body"
    with clock.frozen(clock.now() + timedelta(days=4)):
        assert forget_old_answers() == 3
    assert not KeptAnswer.objects.exists()


CONTRACT = {name: value for name, value in BODIES["Contracted"].items() if name != "version"}
ODD: tuple[tuple[str, Any], ...] = (
    ("messages", {"text": "a\0b"}),
    ("messages", {"text": "\ud800"}),
    ("messages", {"text": ["a"]}),
    ("messages", {"text": "x" * 5001}),
    ("messages", []),
    ("messages", None),
    ("meetings", {"starts_at": "9999-12-31T23:59:59+08:00", "place": "x"}),
    ("meetings", {"starts_at": "2020-01-01T10:00:00+08:00", "place": "x"}),
    ("meetings", {"starts_at": "tomorrow", "place": "x"}),
    ("steps/agree", dict(CONTRACT, signed_on="0001-01-01")),
    ("steps/agree", dict(CONTRACT, signed_on="2199-01-01")),
    ("steps/agree", dict(CONTRACT, amount_contract="NaN")),
    ("steps/agree", dict(CONTRACT, amount_contract=-1)),
    ("steps/agree", dict(CONTRACT, amount_first="400000")),
    ("steps/agree", dict(CONTRACT, ends_on="2020-01-01")),
    ("steps/agree", dict(CONTRACT, kind="confidentiality")),
    ("steps/agree", dict(CONTRACT, version=2**40)),
)


def test_odd_bodies_are_told_where_they_are_wrong_and_change_nothing() -> None:
    case, two = docked.case_in("negotiating")
    uni, _firm = programs(two)
    before = DockingCase.objects.values().get()
    for path, sent in ODD:
        whole = {"version": case.version} | sent if path == "steps/agree" else sent
        answer = uni.post(f"/cases/{case.number}/{path}", whole)
        assert answer.status_code == 422, (path, sent, answer.data)
        assert all(error["reason"] for error in answer.data["errors"])
    assert uni.post("/cases/K2026-999999/messages", BODIES["Words"]).status_code == 404
    assert uni.get("/cases/K%00").status_code == 404
    assert uni.post(f"/cases/{case.number}/messages", BODIES["Words"], token="kürzer").status_code == 422
    assert uni.client.delete(f"/api/v1/cases/{case.number}", headers=uni.headers())["Allow"]
    assert DockingCase.objects.values().get() == before
    assert not CaseMessage.objects.exists()
