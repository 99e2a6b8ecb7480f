"""Password and address by mail, through a real SMTP peer; answers that tell nobody who has an account."""

import email
import re
from collections.abc import Iterator
from email import policy
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client

from qianqiao.core.models import AuditEntry
from qianqiao.organisations.models import User
from tests.factories import records as make
from tests.matching.room.mail_peer import MailBox, mail_server
from tests.signin.conftest import PASSWORD, give_password

pytestmark = pytest.mark.django_db
NEW = "quite another horse"


@pytest.fixture
def box(settings: Any) -> Iterator[MailBox]:
    with mail_server() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        yield box


def last(box: MailBox) -> tuple[str, str, str]:
    """Receiver, subject and text of the newest mail."""
    mail = email.message_from_bytes(box.mails[-1], policy=policy.default)
    body = mail.get_body(("plain",))
    assert body is not None
    return str(mail["To"]), str(mail["Subject"]), str(body.get_content())


def words(page: Any) -> str:
    """A page without what differs from one visit to the next."""
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken": "[^"]+"', "", page.content.decode())


def test_a_forgotten_password(browser: Client, box: MailBox) -> None:
    user, _ = make.person(make.organisation(), second_factor=False)
    elsewhere = Client()
    elsewhere.force_login(user)
    assert browser.post("/accounts/password/reset/", {"email": user.email}).status_code == 302
    to, _subject, text = last(box)
    assert to == user.email
    found = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", text)
    assert found
    form = browser.get(found[1])["Location"]
    assert browser.post(form, {"password1": "short", "password2": "short"}).status_code == 200
    assert browser.post(form, {"password1": NEW, "password2": NEW}).status_code == 302
    assert last(box)[0] == user.email, "the change itself is told"
    assert (
        browser.get(browser.get(found[1]).headers.get("Location", found[1]))
        .content.decode()
        .count("password1")
        == 0
    ), "once"
    assert give_password(Client(), user.email, PASSWORD).status_code == 200
    assert give_password(Client(), user.email, NEW).status_code == 302
    assert elsewhere.get("/accounts/email/")["Location"].startswith("/accounts/login/"), (
        "signed out everywhere"
    )
    assert AuditEntry.objects.filter(chain=f"person:{user.pk}", action="signing_in.password_reset").exists()


def test_nobody_learns_who_has_an_account(browser: Client, box: MailBox) -> None:
    user, _ = make.person(make.organisation())
    known = browser.post("/accounts/password/reset/", {"email": user.email}, follow=True)
    unknown = browser.post("/accounts/password/reset/", {"email": "nobody@example.org"}, follow=True)
    assert words(known) == words(unknown)
    assert [email.message_from_bytes(m)["To"] for m in box.mails] == [user.email, "nobody@example.org"]

    wrong, never = (
        give_password(Client(headers={"accept-language": "en"}), address, "wrong")
        for address in (user.email, "nobody@example.org")
    )
    assert words(wrong).replace(user.email, "") == words(never).replace("nobody@example.org", "")

    signups = [
        Client(headers={"accept-language": "en"}).post(
            "/accounts/signup/", {"email": address, "password1": NEW, "password2": NEW}, follow=True
        )
        for address in (user.email, "new@example.org")
    ]
    assert [s.request["PATH_INFO"] for s in signups] == ["/accounts/confirm-email/"] * 2
    assert words(signups[0]).replace(user.email, "") == words(signups[1]).replace("new@example.org", "")
    assert User.objects.filter(email=user.email).count() == 1


def test_an_account_is_open_once_its_address_is_confirmed(browser: Client, box: MailBox) -> None:
    browser.post("/accounts/signup/", {"email": "new@example.org", "password1": NEW, "password2": NEW})
    assert browser.get("/accounts/email/").status_code == 302, "not in yet"
    to, _, text = last(box)
    assert to == "new@example.org"
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", text, re.MULTILINE)
    assert code, text
    assert browser.post("/accounts/confirm-email/", {"code": "WRONG1"}).status_code == 200
    assert browser.post("/accounts/confirm-email/", {"code": code[1]}).status_code == 302
    assert browser.get("/accounts/email/").status_code == 200
    assert EmailAddress.objects.get(email="new@example.org").verified


def test_another_address_counts_once_its_code_is_typed_in(browser: Client, box: MailBox) -> None:
    user, _ = make.person(make.organisation(), second_factor=False)
    give_password(browser, user.email)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    browser.post("/accounts/email/", {"email": "moved@example.org", "action_add": "1"})
    user.refresh_from_db()
    assert user.email != "moved@example.org"
    to, _, text = last(box)
    assert to == "moved@example.org"
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", text, re.MULTILINE)
    assert code, text
    browser.post("/accounts/confirm-email/", {"code": code[1]})
    user.refresh_from_db()
    assert user.email == "moved@example.org"
    assert give_password(Client(), "moved@example.org").status_code == 302
    assert AuditEntry.objects.filter(chain=f"person:{user.pk}", action="signing_in.email_changed").exists()


def test_mails_speak_the_language_of_the_page_and_name_the_site(box: MailBox) -> None:
    user, _ = make.person(make.organisation())
    for language, expected in (("en", "Somebody, probably you"), ("zh-hans", "有人（很可能是您）")):
        Client(headers={"accept-language": language}).post("/accounts/password/reset/", {"email": user.email})
        _, _, text = last(box)
        assert expected in text
        assert ("千桥" in text) == (language == "zh-hans")
        assert "testserver" not in text.replace("http://testserver/accounts/password/reset/key/", "")


def test_guessing_is_slowed_down(browser: Client) -> None:
    user, _ = make.person(make.organisation(), second_factor=False)
    for _ in range(10):
        give_password(browser, user.email, "wrong")
    refused = give_password(browser, user.email)
    assert refused.status_code == 200, "even the right password has to wait now"
    other, _ = make.person(make.organisation(), second_factor=False)
    assert give_password(Client(), other.email).status_code == 302, "somebody else is not held up"
    cache.clear()
    assert give_password(browser, user.email).status_code == 302


def test_a_flood_of_mails_is_refused(browser: Client, box: MailBox) -> None:
    statuses = [
        browser.post("/accounts/password/reset/", {"email": "one@example.org"}).status_code for _ in range(12)
    ]
    assert statuses[-1] == 429
    assert len(box.mails) < 12
