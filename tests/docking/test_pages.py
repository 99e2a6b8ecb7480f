"""The pages of a case: played by both sides, unknown to strangers, silent towards liaison officers."""

from datetime import timedelta
from io import BytesIO

import icalendar
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from qianqiao.agreements.models import Agreement
from qianqiao.core import clock, config
from qianqiao.docking.domain import talking
from qianqiao.docking.models import CaseFile, CaseMeeting, CaseMessage, CaseNote, DockingCase
from qianqiao.organisations.models import User
from tests.factories import dockings as docked
from tests.factories import records as make

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%signed copy\n"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path) -> None:
    settings.QIANQIAO_DATA_DIR = tmp_path


def signed_in(user: User, language: str = "en") -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    make.sign_in(client, user)
    return client


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode() if status == 200 else ""


def post(client: Client, address: str, **values: object) -> DockingCase | None:
    response = client.post(address, values)
    assert response.status_code == 303, response.content.decode()[:3000]
    return DockingCase.objects.filter(number=address.split("/")[2]).first()


def test_one_case_from_interest_to_money_through_the_pages() -> None:
    two = docked.pair()
    uni, firm = signed_in(two.uni_user), signed_in(two.firm_user)
    new = f"/cases/new?demand={two.demand.number}&offer={two.offer.number}"
    assert two.demand.title_en in text(uni, new)
    values = {
        "organisation": two.university.pk,
        "text": "We measured it.",
        "wishes": ["call"],
        "reach": "x@y",
    }
    response = uni.post(new, values)
    case = DockingCase.objects.get()
    address = f"/cases/{case.number}"
    assert (response.status_code, response["Location"]) == (303, address)
    # the same again leads to the case that stands
    assert uni.post(new, values)["Location"] == address
    assert "We are interested" not in text(uni, address)
    page = text(firm, address)
    case.refresh_from_db()
    assert case.state == "seen"
    assert "We are interested" in page
    assert "x@y" in page
    assert "We are interested" in text(firm, f"{address}/steps/accept")
    post(firm, f"{address}/steps/accept", reach="0574-1", version=case.version)
    assert "0574-1" not in text(uni, address)
    post(uni, f"{address}/steps/open_contact")
    assert "0574-1" in text(uni, address)
    dates = {"signed_on": clock.today().isoformat(), "ends_on": ""}
    post(uni, f"{address}/steps/agree_confidentiality", title="NDA", **dates)
    post(firm, f"{address}/steps/negotiate")
    post(
        uni,
        f"{address}/steps/agree",
        kind="licence",
        title="Licence of the system",
        amount_contract="30万",
        amount_first="90000",
        copy=SimpleUploadedFile("signed.pdf", PDF),
        **dates,
    )
    signed = Agreement.objects.get(kind="licence")
    assert (str(signed.amount_contract), str(signed.amount_first)) == ("300000.00", "90000.00")
    assert {one.organisation_id for one in signed.parties.all()} == {two.firm.pk, two.university.pk}
    post(uni, f"{address}/reports", text="Delivered.")
    case = post(uni, f"{address}/steps/pay", amount="90000", received_on=clock.today().isoformat())
    assert case is not None
    assert case.state == "paid"
    signed.refresh_from_db()
    assert str(signed.amount_received) == "90000.00"
    for client in (uni, firm):
        page = text(client, address)
        assert "Money received" in page
        assert "No clock runs" in page
        copy = client.get(f"/agreements/{signed.number}/copy")
        assert b"".join(copy.streaming_content) == PDF
        assert copy["Content-Disposition"].startswith("attachment")


def test_a_refusal_without_a_reason_says_so_and_changes_nothing() -> None:
    case, two = docked.case_in("seen")
    firm = signed_in(two.firm_user)
    response = firm.post(f"/cases/{case.number}/steps/refuse", {"text": "no"})
    assert response.status_code == 200
    assert "errors" in response.content.decode()
    response = firm.post(f"/cases/{case.number}/steps/refuse", {"reasons": ["other"], "text": ""})
    assert response.status_code == 409
    assert "Please say it in words." in response.content.decode()
    case.refresh_from_db()
    assert case.state == "seen"
    post(firm, f"/cases/{case.number}/steps/refuse", reasons=["price", "too_early"], text="")
    assert "Too early, Price" in text(signed_in(two.uni_user), f"/cases/{case.number}")


def addresses(case: DockingCase) -> tuple[list[str], list[str]]:
    """Everything of a case that is read, and everything that is posted."""
    message, meeting = CaseMessage.objects.get(), CaseMeeting.objects.get()
    base = f"/cases/{case.number}"
    file = CaseFile.objects.get(message=message)
    return (
        [base, f"{base}/steps/close", f"{base}/files/{file.pk}", f"{base}/meetings/{meeting.pk}.ics"],
        [
            f"{base}/steps/close",
            f"{base}/steps/negotiate",
            f"{base}/messages",
            f"{base}/notes",
            f"{base}/reports",
            f"{base}/meetings",
            f"{base}/meetings/{meeting.pk}/answer",
            f"{base}/clocks/contact/pause",
            f"{base}/clocks/contact/resume",
        ],
    )


