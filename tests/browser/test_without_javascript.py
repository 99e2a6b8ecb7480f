"""Every act works with JavaScript switched off."""

import pytest

from browser.conftest import NewVisitor
from browser.problems import INSULATED_PIPE
from browser.site import Site
from browser.visitor import PEOPLE, follow, sign_in


@pytest.mark.parametrize("language", ["zh", "en"])
def test_ask(language: str, visitor: NewVisitor):
    page = visitor(language, javascript=False).page
    page.goto("/")
    page.locator("#ask").fill(INSULATED_PIPE[language].text)
    follow(page.locator("form.ask button[type=submit]"))
    assert INSULATED_PIPE[language].solved_by in page.locator(".match-title").all_inner_texts()


def test_list_facet_sort_page_record(visitor: NewVisitor):
    page = visitor("zh", javascript=False).page
    page.goto("/offers/")
    page.locator("input[type=search]").first.fill("检测")
    follow(page.locator("form.search button[type=submit]").first)
    found = page.locator("[data-row]").count()
    assert found > 0
    option = page.locator(".facet-option").first
    wanted = int(option.locator(".facet-count").inner_text().replace(",", ""))
    follow(option)
    assert page.locator(".facet-option[aria-current=true]").count() == 1
    assert page.locator("[data-row]").count() == min(wanted, 20)
    title = page.locator("[data-row] a").first.inner_text()
    follow(page.locator("[data-row] a").first)
    assert page.locator("h1").inner_text() == title


def test_pages_of_a_list(visitor: NewVisitor):
    page = visitor("zh", javascript=False).page
    page.goto("/offers/")
    first = page.locator("[data-row] a").first.get_attribute("href")
    follow(page.locator(".pages a[rel=next]").first)
    assert page.locator("[data-row] a").first.get_attribute("href") != first


def test_matches_of_a_record(site: Site, visitor: NewVisitor):
    page = visitor("en", javascript=False).page
    page.goto(f"/demands/{site.examples['demand']}")
    follow(page.locator("main a[href$='/matches/']").first)
    assert page.locator(".match").count() >= 1


def test_sign_in_and_out(visitor: NewVisitor):
    page = visitor("zh", javascript=False).page
    sign_in(page, PEOPLE["officer"])
    page.goto("/my/records/")
    assert page.url.endswith("/my/records/")
    assert page.locator("[data-row]").count() > 0
    page.locator("details[data-menu] summary").first.click()
    follow(page.locator("form[action*='logout'] button"))
    page.goto("/my/records/")
    assert "/accounts/login/" in page.url


def test_wrong_password_is_told(visitor: NewVisitor):
    page = visitor("zh", javascript=False).page
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill("nobody@example.com")
    page.locator("input[name=password]").fill("not the one")
    follow(page.locator("main form button[type=submit]").first)
    assert "/accounts/login/" in page.url
    assert page.locator("main .field-error, main [role=alert], main .errors").first.is_visible()
