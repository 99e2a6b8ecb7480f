"""Acts that weigh more ask for the second factor again, and what was typed survives the way there and back."""

import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.factories import records as make
from tests.signin import guarded
from tests.signin.conftest import PASSWORD, code_now, forget_used_codes, give_password

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.signin.guarded")]
TYPED = {"amount": "120000.00", "note": "甲方 & 乙方 <b>", "party": ["a", "b"]}


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    guarded.DONE.clear()


def in_with_factor(browser: Client) -> Any:
    user, _ = make.person(make.organisation("enterprise"))
    give_password(browser, user.email)
    browser.post("/accounts/2fa/authenticate/", {"code": code_now(make.TOTP_SECRET)})
    return user


def age_sign_in(browser: Client, seconds: int) -> None:
    """As if the person had shown everything so long ago."""
    session = browser.session
    session["account_authentication_methods"] = [
        {**record, "at": record["at"] - seconds} for record in session["account_authentication_methods"]
    ]
    session.save()


def hidden_fields(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page):
        if name not in {"csrfmiddlewaretoken", "next"}:
            found.setdefault(name, []).append(unescape(value))
    return found


def test_just_after_signing_in_nothing_is_asked(browser: Client) -> None:
    in_with_factor(browser)
    assert browser.post("/sign", TYPED).content == b"signed"
    assert browser.get("/export").status_code == 200


def test_after_ten_minutes_it_is_asked_and_the_act_is_offered_again(browser: Client) -> None:
    in_with_factor(browser)
    age_sign_in(browser, 590)
    assert browser.get("/export").status_code == 200
    age_sign_in(browser, 20)
    asked = browser.post("/sign?case=7", TYPED)
    assert asked["Location"] == "/accounts/2fa/reauthenticate/?next=%2Faccounts%2Fcontinue%2F"
    assert guarded.DONE == []
    forget_used_codes()
    wrong = browser.post("/accounts/2fa/reauthenticate/", {"code": "000000", "next": "/accounts/continue/"})
    assert wrong.status_code == 200
    assert browser.post("/sign", TYPED).status_code == 302, "a wrong code makes nothing fresh"
    browser.post("/sign?case=7", TYPED)
    back = browser.post(
        "/accounts/2fa/reauthenticate/", {"code": code_now(make.TOTP_SECRET), "next": "/accounts/continue/"}
    )
    assert back["Location"] == "/accounts/continue/"
    page = browser.get("/accounts/continue/").content.decode()
    assert guarded.DONE == [], "nothing is done before the person says so"
    assert 'action="/sign?case=7"' in page
    again = hidden_fields(page)
    assert again == {"amount": ["120000.00"], "note": ["甲方 & 乙方 <b>"], "party": ["a", "b"]}
    assert browser.post("/sign?case=7", again).content == b"signed"
    assert [again] == guarded.DONE


def test_a_form_with_a_file_comes_back_filled(browser: Client) -> None:
    in_with_factor(browser)
    age_sign_in(browser, 700)
    browser.post("/sign", {**TYPED, "file": SimpleUploadedFile("contract.pdf", b"%PDF-")})
    forget_used_codes()
    browser.post(
        "/accounts/2fa/reauthenticate/", {"code": code_now(make.TOTP_SECRET), "next": "/accounts/continue/"}
    )
    assert browser.get("/accounts/continue/")["Location"] == "/sign"
    assert "amount=120000.00" in browser.get("/sign").content.decode()
    assert browser.get("/sign").content == b"form ", "once"


def test_what_was_kept_does_not_wait_for_ever(browser: Client) -> None:
    in_with_factor(browser)
    age_sign_in(browser, 700)
    browser.post("/sign", TYPED)
    session = browser.session
    session["signing_in.kept"] = {**session["signing_in.kept"], "at": timezone.now().timestamp() - 901}
    session.save()
    assert browser.get("/accounts/continue/")["Location"] == "/my/"


def test_only_permissions_that_are_marked_ask(browser: Client) -> None:
    in_with_factor(browser)
    age_sign_in(browser, 7000)
    assert browser.post("/look").content == b"seen"
    with pytest.raises(ValueError, match=r"docking\.sing"):
        guarded.fresh_factor_required("docking.sing")


@pytest.mark.django_db(transaction=True)
def test_who_has_no_factor_yet_is_led_to_one_and_may_carry_on(browser: Client) -> None:
    user, _ = make.person(make.organisation("enterprise"), roles=["enterprise_user"], second_factor=False)
    give_password(browser, user.email)
    assert browser.post("/sign", TYPED)["Location"] == "/accounts/2fa/"
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/2fa/totp/activate/"})
    assert browser.post("/sign", TYPED)["Location"] == "/accounts/2fa/", "a password is no second factor"
    secret = browser.get("/accounts/2fa/totp/activate/").context["form"].secret
    browser.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)})
    assert browser.get("/accounts/2fa/done/")["Location"] == "/accounts/continue/"
    assert 'action="/sign"' in browser.get("/accounts/continue/").content.decode()
    assert browser.post("/sign", TYPED).content == b"signed", "the digits that set it up were shown just now"


def test_sample_people_confirm_by_password(browser: Client, settings: Any) -> None:
    settings.QIANQIAO_SAMPLE_DATA = settings.QIANQIAO_SAMPLE_WITHOUT_SECOND_FACTOR = True
    user, _ = make.person(make.organisation("enterprise"), second_factor=False)
    give_password(browser, user.email)
    assert browser.post("/sign", TYPED).content == b"signed"
    age_sign_in(browser, 700)
    assert browser.post("/sign", TYPED)["Location"].startswith("/accounts/reauthenticate/")
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/continue/"})
    assert browser.post("/sign", TYPED).content == b"signed"


def test_strangers_sign_in_first(browser: Client) -> None:
    assert browser.post("/sign", TYPED)["Location"] == "/accounts/login/?next=/sign"
    assert browser.get("/accounts/continue/")["Location"].startswith("/accounts/login/")