def filled() -> tuple[DockingCase, docked.Pair]:
    case, two = docked.case_in("contact")
    uni = signed_in(two.uni_user)
    base = f"/cases/{case.number}"
    post(uni, f"{base}/messages", text="Sealed words", file=SimpleUploadedFile("report.pdf", PDF))
    post(uni, f"{base}/notes", text="Do not go below 200000")
    day = (clock.today() + timedelta(days=9)).isoformat()
    post(uni, f"{base}/meetings", day=day, hour="14:30", minutes="45", place="Room 3", about="Sample")
    return case, two


def test_a_stranger_learns_nothing_and_changes_nothing() -> None:
    case, _two = filled()
    _, other = docked.case_in("contact")
    liaison, _ = make.person(make.organisation("authority", region="440000"), roles=["authority_officer"])
    seen, posted = addresses(case)
    before = (CaseMessage.objects.count(), CaseNote.objects.count(), case.version)
    for user in (other.firm_user, other.uni_user, liaison, make.person()[0]):
        client = signed_in(user)
        for address in seen:
            assert client.get(address).status_code == 404, address
        for address in posted:
            answer = client.post(address, {"text": "x", "reasons": "price", "answer": "accepted"})
            assert answer.status_code == 404, address
        assert case.number not in text(client, "/my/cases/")
    for address in seen:
        assert Client().get(address).status_code == 302
    case.refresh_from_db()
    assert (CaseMessage.objects.count(), CaseNote.objects.count(), case.version) == before


def test_notes_are_private_to_one_side() -> None:
    case, two = filled()
    assert "Do not go below" in text(signed_in(two.uni_user), f"/cases/{case.number}")
    page = text(signed_in(two.firm_user), f"/cases/{case.number}")
    assert "Sealed words" in page
    assert "Do not go below" not in page


def test_a_liaison_officer_sees_state_and_clocks_but_no_word_of_the_sides() -> None:
    case, _two = filled()
    officer, _ = make.person(make.organisation("authority", region="330000"), roles=["authority_officer"])
    client = signed_in(officer)
    page = text(client, f"/cases/{case.number}")
    assert "In contact" in page
    assert "Next word in the contact" in page
    for hidden in ("Sealed words", "Do not go below", "report.pdf", "Room 3", docked.INTEREST.text, "0574"):
        assert hidden not in page
    seen, posted = addresses(case)
    for address in seen[2:]:
        assert client.get(address).status_code == 404, address
    before = (CaseMessage.objects.count(), CaseNote.objects.count(), CaseMeeting.objects.get().answer)
    for address in posted:
        assert (
            client.post(address, {"text": "x", "reasons": "price", "answer": "accepted"}).status_code != 200
        )
    after = (CaseMessage.objects.count(), CaseNote.objects.count(), CaseMeeting.objects.get().answer)
    assert after == before
    assert DockingCase.objects.get(pk=case.pk).version == case.version
    assert case.number in text(client, "/my/cases/")


def test_files_are_attachments_of_the_kind_that_they_claim() -> None:
    case, two = filled()
    uni, firm = signed_in(two.uni_user), signed_in(two.firm_user)
    file = CaseFile.objects.get()
    answer = firm.get(f"/cases/{case.number}/files/{file.pk}")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="report.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    refused = [
        ("page.html", b"<html><script>alert(1)</script></html>", "does not fit"),
        ("tool.pdf", b"MZ\x90\x00\x03" + b"\0" * 200, "not taken"),
        ("picture.png", PDF, "does not fit"),
        ("empty.pdf", b"", "empty"),
        ("large.txt", b"a" * (20 * 1024 * 1024 + 1), "larger than 20 MB"),
    ]
    kept = len(list((config.upload_directory() / "docking").iterdir()))
    for name, content, said in refused:
        answer = uni.post(
            f"/cases/{case.number}/messages",
            {"text": "", "file": SimpleUploadedFile(name, content)},
            follow=True,
        )
        assert said in answer.content.decode(), name
    assert CaseFile.objects.count() == 1
    assert len(list((config.upload_directory() / "docking").iterdir())) == kept


def test_a_meeting_is_answered_once_and_lies_in_the_calendar() -> None:
    case, two = filled()
    uni, firm = signed_in(two.uni_user), signed_in(two.firm_user)
    meeting = CaseMeeting.objects.get()
    base = f"/cases/{case.number}/meetings/{meeting.pk}"
    # who proposed does not accept for the other
    uni.post(f"{base}/answer", {"answer": "accepted"})
    assert CaseMeeting.objects.get().answer == "proposed"
    post(firm, f"{base}/answer", answer="accepted")
    firm.post(f"{base}/answer", {"answer": "declined"})
    assert CaseMeeting.objects.get().answer == "accepted"
    calendar = icalendar.Calendar.from_ical(firm.get(f"{base}.ics").content)
    event = calendar.events[0]
    assert event.start == meeting.starts_at
    assert (event.end - event.start) == timedelta(minutes=45)
    assert (event["summary"], event["location"], event["status"]) == ("Sample", "Room 3", "CONFIRMED")
    post(uni, f"{base}/answer", answer="cancelled")
    changed = icalendar.Calendar.from_ical(firm.get(f"{base}.ics").content).events[0]
    assert (changed["status"], changed["uid"]) == ("CANCELLED", event["uid"])
    assert changed["sequence"] > event["sequence"]


