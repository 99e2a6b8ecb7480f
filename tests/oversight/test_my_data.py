"""What is stored about me: seen, copied, and erased."""

import io
import json

import pytest
from django.db import transaction
from django.test import Client
from openpyxl import load_workbook

from qianqiao.core import audit
from qianqiao.core.actor import SYSTEM
from qianqiao.core.models import AuditEntry
from qianqiao.core.workflow import Refusal
from qianqiao.notices.domain import notify, open_todo
from qianqiao.notices.models import Notice, Todo
from qianqiao.organisations.domain.records import add_member
from qianqiao.organisations.models import Membership, User
from qianqiao.oversight.domain.erasing import erase
from qianqiao.oversight.models import Erasure
from qianqiao.search.models import SavedSearch
from tests.factories import records as make

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def signed_in(user: User, language: str = "en") -> Client:
    client = Client()
    make.sign_in(client, user)
    client.cookies["django_language"] = language
    return client


def busy_person() -> User:
    """Someone with a notice, a to-do and a saved search whose name looks like a formula."""
    user, _ = make.person(make.organisation())
    with transaction.atomic():
        notify([user.pk], code="imports.finished", params={"file": "=1+1.csv"}, key="k")
        open_todo(key=f"t{user.pk}", code="imports.go_on", params={}, address="/", user_id=user.pk)
    SavedSearch.objects.create(
        user=user, name="=HYPERLINK(1)", page="offers", query="q=x", created_at=user.date_joined
    )
    return user


def test_the_page_tells_what_is_there_and_not_what_is_not_mine() -> None:
    user = busy_person()
    busy_person()
    english = signed_in(user).get("/my/data/").content.decode()
    chinese = signed_in(user, "zh-hans").get("/my/data/").content.decode()
    assert "Saved searches" in english
    assert "PIPL Article 13" in english
    assert "个人信息保护法第十三条" in chinese
    assert "Nothing of yours is stored under: " in english
    assert Client().get("/my/data/").status_code == 302


def test_a_copy_holds_my_rows_alone_and_no_password() -> None:
    user, other = busy_person(), busy_person()
    answer = signed_in(user).post("/my/data/export.json")
    assert "attachment" in answer["Content-Disposition"]
    told = json.loads(answer.content)
    held = {one["model"]: one["rows"] for one in told["holdings"]}
    assert held["organisations.User"][0]["email"] == user.email
    assert "password" not in held["organisations.User"][0]
    assert [row["user"] for row in held["search.SavedSearch"]] == [user.pk]
    assert held["notices.Notice"][0]["params"] == {"file": "=1+1.csv"}
    assert other.email not in answer.content.decode()
    assert signed_in(user).get("/my/data/export.json").status_code == 405


def test_the_workbook_opens_and_runs_no_formula() -> None:
    user = busy_person()
    content = signed_in(user).post("/my/data/export.xlsx").content
    book = load_workbook(io.BytesIO(content))
    cells = {cell.value: cell for row in book["Saved searches"].iter_rows() for cell in row}
    assert cells["=HYPERLINK(1)"].data_type == "s"
    assert "Account" in book.sheetnames


def test_an_erased_account_is_empty_and_what_must_stay_stays() -> None:
    user = busy_person()
    number, email = user.pk, user.email
    own = user.memberships.get().organisation
    audit_before = AuditEntry.objects.count()
    client = signed_in(user)
    page = client.get("/my/data/erase/").content.decode()
    assert "Deleted at once" in page
    done = client.post("/my/data/erase/", {"email": email, "password": PASSWORD})
    assert "Your account is erased" in done.content.decode()
    fresh = User.objects.get(pk=number)
    assert (fresh.name, fresh.is_active, fresh.has_usable_password()) == ("", False, False)
    assert not User.objects.filter(email=email).exists()
    assert not any(model.objects.exists() for model in (Notice, Todo, SavedSearch))
    assert Membership.objects.filter(user=number, organisation=own).exists()
    # nothing of the log is gone; signing out leaves an entry of its own
    assert AuditEntry.objects.count() > audit_before
    entry = AuditEntry.objects.get(action="oversight.account_erased")
    assert email not in str(entry.__dict__)
    assert audit.verify(entry.chain) is None
    erasure = Erasure.objects.get(person=number)
    assert erasure.deleted["search.SavedSearch"] == 1
    assert erasure.kept["organisations.Membership"] == 1
    # the session is over, and the password opens nothing
    assert client.get("/my/data/").status_code == 302
    assert not Client().login(email=email, password=PASSWORD)


@pytest.mark.parametrize("wrong", [{"email": "someone@else.example"}, {"password": "guess"}, {"email": ""}])
def test_a_slip_erases_nothing(wrong: dict[str, str]) -> None:
    user = busy_person()
    answer = signed_in(user).post("/my/data/erase/", {"email": user.email, "password": PASSWORD, **wrong})
    assert answer.status_code == 400
    assert User.objects.get(pk=user.pk).is_active
    assert Notice.objects.filter(user=user).exists()
    assert not Erasure.objects.exists()


def test_the_only_administrator_hands_over_first() -> None:
    user = busy_person()
    own = user.memberships.get().organisation
    colleague, _ = make.person(own, roles=["inventor"])
    refused = signed_in(user).post("/my/data/erase/", {"email": user.email, "password": PASSWORD})
    assert refused.status_code == 400
    assert own.number in refused.content.decode()
    assert User.objects.get(pk=user.pk).is_active
    Membership.objects.filter(user=colleague).update(roles=["administrator"])
    signed_in(user).post("/my/data/erase/", {"email": user.email, "password": PASSWORD})
    assert not User.objects.get(pk=user.pk).is_active


def test_nobody_erases_somebody_else() -> None:
    user = busy_person()
    _, other = make.person(make.organisation())
    for actor in (other, SYSTEM):
        with pytest.raises(Refusal, match="not_allowed"):
            erase(user, actor=actor)
    assert User.objects.get(pk=user.pk).is_active


def test_a_member_without_colleagues_may_go() -> None:
    user, actor = make.person(make.organisation())
    add_member(make.organisation(), user=user, title="", actor=SYSTEM)
    erase(user, actor=actor)
    assert Erasure.objects.count() == 1


def test_who_reads_sealed_text_is_told_to_those_who_may_read_it_and_to_nobody_else() -> None:
    firm = make.organisation("enterprise")
    owner, _ = make.person(firm, roles=["enterprise_user"])
    colleague, _ = make.person(firm, roles=["administrator"])
    stranger, reader = make.person(make.organisation())
    with transaction.atomic():
        audit.append("demands.sealed_read", subject="D2026-000007", actor=reader, chain=firm.audit_chain)
    assert "D2026-000007" in signed_in(owner).get("/my/data/").content.decode()
    assert "D2026-000007" not in signed_in(colleague).get("/my/data/").content.decode()
    # the reader sees it among the own acts
    assert "What you did lately" in signed_in(stranger).get("/my/data/").content.decode()
    assert "D2026-000007" in signed_in(stranger).get("/my/data/").content.decode()
