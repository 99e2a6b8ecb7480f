"""Sign-in by another site, against a provider that runs beside the test and speaks the protocol."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client

from qianqiao.core.models import AuditEntry
from qianqiao.organisations.models import User
from qianqiao.organisations.signing_in.settings import openid_connect
from tests.factories import records as make
from tests.signin import oidc_peer
from tests.signin.conftest import give_password
from tests.signin.oidc_peer import Provider, at_provider, sign_in, to_provider

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with oidc_peer.provider(tmp_path_factory.mktemp("provider")) as running:
        yield running


@pytest.fixture
def peer(running: Provider, settings: Any) -> Provider:
    settings.SOCIALACCOUNT_PROVIDERS = oidc_peer.settings_for(running)
    return running


def is_in(client: Client) -> bool:
    return client.get("/accounts/email/").status_code == 200


def test_a_first_sign_in_opens_an_account_and_the_next_finds_it(peer: Provider, browser: Client) -> None:
    peer.person(sub="s-1", name="示例教师", email="teacher@uni.example", email_verified=True)
    assert "Example University" in browser.get("/accounts/login/").content.decode()
    assert sign_in(browser).status_code == 302
    assert is_in(browser)
    user = User.objects.get(email="teacher@uni.example")
    assert (user.name, user.has_usable_password()) == ("示例教师", False)
    assert EmailAddress.objects.get(user=user).verified
    other = Client()
    # the subject counts, not the address
    peer.person(sub="s-1", name="示例教师", email="renamed@uni.example", email_verified=True)
    sign_in(other)
    assert is_in(other)
    assert SocialAccount.objects.get().user_id == user.pk
    signed = AuditEntry.objects.filter(chain=f"person:{user.pk}", action="signing_in.signed_in")
    assert [e.data["methods"] for e in signed] == [["socialaccount"], ["socialaccount"]]


def test_a_confirmed_address_takes_no_account_over(peer: Provider, browser: Client) -> None:
    user, _ = make.person(make.organisation(), email="officer@uni.example")
    peer.person(sub="thief", email="officer@uni.example", email_verified=True)
    answer = sign_in(browser)
    assert answer["Location"] == "/accounts/confirm-email/", "the same answer as for a new address"
    assert not is_in(browser)
    assert not SocialAccount.objects.exists()
    assert mail.outbox[-1].to == [user.email]


@pytest.mark.parametrize("said", [False, None, "false", "true", 1])
def test_an_unconfirmed_address_opens_nothing_even_for_a_trusted_domain(
    peer: Provider, browser: Client, settings: Any, said: object
) -> None:
    settings.QIANQIAO_OIDC_DOMAINS = ("uni.example",)
    make.person(make.organisation(), email="officer@uni.example", second_factor=False)
    peer.person(
        sub="thief", email="officer@uni.example", **({} if said is None else {"email_verified": said})
    )
    sign_in(browser)
    assert not is_in(browser)
    assert not SocialAccount.objects.exists()


def test_a_trusted_domain_opens_its_own_accounts_and_no_others(
    peer: Provider, browser: Client, settings: Any
) -> None:
    settings.QIANQIAO_OIDC_DOMAINS = ("uni.example",)
    own, _ = make.person(make.organisation(), email="officer@uni.example", second_factor=False)
    make.person(make.organisation(), email="boss@firm.example", second_factor=False)
    peer.person(sub="b", email="boss@firm.example", email_verified=True)
    sign_in(browser)
    assert not is_in(browser)
    peer.person(sub="o", email="officer@uni.example", email_verified=True)
    sign_in(browser)
    assert is_in(browser)
    assert browser.session["_auth_user_id"] == str(own.pk)


def test_the_second_factor_is_asked_all_the_same(peer: Provider, browser: Client, settings: Any) -> None:
    settings.QIANQIAO_OIDC_DOMAINS = ("uni.example",)
    make.person(make.organisation(), email="officer@uni.example")
    peer.person(sub="o2", email="officer@uni.example", email_verified=True)
    assert sign_in(browser)["Location"] == "/accounts/2fa/authenticate/"
    assert not is_in(browser)


def test_an_unconfirmed_new_address_is_confirmed_by_mail_first(peer: Provider, browser: Client) -> None:
    peer.person(sub="s-3", email="new@uni.example", email_verified=False)
    assert sign_in(browser)["Location"] == "/accounts/confirm-email/"
    assert not is_in(browser)
    assert mail.outbox[-1].to == ["new@uni.example"]


def test_a_person_connects_the_sign_in_and_disconnects_it(peer: Provider, browser: Client) -> None:
    user, _ = make.person(make.organisation(), second_factor=False)
    give_password(browser, user.email)
    browser.post("/accounts/reauthenticate/", {"password": "correct horse battery"})
    peer.person(sub="mine", email="private@uni.example", email_verified=True)
    sign_in(browser, process="connect")
    account = SocialAccount.objects.get()
    assert account.user_id == user.pk
    fresh = Client()
    sign_in(fresh)
    assert is_in(fresh)
    assert fresh.session["_auth_user_id"] == str(user.pk)
    browser.post("/accounts/3rdparty/", {"account": account.pk})
    assert not SocialAccount.objects.exists()
    actions = list(AuditEntry.objects.filter(chain=f"person:{user.pk}").values_list("action", flat=True))
    assert "signing_in.provider_added" in actions
    assert "signing_in.provider_removed" in actions


def test_a_code_that_is_too_old_or_used_is_refused(peer: Provider, browser: Client) -> None:
    peer.person(sub="late", email="late@uni.example", email_verified=True, code_seconds=1)
    back = at_provider(to_provider(browser))
    time.sleep(2.1)
    answer = browser.get(back)
    assert "could not be trusted or came too late" in answer.content.decode()
    assert not is_in(browser)
    peer.person(sub="twice", email="twice@uni.example", email_verified=True)
    back = at_provider(to_provider(browser))
    assert browser.get(back).status_code == 302
    thief = Client()
    thief.get(back)
    assert not is_in(thief), "the way back belongs to the browser that went there"


def test_a_code_of_another_browser_is_refused(peer: Provider, browser: Client) -> None:
    """Login forgery: an attacker's code in a victim's browser, under the victim's own state."""
    peer.person(sub="attacker", email="attacker@uni.example", email_verified=True)
    of_attacker = parse_qs(urlsplit(at_provider(to_provider(Client()))).query)
    state = parse_qs(urlsplit(to_provider(browser)).query)["state"][0]
    browser.get("/accounts/oidc/oidc/login/callback/", {"code": of_attacker["code"][0], "state": state})
    assert not is_in(browser), "the proof key of the code is in the attacker's session"