def test_late_cases_stand_first_filters_count_and_excel_agrees() -> None:
    two = docked.pair()
    more = docked.pair_with(two)
    quiet = docked.express(two)
    with clock.frozen(clock.now() - timedelta(days=40)):
        late = docked.express(more)
    firm = signed_in(two.firm_user)
    page = text(firm, "/my/cases/")
    assert page.index(late.number) < page.index(quiet.number)
    assert late.number in text(firm, "/my/cases/?show=late")
    assert quiet.number not in text(firm, "/my/cases/?show=late")
    sheet = load_workbook(BytesIO(firm.get("/my/cases/export?show=all").content)).active
    rows = list(sheet.values)
    assert [row[0] for row in rows[1:]] == [late.number, quiet.number]
    assert [row[6] for row in rows[1:]] == ["late", None]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_speak_the_language_of_the_reader(language: str) -> None:
    case, two = filled()
    client = signed_in(two.firm_user, language)
    client.cookies["django_language"] = language
    page = text(client, f"/cases/{case.number}")
    told = {"zh-hans": ("对接中", "历史"), "en": ("In contact", "History")}[language]
    assert "历史" in page if language == "zh-hans" else "历史" not in page
    assert told[1] in page


def test_the_enterprise_of_a_sealed_demand_stays_unnamed_until_it_answers() -> None:
    two = docked.pair(confidentiality="sealed", public_summary="一家铸造企业找检测办法。")
    uni = signed_in(two.uni_user)
    new = f"/cases/new?demand={two.demand.number}"
    assert two.firm.name not in text(uni, new)
    values = {
        "organisation": two.university.pk,
        "own": two.offer.number,
        "text": "a",
        "wishes": "call",
        "reach": "b",
    }
    assert uni.post(new, values).status_code == 303
    case = DockingCase.objects.get()
    assert case.offer == two.offer.number
    hidden = (two.firm.name, two.firm.name_en, two.firm.number, two.demand.title, two.demand.title_en)
    talking.say(case, "Which alloy?", actor=two.firm_actor)
    for address in (f"/cases/{case.number}", "/my/cases/"):
        page = text(uni, address)
        assert [word for word in hidden if word in page] == []
    book = load_workbook(BytesIO(uni.get("/my/cases/export").content)).active
    assert not {cell for row in book.values for cell in row} & set(hidden)
    docked.take(case, "accept", two.firm_actor)
    assert two.firm.name_en in text(uni, f"/cases/{case.number}")


def test_a_deputy_is_named_and_ended_by_the_person_alone() -> None:
    two = docked.pair()
    colleague, _ = make.person(two.firm)
    firm = signed_in(two.firm_user)
    day = clock.today()
    values = {
        "deputy": colleague.pk,
        "first_day": day.isoformat(),
        "last_day": (day + timedelta(5)).isoformat(),
    }
    assert firm.post("/my/deputy/", values).status_code == 302
    assert str(colleague) in text(firm, "/my/deputy/")
    assert "already" in firm.post("/my/deputy/", values).content.decode()
    from qianqiao.docking.models import DeputyPeriod  # noqa: PLC0415  only here

    pk = DeputyPeriod.objects.get().pk
    assert signed_in(two.uni_user).post(f"/my/deputy/{pk}/end").status_code == 404
    assert firm.post(f"/my/deputy/{pk}/end").status_code == 302
    assert not DeputyPeriod.objects.exists()


def test_record_pages_and_match_cards_lead_to_the_form() -> None:
    two = docked.pair()
    uni, firm = signed_in(two.uni_user), signed_in(two.firm_user)
    assert f"/cases/new?demand={two.demand.number}" in text(uni, f"/demands/{two.demand.number}")
    assert f"/cases/new?demand={two.demand.number}" not in text(firm, f"/demands/{two.demand.number}")
    assert f"/cases/new?offer={two.offer.number}" in text(firm, f"/offers/{two.offer.number}")
    pair = f"/cases/new?demand={two.demand.number}&amp;offer={two.offer.number}"
    assert pair in text(firm, f"/demands/{two.demand.number}/matches/")


def test_an_operator_of_the_platform_can_follow_what_it_is_told_of() -> None:
    case, _two = docked.case_in("expressed")
    operator, _ = make.person(make.organisation("operator"), roles=["operator"])
    assert "Interest expressed" in text(signed_in(operator), f"/cases/{case.number}")
    # an operator that looks has not seen it in the receiver's stead
    case.refresh_from_db()
    assert case.state == "expressed"
