"""Verification: a code that checks, a document by its content, a second person from outside."""

from itertools import product

import pytest

from qianqiao.core.actor import ANONYMOUS, SYSTEM, Actor
from qianqiao.core.workflow import Refusal
from qianqiao.notices.models import Notice
from qianqiao.notices.queries import todos_of
from qianqiao.organisations.actors import actor_of
from qianqiao.organisations.models import Organisation, User
from qianqiao.people.domain import verifying
from qianqiao.people.domain.documents import LARGEST, directory
from qianqiao.people.models import Verification, VerificationDocument
from qianqiao.people.queries import verifications
from qianqiao.people.states import VERIFICATION_FLOW
from qianqiao.reference.identifiers import InvalidIdentifier
from qianqiao.reference.identifiers.organisations import uscc_check_character
from tests.factories import records as make
from tests.flow_walk import walk

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n% fictional licence\n"
CODE = (first := "91330200MA2ABCDEF") + uscc_check_character(first)

# reviewed by hand: step -> (states it starts from, state it leads to, who may take it)
TABLE = {
    "file": ({"unverified", "refused", "revoked"}, "filed", {"administrator", "system"}),
    "verify": ({"filed"}, "verified", {"officer", "operator", "system"}),
    "refuse": ({"filed"}, "refused", {"officer", "operator", "system"}),
    "revoke": ({"verified"}, "revoked", {"officer", "operator", "system"}),
}


def filed(own: Organisation, actor: Actor, *, code: str = CODE, content: bytes = PDF) -> Verification:
    return verifying.file(own, code=code, chunks=[content], name="../示例营业执照.exe", note="", actor=actor)


def operator() -> Actor:
    user = User.objects.create_user("staff@example.org", "correct horse battery", is_staff=True)
    make.add_second_factor(user)
    return actor_of(user)


@pytest.mark.parametrize(("state", "step"), list(product(Verification.State.values, TABLE)))
def test_every_state_by_every_step_by_every_person(state: str, step: str) -> None:
    own = make.organisation("enterprise", region="330200")
    _, administrator = make.person(own)
    people = {
        "administrator": administrator,
        "member": make.person(own, roles=["enterprise_user"])[1],
        "officer": make.person(make.organisation("authority", region="330000"))[1],
        "far officer": make.person(make.organisation("authority", region="320000"))[1],
        "foreign": make.person(make.organisation("enterprise"))[1],
        "operator": operator(),
        "anonymous": ANONYMOUS,
        "system": SYSTEM,
    }
    row = Verification.objects.create(organisation=own)
    walk(VERIFICATION_FLOW, row, TABLE, state=state, step=step, people=people)


def test_a_second_person_verifies_and_can_take_it_back() -> None:
    own = make.organisation("enterprise", region="330200")
    user, administrator = make.person(own)
    _, officer = make.person(make.organisation("authority", region="330000"))
    row = filed(own, administrator)
    assert [todo.code for todo in todos_of(officer)] == ["people.filed"]
    assert list(verifications(officer)) == [row]
    verifying.decide(row, "verify", reason="", actor=officer)
    own.refresh_from_db()
    assert (own.is_verified, own.uscc) == (True, CODE)
    assert not todos_of(officer).exists()
    assert Notice.objects.filter(user=user, code="people.verified").exists()
    row.refresh_from_db()
    with pytest.raises(Refusal, match="reason_required"):
        verifying.decide(row, "revoke", reason="", actor=officer)
    verifying.decide(row, "revoke", reason="已注销", actor=officer)
    own.refresh_from_db()
    assert not own.is_verified
    assert Notice.objects.get(user=user, code="people.revoked").params["reason"] == "已注销"


def test_nobody_verifies_what_he_handed_in_nor_his_own_organisation() -> None:
    own = make.organisation("enterprise")
    _, administrator = make.person(own)
    staff = User.objects.create_user("s@example.org", "correct horse battery", is_staff=True)
    row = filed(own, administrator)
    Verification.objects.filter(pk=row.pk).update(filed_by=staff)
    row.refresh_from_db()
    with pytest.raises(Refusal, match="not_allowed"):
        verifying.decide(row, "verify", reason="", actor=actor_of(staff))
    member, _ = make.person(own, roles=["enterprise_user"])
    User.objects.filter(pk=member.pk).update(is_staff=True)
    member.refresh_from_db()
    with pytest.raises(Refusal, match="not_allowed"):
        verifying.decide(row, "verify", reason="", actor=actor_of(member))
    own.refresh_from_db()
    assert not own.is_verified


def test_the_file_is_known_by_its_content_and_kept_under_a_random_name() -> None:
    own = make.organisation("enterprise")
    _, administrator = make.person(own)
    filed(own, administrator)
    document = VerificationDocument.objects.get()
    assert (document.name, document.media_type, document.size) == (
        "示例营业执照.pdf",
        "application/pdf",
        len(PDF),
    )
    assert [path.name for path in directory().iterdir()] == [document.stored_as]
    assert directory().stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"<html><script>", "file_type_unknown"),
        (b"MZ\x90\x00 %PDF-", "file_type_unknown"),
        (PDF + b"0" * LARGEST, "file_too_large"),
    ],
)
def test_a_file_that_is_refused_leaves_nothing(content: bytes, code: str) -> None:
    own = make.organisation("enterprise")
    _, administrator = make.person(own)
    with pytest.raises(Refusal, match=code):
        filed(own, administrator, content=content)
    assert list(directory().iterdir()) == []
    assert not Verification.objects.exists()


def test_a_code_is_checked_and_belongs_to_one() -> None:
    own = make.organisation("enterprise")
    _, administrator = make.person(own)
    wrong = CODE[:-1] + ("0" if CODE[-1] != "0" else "1")
    with pytest.raises(InvalidIdentifier):
        filed(own, administrator, code=wrong)
    make.organisation("enterprise", uscc=CODE)
    with pytest.raises(Refusal, match="code_taken"):
        filed(own, administrator)
    assert not directory().exists() or list(directory().iterdir()) == []
    university = make.organisation(code="4133010335")
    _, officer = make.person(university)
    with pytest.raises(Refusal, match="code_differs"):
        filed(university, officer, code="4133010336")


def test_a_refused_step_leaves_no_file() -> None:
    own = make.organisation("enterprise")
    _, administrator = make.person(own)
    filed(own, administrator)
    with pytest.raises(Refusal, match="wrong_state"):
        filed(own, administrator)
    assert len(list(directory().iterdir())) == VerificationDocument.objects.count() == 1
