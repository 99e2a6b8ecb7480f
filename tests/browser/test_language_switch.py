"""Changing the language keeps the page and its question."""

import pytest

from browser.conftest import NewVisitor
from browser.site import Site
from browser.visitor import follow

SWITCH = "form[action*='setlang'] button"
OTHER = {"zh": "en", "en": "zh-Hans"}


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_switch_keeps_the_address(language: str, javascript: bool, site: Site, visitor: NewVisitor):
    address = f"/offers/{site.examples['achievement']}?from=list"
    page = visitor(language, javascript=javascript).page
    page.goto(address)
    before = page.locator("h1").inner_text()
    follow(page.locator(SWITCH))
    assert page.url == site.address + address
    assert page.locator("html").get_attribute("lang") == OTHER[language]
    assert page.locator("h1").inner_text() != before


def test_the_choice_outlasts_the_page(visitor: NewVisitor):
    page = visitor("zh").page
    page.goto("/")
    follow(page.locator(SWITCH))
    page.goto("/about/")
    assert page.locator("html").get_attribute("lang") == "en"
