"""The pages: who sees what, what a form does, what a refusal says, in both languages."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qianqiao.core import clock
from qianqiao.core.models import AuditEntry
from qianqiao.organisations.actors import actor_of
from qianqiao.organisations.models import Delegation, Membership, Organisation, User
from qianqiao.organisations.roles import permissions, roles
from qianqiao.people.domain import invitations, memberships, verifying
from qianqiao.people.domain.terms import Terms
from qianqiao.people.links import invitation_path
from qianqiao.people.models import Invitation, Verification, VerificationDocument
from tests.factories import records as make
from tests.people.test_verification import CODE, PDF

pytestmark = pytest.mark.django_db


def as_person(user: User | None = None, language: str = "en") -> Client:
    client = Client()
    client.cookies["django_language"] = language
    if user is not None:
        make.sign_in(client, user)
    return client


def members_of(own: Organisation) -> str:
    return f"/organisations/{own.number}/members/"


def row_of(user: User) -> Membership:
    return Membership.objects.get(user=user)


def test_who_may_look_at_the_members() -> None:
    own = make.organisation()
    boss, _ = make.person(own)
    inventor, _ = make.person(own, roles=["inventor"])
    foreign, _ = make.person(make.organisation())
    address = members_of(own)
    assert as_person().get(address).status_code == 302
    assert as_person(foreign).get(address).status_code == 404
    refused = as_person(inventor).get(address)
    assert refused.status_code == 403
    assert "do not include “See who belongs to the organisation”" in refused.content.decode()
    assert str(boss) in refused.content.decode()
    seen = as_person(boss).get(address)
    assert seen.status_code == 200
    assert inventor.email in seen.content.decode()
    assert "Invite somebody" in seen.content.decode()


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "邀请成员"), ("en", "Invite somebody")])
def test_an_invitation_by_the_page(language: str, words: str) -> None:
    own = make.organisation()
    boss, _ = make.person(own)
    client = as_person(boss, language)
    assert words in client.get(members_of(own)).content.decode()
    sent = {"email": "new@example.org", "roles": ["inventor"], "language": language}
    assert client.post(f"{members_of(own)}invite", sent).status_code == 302
    row = Invitation.objects.get()
    assert (row.email, row.roles, row.language, row.invited_by) == (
        "new@example.org",
        ["inventor"],
        language,
        boss,
    )
    again = client.post(f"{members_of(own)}invite", sent)
    assert again.status_code == 422
    assert Invitation.objects.count() == 1
    # a role of another kind of organisation is not on the form, and not taken from a forged one
    forged = {**sent, "email": "x@example.org", "roles": ["operator"]}
    assert client.post(f"{members_of(own)}invite", forged).status_code == 422
    assert Invitation.objects.count() == 1


def test_the_page_behind_the_link() -> None:
    own = make.organisation()
    _, administrator = make.person(own)
    row = invitations.invite(own, "new@example.org", Terms(["inventor"]), language="en", actor=administrator)
    path = invitation_path(row)
    stranger = as_person().get(path)
    assert f"/accounts/signup/?next={quote(path)}" in stranger.content.decode()
    assert stranger["Referrer-Policy"] == "no-referrer"
    assert as_person().post(path, {"act": "accept"}).status_code == 200
    other, _ = make.person()
    assert "went to another address" in as_person(other).post(path, {"act": "accept"}).content.decode()
    assert not Membership.objects.filter(user=other).exists()
    user, _ = make.person(email="new@example.org")
    assert as_person(user).post(path, {"act": "accept"}).status_code == 302
    assert actor_of(user).may("records.edit", own.pk)
    assert "no longer holds" in as_person(user).get(path).content.decode()
    assert as_person(user).get("/invitations/forged").status_code == 404


def test_a_request_from_the_organisations_page_to_the_decision() -> None:
    own = make.organisation()
    boss, _ = make.person(own)
    user, _ = make.person()
    page = as_person(user).get(f"/organisations/{own.number}").content.decode()
    assert f"/organisations/{own.number}/join" in page
    asked = as_person(user).post(f"/organisations/{own.number}/join", {"message": "示例话", "title": "教授"})
    assert asked.status_code == 302
    address = f"{members_of(own)}{row_of(user).pk}/"
    shown = as_person(boss).get(address).content.decode()
    assert "示例话" in shown
    form = {"act": "approve", "version": "1", "roles": ["inventor"], "title": "教授"}
    assert as_person(user).post(address, form).status_code == 303, "no such button for oneself"
    assert row_of(user).state == "requested"
    assert as_person(boss).post(address, form).status_code == 303
    assert (row_of(user).state, row_of(user).roles) == ("active", ["inventor"])
    mine = as_person(user).get("/my/organisations/").content.decode()
    assert "Inventor or expert" in mine


def test_a_stale_page_changes_nothing_and_says_so() -> None:
    own = make.organisation()
    boss, administrator = make.person(own)
    user, _ = make.person(own, roles=["inventor"])
    memberships.change_terms(row_of(user), Terms(["doctoral_student"]), actor=administrator)
    address = f"{members_of(own)}{row_of(user).pk}/"
    answer = as_person(boss).post(address, {"act": "change", "version": "1", "roles": ["transfer_officer"]})
    assert answer.status_code == 422
    assert "changed this meanwhile" in answer.content.decode()
    assert row_of(user).roles == ["doctoral_student"]


def test_the_last_administrator_reads_why_not_and_leaves_after_naming_another() -> None:
    own = make.organisation()
    boss, _ = make.person(own)
    client, address = as_person(boss), f"{members_of(own)}{row_of(boss).pk}/"
    answer = client.post(address, {"act": "end", "version": "1", "reason": "retired"})
    assert answer.status_code == 422
    assert "Make somebody else administrator first" in answer.content.decode()
    make.person(own)
    assert client.post(address, {"act": "end", "version": "1", "reason": ""}).status_code == 422
    done = client.post(address, {"act": "end", "version": "1", "reason": "retired"})
    assert (done.status_code, done["Location"]) == (303, "/my/organisations/")
    assert row_of(boss).state == "ended"


def test_lending_by_the_page_and_ending_it() -> None:
    own = make.organisation()
    boss, _ = make.person(own)
    colleague, _ = make.person(own, roles=["inventor"])
    foreign, _ = make.person(make.organisation())
    day = (clock.today() + timedelta(days=3)).isoformat()
    form = {"to": colleague.pk, "roles": ["transfer_officer"], "ends_on": day, "note": "休假"}
    address = f"/organisations/{own.number}/lend"
    assert as_person(foreign).post(address, form).status_code == 404
    assert as_person(boss).post(address, {**form, "to": foreign.pk}).status_code == 422
    assert not Delegation.objects.exists()
    assert as_person(boss).post(address, form).status_code == 302
    row = Delegation.objects.get()
    assert "休假" in as_person(colleague).get("/my/organisations/").content.decode()
    assert as_person(foreign).post(f"/delegations/{row.pk}/end").status_code == 404
    assert as_person(colleague).post(f"/delegations/{row.pk}/end").status_code == 302
    row.refresh_from_db()
    assert row.state == "ended"


def test_the_role_table_tells_every_role_and_permission() -> None:
    for language in ("zh-hans", "en"):
        lang = language[:2]
        page = unescape(as_person(language=language).get("/roles/").content.decode())
        for role in roles().values():
            assert role.label(lang) in page
            assert role.says(lang) in page
        for permission in permissions().values():
            assert permission.label(lang) in page
        held = sum(len(role.permissions) for role in roles().values())
        assert page.count('class="has"') == held


def why(user: User | None, permission: str, own: Organisation | None) -> str:
    address = f"/roles/why?permission={permission}&organisation={own.number if own else ''}"
    answer = as_person(user).get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_why_may_i_not() -> None:
    own = make.organisation()
    boss, _ = make.person(own)
    user, actor = make.person()
    assert "not signed in" in why(None, "records.edit", own)
    assert "do not belong" in why(user, "records.edit", own)
    assert str(boss) not in why(user, "records.edit", own), "names are for members"
    memberships.ask_to_join(own, message="", title="", actor=actor)
    assert "nobody has decided yet" in why(user, "records.edit", own)
    Membership.objects.filter(user=user).update(state="active", roles=["doctoral_student"])
    told = why(user, "records.edit", own)
    assert "(Doctoral student) do not include" in told
    assert re.search(rf"Who can: <[^>]+>{boss}<", told), told
    Membership.objects.filter(user=user).update(valid_until=clock.today() - timedelta(days=1))
    assert "ran out on" in why(user, "records.edit", own)
    assert "second factor again" in why(boss, "members.manage", own)
    assert "comes with these roles: Operator" in why(boss, "platform.run", None)
    assert as_person(user).get("/roles/why?permission=no.such").status_code == 404
    assert as_person(user).get("/roles/why").status_code == 200


def test_verification_by_the_pages() -> None:
    own = make.organisation("enterprise", region="330200")
    boss, _ = make.person(own)
    member, _ = make.person(own, roles=["enterprise_user"])
    officer, _ = make.person(make.organisation("authority", region="330000"))
    foreign, _ = make.person(make.organisation("enterprise"))
    address = f"/organisations/{own.number}/verification"
    assert as_person(foreign).get(address).status_code == 404
    assert as_person(member).get(address).status_code == 403
    assert as_person(foreign).get("/verifications/").status_code == 403
    form = {"code": CODE[:-1] + "?", "document": SimpleUploadedFile("a.pdf", PDF)}
    assert as_person(boss).post(address, form).status_code == 422
    form = {"code": CODE, "document": SimpleUploadedFile("执照.pdf", PDF)}
    assert as_person(boss).post(address, form).status_code == 302
    assert own.name_en in as_person(officer).get("/verifications/").content.decode()
    document = VerificationDocument.objects.get()
    path = f"/verifications/documents/{document.pk}"
    for user in (foreign, member):
        assert as_person(user).get(path).status_code == 404
    download = as_person(officer).get(path)
    assert download["Content-Disposition"].startswith("attachment")
    assert b"".join(download.streaming_content) == PDF  # type: ignore[attr-defined]
    assert AuditEntry.objects.filter(action="verification.document_read", actor_id=officer.pk).count() == 1
    assert as_person(boss).post(address, {"step": "verify", "version": "2"}).status_code == 302
    assert Verification.objects.get().state == "filed", "nobody verifies himself"
    assert as_person(officer).post(address, {"step": "verify", "version": "2"}).status_code == 302
    assert "Verified organisation" in as_person().get(f"/organisations/{own.number}").content.decode()
    assert as_person(officer).post(address, {"step": "revoke", "version": "3"}).status_code == 302
    assert Verification.objects.get().state == "verified", "a revocation needs a reason"


def test_a_verification_that_was_refused_shows_its_reason_and_the_form_again() -> None:
    own = make.organisation("enterprise", region="330200")
    boss, administrator = make.person(own)
    _, officer = make.person(make.organisation("authority", region="330000"))
    row = verifying.file(own, code=CODE, chunks=[PDF], name="a.pdf", note="", actor=administrator)
    verifying.decide(row, "refuse", reason="执照不清晰", actor=officer)
    page = as_person(boss, "zh-hans").get(f"/organisations/{own.number}/verification").content.decode()
    assert "执照不清晰" in page
    assert "提交核验" in page
