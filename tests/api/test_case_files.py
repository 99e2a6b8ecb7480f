"""Files, notes and pauses by key: what a page lets a side do, by the same rules; officers follow without reading."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from qianqiao.agreements.models import Agreement
from qianqiao.api import case_examples
from qianqiao.api.models import KeptAnswer
from qianqiao.api.scopes import READ, WRITE
from qianqiao.core import clock, config
from qianqiao.core.models import AuditEntry
from qianqiao.docking.domain import talking
from qianqiao.docking.models import CaseEvent, CaseFile, CaseMessage, CaseNote, DockingCase, Obligation
from qianqiao.mandates.domain.giving import MandateTerms, answer, give
from qianqiao.organisations.models import Membership
from tests.api.test_cases import BODIES, body, programs, same_keys
from tests.core.test_races import at_once
from tests.factories import dockings as docked
from tests.factories import records as make
from tests.factories.keys import Program, key

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%fictional\n"


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.QIANQIAO_DATA_DIR = tmp_path


def upload(name: str = "样件清单.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def files_kept() -> int:
    return sum(path.is_file() for path in config.upload_directory().rglob("*"))


def rows() -> list[int]:
    return [
        model.objects.count()
        for model in (CaseMessage, CaseFile, CaseNote, CaseEvent, Agreement, AuditEntry, KeptAnswer)
    ]


def test_a_case_with_files_a_pause_and_a_note_and_nothing_of_it_for_a_foreign_key() -> None:
    case, two = docked.case_in("contact")
    uni, firm = programs(two)
    path = f"/cases/{case.number}"
    said = uni.send(f"{path}/messages", text="请看附件。", files=[upload(), upload("b.txt", b"4.2 s")])
    assert said.status_code == 201, said.data
    same_keys(said.data, case_examples.ANSWERS["Message"])
    first, second = firm.get(f"{path}/messages").data["items"][0]["files"]
    fetched = firm.fetch(first["url"])
    assert fetched.data == PDF
    assert fetched["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert (fetched["Cache-Control"], fetched["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
    assert (second["name"], second["media_type"], second["size"]) == ("b.txt", "text/plain", 5)
    asked = firm.client.head(first["url"].partition("8000")[2], headers=firm.headers())
    assert (asked.status_code, asked["Content-Length"], asked.getvalue()) == (200, str(len(PDF)), b"")
    # files alone say enough; words as JSON stay as they were
    assert firm.send(f"{path}/messages", files=upload("c.txt", b"ok")).status_code == 201
    # the copy of the agreement goes with its step
    nda = body("Confidentiality", version=case.version, signed_on=clock.today().isoformat(), ends_on="")
    nda.pop("ends_on")
    signed = uni.send(f"{path}/steps/agree_confidentiality", **nda, signed_copy=upload("nda.pdf"))
    assert (signed.status_code, signed.data["state"]) == (200, "confidential"), signed.data
    (agreement,) = firm.get(path).data["agreements"]
    assert firm.fetch(agreement["signed_copy"]).data == PDF
    # who owes the next word holds the clock, with a reason, and lets it run again
    (running,) = firm.get(path).data["clocks"]
    owes, other = (firm, uni) if running["owed_by"] == "own" else (uni, firm)
    assert (owes.get(path).data["clocks"][0]["may_pause"], other.get(path).data["clocks"][0]["may_pause"]) == (
        True, False,
    )  # fmt: skip
    until = (clock.today() + timedelta(days=5)).isoformat()
    address = f"{path}/clocks/{running['code']}"
    held = owes.post(f"{address}/pause", {"until": until, "reason": "专家出差。"})
    assert held.status_code == 200, held.data
    seen = other.get(path).data["clocks"][0]
    assert (seen["paused_until"][:10], seen["pause_reason"]) == (until, "专家出差。")
    assert owes.post(f"{address}/pause", {"until": until, "reason": "x"}).data["code"] == "already_paused"
    assert other.post(f"{address}/resume", {}).data["code"] == "not_allowed"
    assert owes.post(f"{address}/resume", {}).data["clocks"][0]["paused_until"] is None
    for changes, parameter in (
        ({"until": clock.today().isoformat()}, "until"),
        ({"until": "2099-01-01"}, "until"),
        ({"reason": " "}, "reason"),
    ):
        wrong = owes.post(f"{address}/pause", {"until": until, "reason": "x"} | changes)
        assert (wrong.status_code, wrong.data["errors"][0]["parameter"]) == (422, parameter)
    assert owes.post(f"{path}/clocks/no_such/pause", BODIES["Pause"]).data["code"] == "clock_not_running"
    # a note is for the own side
    noted = uni.post(f"{path}/notes", BODIES["NoteWords"])
    assert noted.status_code == 201
    same_keys(noted.data, case_examples.ANSWERS["CaseNote"])
    assert [one["text"] for one in uni.get(path).data["notes"]] == [BODIES["NoteWords"]["text"]]
    assert firm.get(path).data["notes"] == []
    # a key of another organisation learns and changes nothing
    stranger, _ = programs(docked.pair())
    before = rows(), files_kept(), DockingCase.objects.filter(pk=case.pk).values().get()
    for url in (first["url"], agreement["signed_copy"], f"/api/v1{path}", f"/api/v1{path}/messages"):
        assert stranger.fetch(url).status_code == 404
    assert stranger.send(f"{path}/messages", files=upload()).status_code == 404
    signing = {**body("Contracted", version=case.version), "signed_copy": upload()}
    assert stranger.send(f"{path}/steps/agree", **signing).status_code == 404
    for rest, sent in (("notes", "NoteWords"), (f"clocks/{running['code']}/pause", "Pause")):
        assert stranger.post(f"{path}/{rest}", BODIES[sent]).status_code == 404
    assert (rows(), files_kept(), DockingCase.objects.filter(pk=case.pk).values().get()) == before
    # and a file or a copy of one case is none of another
    mine, _ = docked.case_in("contact", docked.pair_with(two))
    assert uni.fetch(first["url"].replace(case.number, mine.number)).status_code == 404
    assert uni.fetch(agreement["signed_copy"].replace(case.number, mine.number)).status_code == 404


REFUSED: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"files": ("page.html", b"<html></html>")}, "files", "does not fit"),
    ({"files": ("tool.pdf", b"MZ\x90\x00\x03" + b"\0" * 200)}, "files", "not taken"),
    ({"files": ("empty.pdf", b"")}, "files", "empty"),
    ({"files": ("large.txt", b"a" * (20 * 1024 * 1024 + 1))}, "files", "larger than 20 MB"),
    ({"files": "not a file"}, "files", "must be a file"),
    ({"text": "no file"}, "files", "is needed"),
    ({"file": ("a.pdf", PDF)}, "file", "is not known here"),
    ({"text": "x" * 5001, "files": ("a.pdf", PDF)}, "text", "at most 5000"),
)


def test_a_file_that_is_not_taken_is_named_and_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    case, two = docked.case_in("negotiating")
    uni, _firm = programs(two)
    path = f"/cases/{case.number}"
    before = rows()
    for fields, parameter, says in REFUSED:
        sent = {name: upload(*one) if isinstance(one, tuple) else one for name, one in fields.items()}
        refused = uni.send(f"{path}/messages", **sent)
        assert refused.status_code == 422, (fields, refused.data)
        told = [(one["parameter"], one["reason"]) for one in refused.data["errors"]]
        assert any(name == parameter and says in reason for name, reason in told), told
    assert refused.data["code"] == "invalid_parameters"
    # the good one before the bad one goes as well
    both = [upload(), upload("empty.pdf", b"")]
    refused = uni.send(f"{path}/messages", files=both)
    assert (refused.data["code"], refused.data["fault"]) == ("file_refused", "empty")
    assert ".pdf .png" in refused.data["how"]
    assert uni.send(f"{path}/messages", files=[upload() for _ in range(6)]).status_code == 422
    # a step that is too late, a key that may not, and a fault after the file was kept
    signing = {**body("Contracted", version=1, signed_on=clock.today().isoformat()), "signed_copy": upload()}
    assert uni.send(f"{path}/steps/agree", **signing).data["code"] == "changed_meanwhile"
    signing |= {"version": case.version, "signed_copy": upload()}
    reads = Program(key(two.university, two.uni_actor, scopes=[READ]))
    assert reads.send(f"{path}/steps/agree", **signing).data["code"] == "scope_missing"
    assert reads.send(f"{path}/messages", files=upload()).data["code"] == "scope_missing"
    assert reads.post(f"{path}/notes", BODIES["NoteWords"]).data["code"] == "scope_missing"
    owed = Obligation.objects.get(case=case, done_at=None)
    side = two.university if owed.organisation_id == two.university.pk else two.firm
    reads = Program(key(side, two.actor(owed.side), scopes=[READ]))
    assert reads.post(f"{path}/clocks/{owed.clock}/pause", BODIES["Pause"]).data["code"] == "scope_missing"
    broken = "multipart/form-data; boundary=x"
    headers = uni.headers() | {"Idempotency-Key": "a-broken-form"}
    told = uni.client.post(f"/api/v1{path}/messages", "--y", content_type=broken, headers=headers)
    assert told.status_code in {400, 422}
    assert uni.post(f"{path}/messages", {"text": "x", "files": ["a"]}).status_code == 422
    monkeypatch.setattr("qianqiao.api.form_bodies.LARGEST_BODY", 100)
    assert uni.send(f"{path}/messages", files=upload(content=PDF * 9)).data["code"] == "too_large"
    monkeypatch.undo()

    def crash(*_args: object, **_values: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("qianqiao.api.resources.case_answers._json", crash)
    assert uni.send(f"{path}/messages", files=upload()).data["code"] == "internal"
    # keys that were made are in the log
    assert rows()[:-2] == before[:-2]
    assert not KeptAnswer.objects.exists()
    assert files_kept() == 0


@pytest.mark.django_db(transaction=True)
def test_one_request_with_a_file_sent_twice_at_once_keeps_one_file() -> None:
    case, two = docked.case_in("contact")
    secret = key(two.university, two.uni_actor)
    path = f"/cases/{case.number}/messages"

    def send(_n: int) -> tuple[int, bytes, bool]:
        answer = Program(secret).send(path, files=upload(), token="one-and-the-same")
        return answer.status_code, answer.content, "Idempotency-Replayed" in answer

    first, second = sorted(at_once(2, send), key=lambda one: one[2])
    assert first[:2] == second[:2]
    assert (first[0], first[2], second[2]) == (201, False, True)
    assert (CaseMessage.objects.count(), CaseFile.objects.count(), files_kept()) == (1, 1, 1)
    # the same name with other content is another request
    other = Program(secret).send(path, files=upload(content=PDF + b"2"), token="one-and-the-same")
    assert other.data["code"] == "idempotency_key_reused"
    assert files_kept() == 1


def test_an_officer_follows_the_cases_of_the_region_and_reads_no_words() -> None:
    case, two = docked.case_in("contact", docked.pair(region="330200"))
    talking.say(case, "底价三十万", actor=two.uni_actor)
    province, elsewhere = (make.organisation("authority", region=one) for one in ("330000", "110000"))
    user, actor = make.person(province, elsewhere, roles=["authority_officer"])
    here, there = (Program(key(one, actor, scopes=[WRITE])) for one in (province, elsewhere))
    path = f"/cases/{case.number}"
    assert [one["number"] for one in here.get("/cases").data["items"]] == [case.number]
    told = here.get(path).data
    same_keys(told, case_examples.ANSWERS["Case"])
    assert (told["side"], told["state"], told["clocks"][0]["side"]) == (None, "contact", "demand")
    assert [told[name] for name in ("text", "wishes", "notes", "meetings", "agreements", "steps")] == [
        "", [], [], [], [], [],
    ]  # fmt: skip
    assert {one["reach"] for one in told["sides"]} == {""}
    assert here.get(f"{path}/history").data["items"]
    refused = here.get(f"{path}/messages")
    assert (refused.status_code, refused.data["code"]) == (403, "not_allowed")
    for rest, sent in (
        ("messages", "Words"),
        ("notes", "NoteWords"),
        ("clocks/contact/pause", "Pause"),
        ("steps/negotiate", "Step"),
    ):
        changes = {"version": case.version} if sent == "Step" else {}
        assert here.post(f"{path}/{rest}", BODIES[sent] | changes).data["code"] == "not_allowed", rest
    # by its own region alone, though the person is an officer of both, and as long as it is one
    assert there.get("/cases").data["items"] == []
    assert there.get(path).status_code == 404
    Membership.objects.filter(user=user, organisation=province).update(roles=["administrator"])
    assert here.get(path).status_code == 404


def test_an_agency_reads_the_notes_of_its_side_since_its_mandate_only() -> None:
    case, two = docked.case_in("contact")
    talking.note(case, "此前的底价", actor=two.uni_actor)
    agency = make.organisation("agency")
    _, broker = make.person(agency)
    terms = MandateTerms(["negotiate"], clock.today(), clock.today() + timedelta(days=10))
    answer(give(two.university, agency, terms, actor=two.uni_actor), "accept", actor=broker)
    program = Program(key(agency, broker, scopes=[WRITE]))
    talking.note(case, "先寄样件", actor=two.uni_actor)
    told = program.get(f"/cases/{case.number}").data
    assert [one["text"] for one in told["notes"]] == ["先寄样件"]
