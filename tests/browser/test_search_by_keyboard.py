"""Journey: a list is searched, narrowed, walked and opened without a mouse."""

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import NewVisitor

QUESTIONS = {"zh": "检测", "en": "inspection"}


def focused(page: Page, expression: str) -> str:
    return str(
        page.evaluate(f"(() => {{ const e = document.activeElement; return String({expression}); }})()")
    )


def tab_until(page: Page, expression: str, *, limit: int = 120) -> None:
    """Presses Tab until the focused element `e` fulfils the JavaScript expression."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if focused(page, expression) == "true":
            return
    pytest.fail(f"no element reached by Tab fulfils {expression}")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_search_narrow_walk_open(language: str, visitor: NewVisitor):
    person = visitor(language)
    page = person.page
    page.goto("/offers/")
    page.keyboard.press("/")
    assert focused(page, "e.type") == "search"
    page.keyboard.type(QUESTIONS[language])
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "q=" in url)
    rows = page.locator("[data-row]")
    expect(rows.first).to_be_visible()
    tab_until(page, "e.matches('.facet-option')")
    wanted = int(focused(page, "e.querySelector('.facet-count').textContent").replace(",", ""))
    page.keyboard.press("Enter")
    expect(page.locator(".facet-option[aria-current=true]")).to_have_count(1)
    assert count_told(page) == wanted
    page.keyboard.press("j")
    assert focused(page, "Boolean(e.closest('[data-row]'))") == "true"
    first = focused(page, "e.href")
    page.keyboard.press("j")
    second = focused(page, "e.href")
    page.keyboard.press("k")
    assert focused(page, "e.href") == first != second
    page.keyboard.press("Enter")
    page.wait_for_url(first)
    assert page.locator("h1").is_visible()
    person.assert_no_faults()


def count_told(page: Page) -> int:
    """How many records the list says it holds."""
    text = page.locator("#list-head").inner_text().replace(",", "")
    return int(next(word for word in text.replace("\xa0", " ").split() if word.isdigit()))


@pytest.mark.parametrize("address", ["/", "/offers/", "/demands/", "/experts/", "/accounts/login/"])
def test_every_stop_of_tab_is_seen(address: str, visitor: NewVisitor):
    """The first stop leads to the content, and each stop shows a ring."""
    page = visitor("zh").page
    page.goto(address)
    page.keyboard.press("Tab")
    assert focused(page, "e.getAttribute('href')") == "#main"
    for _ in range(15):
        page.keyboard.press("Tab")
        style = "getComputedStyle(e)"
        ring = f"e === document.body || {style}.outlineStyle !== 'none' || {style}.boxShadow !== 'none'"
        inside = "Boolean(e.closest('form.ask, form.search'))"
        assert focused(page, f"({ring}) || {inside}") == "true", focused(page, "e.outerHTML")


def test_keys_are_told(visitor: NewVisitor):
    page = visitor("en").page
    page.goto("/offers/")
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()
