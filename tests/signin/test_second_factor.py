"""Roles that need a second factor count only once their holder has one; nobody else is bothered."""

from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from qianqiao.core.models import AuditEntry
from qianqiao.organisations.actors import actor_of
from qianqiao.organisations.models import User
from tests.factories import records as make
from tests.signin.conftest import PASSWORD, code_now, forget_used_codes, give_password

pytestmark = pytest.mark.django_db


def test_a_role_counts_only_with_the_factor() -> None:
    university = make.organisation()
    user, bare = make.person(university, roles=["transfer_officer"], second_factor=False)
    assert bare.lacks_second_factor
    assert not bare.acts_for(university.pk)
    assert not bare.may("records.edit", university.pk)
    assert bare.organisations_where("records.see") == frozenset()
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert actor_of(user).lacks_second_factor, "recovery codes alone are no second factor"
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    whole = actor_of(user)
    assert not whole.lacks_second_factor
    assert whole.may("records.edit", university.pk)


def test_a_role_without_that_need_counts_at_once_and_beside_a_withheld_one() -> None:
    university, firm = make.organisation(), make.organisation("enterprise")
    inventor, actor = make.person(university, roles=["inventor"], second_factor=False)
    assert actor.may("records.edit", university.pk)
    assert not actor.lacks_second_factor
    make.add_member(firm, user=inventor, title="", actor=make.SYSTEM, roles=["administrator"])
    both = actor_of(inventor)
    assert both.lacks_second_factor
    assert both.may("records.edit", university.pk)
    assert not both.acts_for(firm.pk)


def test_an_operator_needs_it_too() -> None:
    user, _ = make.person(second_factor=False)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    user.refresh_from_db()
    assert actor_of(user).lacks_second_factor
    assert not actor_of(user).is_operator
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={})
    assert actor_of(user).is_operator


def test_fictional_people_of_a_sample_site_may_do_without_where_it_was_said(
    settings: Any, tmp_path: Path
) -> None:
    settings.QIANQIAO_DATA_DIR = tmp_path
    university = make.organisation()
    sample, _ = make.person(university, email="zhang@example.edu", second_factor=False)
    real, _ = make.person(university, email="zhang@nbu.edu.cn", second_factor=False)
    settings.QIANQIAO_SAMPLE_WITHOUT_SECOND_FACTOR = True
    settings.QIANQIAO_SAMPLE_DATA = False
    assert actor_of(sample).lacks_second_factor, "the setting means nothing on a site without sample data"
    settings.QIANQIAO_SAMPLE_DATA = True
    assert not actor_of(sample).lacks_second_factor
    assert actor_of(real).lacks_second_factor, "an address that somebody can own is no sample"
    settings.QIANQIAO_SAMPLE_WITHOUT_SECOND_FACTOR = False
    assert actor_of(sample).lacks_second_factor


@pytest.mark.django_db(transaction=True)
def test_signing_in_leads_to_the_set_up_and_back(browser: Client) -> None:
    university = make.organisation()
    user, _ = make.person(university, roles=["transfer_officer"], second_factor=False)
    draft = make.achievement(university, publish=False)
    answer = give_password(browser, user.email, next=f"/offers/{draft.number}/edit")
    assert answer["Location"] == "/accounts/2fa/"
    page = browser.get("/accounts/2fa/").content.decode()
    assert "Transfer officer" in page
    assert browser.get(f"/offers/{draft.number}/edit")["Location"] == "/accounts/2fa/"
    assert browser.get("/my/records/")["Location"] == "/accounts/2fa/"
    assert browser.get("/offers/").status_code == 200, "public pages stay open"
    # a program is refused plainly
    assert (
        browser.get(f"/offers/{draft.number}/edit", headers={"accept": "application/json"}).status_code == 404
    )

    first = browser.get("/accounts/2fa/totp/activate/")
    assert first.status_code == 302, "a stolen session may not add a factor: the password is asked again"
    assert (
        browser.post(
            "/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/2fa/totp/activate/"}
        ).url
        == "/accounts/2fa/totp/activate/"
    )  # type: ignore[attr-defined]
    secret = browser.get("/accounts/2fa/totp/activate/").context["form"].secret
    wrong = browser.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert wrong.status_code == 200
    assert actor_of(user).lacks_second_factor
    browser.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)})
    assert not actor_of(user).lacks_second_factor
    assert "/accounts/2fa/done/" in browser.get("/accounts/2fa/").content.decode()
    assert browser.get("/accounts/2fa/done/")["Location"] == "/my/records/", (
        "the last page that was asked for"
    )
    assert "/accounts/2fa/done/" not in browser.get("/accounts/2fa/").content.decode()
    assert browser.get(f"/offers/{draft.number}/edit").status_code == 200
    stored = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in stored
    assert [e.action for e in AuditEntry.objects.filter(chain=f"person:{user.pk}").order_by("sequence")] == [
        "signing_in.signed_in",
        "signing_in.factor_added",
        "signing_in.factor_added",
    ]


def test_the_second_step_by_app_and_by_recovery_code(browser: Client) -> None:
    user, _ = make.person(make.organisation())
    assert give_password(browser, user.email)["Location"] == "/accounts/2fa/authenticate/"
    assert browser.get("/my/records/")["Location"].startswith("/accounts/login/"), "half-way in is not in"
    assert browser.post("/accounts/2fa/authenticate/", {"code": "123"}).status_code == 200
    code = code_now(make.TOTP_SECRET)
    assert browser.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert browser.get("/my/records/").status_code == 200

    other = Client(headers={"accept-language": "en"})
    give_password(other, user.email)
    assert other.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200, "digits count once"

    forget_used_codes()
    browser.post("/accounts/2fa/recovery-codes/generate/", {})
    browser.post("/accounts/2fa/reauthenticate/", {"code": code_now(make.TOTP_SECRET)})
    browser.post("/accounts/2fa/recovery-codes/generate/", {})
    one = browser.get("/accounts/2fa/recovery-codes/").context["unused_codes"][0]
    assert other.post("/accounts/2fa/authenticate/", {"code": one}).status_code == 302
    third = Client(headers={"accept-language": "en"})
    give_password(third, user.email)
    assert third.post("/accounts/2fa/authenticate/", {"code": one}).status_code == 200, (
        "a recovery code counts once"
    )


def test_a_password_does_not_remove_the_factor(browser: Client) -> None:
    user, _ = make.person(make.organisation())
    browser.force_login(user)
    asked = browser.post("/accounts/2fa/totp/deactivate/")
    assert asked["Location"].startswith("/accounts/2fa/reauthenticate/")
    to_password = browser.post(
        "/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/2fa/totp/deactivate/"}
    )
    assert to_password["Location"].startswith("/accounts/2fa/reauthenticate/")
    browser.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_a_lost_signing_key_locks_nobody_in_with_a_guess(settings: Any, browser: Client) -> None:
    user, _ = make.person(make.organisation())
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "another key altogether"
    give_password(browser, user.email)
    assert (
        browser.post("/accounts/2fa/authenticate/", {"code": code_now(make.TOTP_SECRET)}).status_code == 200
    )
    settings.SECRET_KEY_FALLBACKS = [old]
    assert (
        browser.post("/accounts/2fa/authenticate/", {"code": code_now(make.TOTP_SECRET)}).status_code == 302
    )
