"""The pages in a real browser: axe, no errors, no overflow, keyboard, without script, on a phone and wide."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.factories import records

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = ["/", "/_/components/", "/accounts/login/"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine: install Debian's package `chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def open_page(
    browser: Browser, address: str, *, language: str = "zh-hans", width: int = 1280, **options: Any
) -> tuple[Page, list[str]]:
    """A fresh page and the list into which its faults are written."""
    context = browser.new_context(viewport={"width": width, "height": 844}, **options)
    origin = "/".join(address.split("/")[:3])
    context.add_cookies([{"name": "django_language", "value": language, "url": origin}])
    page, faults = context.new_page(), list[str]()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(address)
    return page, faults


def violations(page: Page) -> list[str]:
    """Findings of axe that bar somebody; run by the debugger, so that the page's policy stays in force."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, rules).then(result => result.violations)", RULES)
    return [
        f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes']][:3]}"
        for one in found
        if one["impact"] in {"serious", "critical", "moderate"}
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("language", "width"), [("zh-hans", 390), ("en", 1280)])
def test_pages_have_no_barriers(
    chromium: Browser, live_server: Any, language: str, width: int, scheme: str
) -> None:
    records.achievement()
    records.demand()
    for path in PAGES:
        page, faults = open_page(
            chromium, f"{live_server.url}{path}", language=language, width=width, color_scheme=scheme
        )
        assert violations(page) == [], path
        assert faults == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.context.close()


def test_my_records_has_no_barriers(chromium: Browser, live_server: Any, client: Any) -> None:
    owner = records.organisation()
    for n in range(30):
        records.achievement(owner, title=f"成果 {n}", publish=n % 2 == 0)
    user, _ = records.person(owner)
    client.force_login(user)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    for width in (320, 390, 1280):
        context = chromium.new_context(viewport={"width": width, "height": 844})
        context.add_cookies([session, {"name": "django_language", "value": "en", "url": live_server.url}])
        page = context.new_page()
        page.goto(f"{live_server.url}/my/records/")
        assert page.locator("[data-row]").count() == 25
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        context.close()


@pytest.mark.parametrize("width", [320, 390, 820, 1680])
def test_no_page_scrolls_sideways(chromium: Browser, live_server: Any, width: int) -> None:
    for language in ("zh-hans", "en"):
        for path in ("/", "/_/components/"):
            page, _ = open_page(chromium, f"{live_server.url}{path}", language=language, width=width)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, language)
            page.context.close()


def test_keys_walk_through_a_list(chromium: Browser, live_server: Any) -> None:
    page, _ = open_page(chromium, f"{live_server.url}/_/components/", language="en")
    focused = "document.activeElement.closest('[data-row]')?.querySelector('a').textContent"
    page.keyboard.press("j")
    first = page.evaluate(focused)
    page.keyboard.press("j")
    second = page.evaluate(focused)
    assert first
    assert second
    assert first != second
    page.keyboard.press("k")
    assert page.evaluate(focused) == first
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("j?")
    assert page.input_value("#search-q") == "j?"
    page.keyboard.press("Tab")
    page.keyboard.press("?")
    assert page.evaluate("document.getElementById('keys').open")
    page.keyboard.press("Escape")
    assert not page.evaluate("document.getElementById('keys').open")


def test_the_counter_follows_the_text(chromium: Browser, live_server: Any) -> None:
    page, _ = open_page(chromium, f"{live_server.url}/_/components/", language="en")
    page.fill("#id_text", "abc")
    assert page.text_content("[data-counter-for=id_text]") == "3 / 400"


def test_the_question_is_kept_in_its_tab(chromium: Browser, live_server: Any) -> None:
    page, _ = open_page(chromium, f"{live_server.url}/", language="en")
    page.fill("#ask", "Pores inside castings")
    page.goto(f"{live_server.url}/about/")
    page.goto(f"{live_server.url}/")
    assert page.input_value("#ask") == "Pores inside castings"


def test_a_file_can_be_dropped(chromium: Browser, live_server: Any) -> None:
    page, _ = open_page(chromium, f"{live_server.url}/_/components/", language="en")
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(["a,b"], "成果.csv"));
          document.querySelector("[data-drop]").dispatchEvent(
            new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }"""
    )
    assert "成果.csv" in (page.text_content("[data-drop-names]") or "")
    assert page.evaluate("document.querySelector('[data-drop] input').files.length") == 1


def test_dialogs_open_and_close(chromium: Browser, live_server: Any) -> None:
    page, _ = open_page(chromium, f"{live_server.url}/_/components/", language="en")
    page.click("[data-opens=gallery-dialog]")
    assert page.is_visible("#gallery-dialog")
    page.click("#gallery-dialog button")
    assert not page.is_visible("#gallery-dialog")


def test_the_shell_works_without_script(chromium: Browser, live_server: Any) -> None:
    page, _ = open_page(chromium, f"{live_server.url}/about/", width=390, java_script_enabled=False)
    page.click(".mobile-nav summary")
    assert page.is_visible(".mobile-nav .menu-panel a[href='/demands/']")
    page.click("button[name=language]")
    page.wait_for_load_state()
    assert page.get_attribute("html", "lang") == "en"


def test_the_skip_link_comes_first(chromium: Browser, live_server: Any) -> None:
    page, _ = open_page(chromium, f"{live_server.url}/about/", language="en")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
