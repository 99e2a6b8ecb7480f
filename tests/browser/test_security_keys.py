"""Keys and passkeys with Chromium's virtual authenticator: added, used as the second step, used without a password."""

from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from browser.conftest import NewVisitor
from browser.site import Site
from browser.visitor import PASSWORD, PEOPLE, Visitor, follow


def on_localhost(site: Site, path: str) -> str:
    """Browsers bind keys to a name, never to a number."""
    return site.address.replace("127.0.0.1", "localhost") + path


def plug_in_key(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session


def confirm_by_password(page: Page) -> None:
    if "/reauthenticate" in page.url:
        page.locator("input[name=password]").fill(PASSWORD)
        follow(page.locator("main form button[type=submit]").first)


def sign_out(page: Page, site: Site) -> None:
    page.goto(on_localhost(site, "/accounts/logout/"))
    follow(page.locator("main form button[type=submit]").first)


def add_key(page: Page, site: Site, name: str, *, passkey: bool) -> None:
    page.goto(on_localhost(site, "/accounts/2fa/webauthn/add/"))
    confirm_by_password(page)
    page.locator("input[name=name]").fill(name)
    if passkey:
        page.locator("input[name=passwordless]").check()
    with page.expect_navigation():
        page.locator("#mfa_webauthn_add").click()


@pytest.fixture
def person(site: Site, visitor: NewVisitor) -> Visitor:
    """A fresh account for the test, so that sample people stay without keys for the others."""
    return visitor("en")


def test_a_passkey_from_adding_to_removing(site: Site, person: Visitor) -> None:
    page = person.page
    page.goto(on_localhost(site, "/accounts/login/"))
    sign_in_here(page, site, PEOPLE["operator"])
    plug_in_key(page)
    add_key(page, site, "My laptop", passkey=True)
    assert "/recovery-codes/" in page.url, "the first factor brings recovery codes"
    assert page.locator(".codes li").count() == 10

    # a second step after the password
    sign_out(page, site)
    page.goto(on_localhost(site, "/accounts/login/"))
    page.locator("input[name=login]").fill(PEOPLE["operator"])
    page.locator("input[name=password]").fill(PASSWORD)
    follow(page.locator("main form button[type=submit]").first)
    assert "/2fa/authenticate/" in page.url
    with page.expect_navigation(url=lambda url: "/authenticate" not in url):
        page.locator("#mfa_webauthn_authenticate").click()
    page.goto(on_localhost(site, "/quality/matching/"))
    expect(page.locator("h1")).to_be_visible()

    # alone, without a password
    sign_out(page, site)
    page.goto(on_localhost(site, "/accounts/login/"))
    with page.expect_navigation(url=lambda url: "/login" not in url):
        page.locator("#passkey_login").click()
    page.goto(on_localhost(site, "/accounts/2fa/webauthn/"))
    expect(page.locator(".row-title")).to_contain_text("My laptop")

    # taking it away asks for the key itself, not for the password
    page.get_by_role("link", name="Remove").click()
    if "/reauthenticate" in page.url:
        if page.locator("#mfa_webauthn_reauthenticate").count() == 0:
            page.get_by_role("link", name="Use a security key").click()
        with page.expect_navigation(url=lambda url: "/reauthenticate" not in url):
            page.locator("#mfa_webauthn_reauthenticate").click()
    assert "/remove/" in page.url
    follow(page.get_by_role("button", name="Remove this key"))
    page.goto(on_localhost(site, "/accounts/2fa/"))
    expect(page.get_by_role("link", name="Set up the app")).to_be_visible()
    person.assert_no_faults()


def test_a_key_that_does_not_answer_is_said_in_words(site: Site, visitor: NewVisitor) -> None:
    """An authenticator that holds no passkey of this site."""
    stranger = visitor("zh")
    page = stranger.page
    plug_in_key(page)
    page.goto(on_localhost(site, "/accounts/login/"))
    page.locator("#passkey_login").click()
    expect(page.locator("[data-key-trouble]")).to_contain_text("密钥没有响应")
    stranger.assert_no_faults()


def test_at_a_number_the_page_says_why_keys_do_not_work(site: Site, visitor: NewVisitor) -> None:
    page = visitor("zh", person="officer").page
    page.goto("/accounts/2fa/")
    expect(page.locator("main")).to_contain_text("localhost")
    assert page.get_by_role("link", name="添加密钥").count() == 0


def sign_in_here(page: Page, site: Site, email: str) -> Any:
    page.goto(on_localhost(site, "/accounts/login/"))
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    follow(page.locator("main form button[type=submit]").first)