def test_somebody_who_turns_back_is_told_so(peer: Provider, browser: Client) -> None:
    peer.person(sub="s-9", cancels=True)
    answer = browser.get(at_provider(to_provider(browser)), follow=True)
    assert "You turned back" in answer.content.decode()
    assert not is_in(browser)


def test_claims_about_another_subject_are_refused(peer: Provider, browser: Client) -> None:
    peer.person(sub="me", userinfo_sub="somebody-else", email="x@uni.example", email_verified=True)
    answer = sign_in(browser)
    assert answer.status_code == 403
    assert not is_in(browser)
    assert not User.objects.filter(email="x@uni.example").exists()


def test_a_provider_that_calls_itself_otherwise_is_refused(
    tmp_path: Path, settings: Any, browser: Client
) -> None:
    with oidc_peer.provider(tmp_path, claimed_issuer="http://localhost:1/another") as peer:
        settings.SOCIALACCOUNT_PROVIDERS = oidc_peer.settings_for(peer)
        peer.person(sub="s", email="s@uni.example", email_verified=True)
        # its document names addresses under the false name; the token's own issuer is what must fail
        overrides = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"][
            "openid_configuration_overrides"
        ]
        for name, path in (("authorization", "auth"), ("token", "token"), ("userinfo", "me")):
            overrides[f"{name}_endpoint"] = f"{peer.issuer}/{path}"
        answer = sign_in(browser)
        assert "could not be trusted" in answer.content.decode()
        assert not is_in(browser)
        assert not User.objects.filter(email="s@uni.example").exists()


def test_a_provider_that_is_down_is_said_in_words(settings: Any, browser: Client, tmp_path: Path) -> None:
    gone = Provider(oidc_peer.free_port(), tmp_path / "x.json")
    settings.SOCIALACCOUNT_PROVIDERS = oidc_peer.settings_for(gone)
    answer = browser.post("/accounts/oidc/oidc/login/")
    assert "could not be trusted or came too late" in answer.content.decode()


def test_settings_say_what_is_missing_and_want_https() -> None:
    assert openid_connect({}) == {}
    with pytest.raises(ValueError, match="QIANQIAO_OIDC_ISSUER, QIANQIAO_OIDC_CLIENT_ID"):
        openid_connect({"name": "x"})
    with pytest.raises(ValueError, match="https://"):
        openid_connect({"name": "x", "issuer": "http://idp.example.edu", "client_id": "y"})
    with pytest.raises(ValueError, match="https://"):
        openid_connect({"name": "x", "issuer": "http://localhost.evil.example", "client_id": "y"})
