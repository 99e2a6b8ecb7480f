"""Fixtures: the site, Chromium, visitors."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, StorageState, sync_playwright

from browser import site as sites
from browser.site import Site
from browser.visitor import PEOPLE, WIDE, Visitor, new_visitor, sign_in

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
NewVisitor = Callable[..., Visitor]
Journey = Callable[[str], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the machine's Chromium, or a skip that says how to get it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no Chromium on this machine: install Debian's package `chromium`")
    return found


@pytest.fixture(scope="session")
def site(chromium: str, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Site]:
    """The one site of the run. QIANQIAO_BROWSER_SITE may name the folder of one that is kept running."""
    base = tmp_path_factory.getbasetemp()
    kept = os.environ.get("QIANQIAO_BROWSER_SITE")
    directory = Path(kept) if kept else (base if worker_id == "master" else base.parent) / "site"
    try:
        yield sites.enter(directory)
    finally:
        sites.leave(directory)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium per file: Playwright's event loop must not be running when other files use asyncio."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in() -> dict[str, StorageState]:
    """Cookies of people who have signed in before in this run."""
    return {}


@pytest.fixture
def visitor(browser: Browser, site: Site, signed_in: dict[str, StorageState]) -> Iterator[NewVisitor]:
    """Makes visitors: `visitor("zh", size=PHONE, scheme="dark", javascript=False, person="officer")`."""

    def make(
        language: str = "zh",
        *,
        size: tuple[int, int] = WIDE,
        scheme: str = "light",
        javascript: bool = True,
        person: str = "",
    ) -> Visitor:
        if person and person not in signed_in:
            first = make(language)
            sign_in(first.page, PEOPLE[person])
            signed_in[person] = first.page.context.storage_state()
            first.page.context.close()
        return new_visitor(
            browser, site.address, language=language, size=size, scheme=scheme, javascript=javascript,
            state=signed_in.get(person),
        )  # fmt: skip

    yield make
    for context in browser.contexts:
        context.close()


@pytest.fixture
def journey(record_property: Callable[[str, object], None]) -> Journey:
    """Notes the clicks and seconds of a journey; the run's summary tells them."""
    return lambda told: record_property("journey", told)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    properties = [pair for report in reports if report.when == "call" for pair in report.user_properties]
    for _, told in sorted(pair for pair in properties if pair[0] == "journey"):
        terminalreporter.write_line(str(told))
