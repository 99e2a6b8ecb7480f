"""A person at a browser: language, screen, colours, with or without JavaScript, signed in or not."""

from dataclasses import dataclass, field

from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Page, Request, Response, StorageState

from browser.checks import SCRIPTS

PHONE = (390, 844)
WIDE = (1280, 900)
LARGE = (1680, 1050)
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
PASSWORD = "qianqiao-demo"
PEOPLE = {
    "officer": "officer@example.edu",
    "inventor": "inventor@example.edu",
    "firm": "firm@example.com",
    "broker": "broker@example.com",
    "ministry": "ministry@example.org",
    "operator": "operator@example.org",
}


@dataclass
class Faults:
    """What went wrong unseen while pages were open."""

    expected_status: tuple[int, ...] = ()
    seen: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self._on_console)
        page.on("pageerror", self._on_page_error)
        page.on("requestfailed", self._on_request_failed)
        page.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        # Chromium reports a failed answer on the console too; _on_response tells it with its address
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.seen.append(f"console {message.type}: {message.text}")

    def _on_page_error(self, error: Error) -> None:
        self.seen.append(f"script error: {error.message}")

    def _on_request_failed(self, request: Request) -> None:
        # a download ends its navigation, and a page left early ends its requests
        if request.failure and "ERR_ABORTED" not in request.failure:
            self.seen.append(f"request failed: {request.url} {request.failure}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected_status:
            self.seen.append(f"answer {response.status}: {response.request.method} {response.url}")

    def collect(self, page: Page) -> list[str]:
        """All faults so far, with violations of the content security policy on the page as it is."""
        violations = page.evaluate("window.__violations || []")
        return self.seen + [f"content security policy: {text}" for text in violations]


@dataclass(frozen=True, slots=True)
class Visitor:
    page: Page
    faults: Faults
    language: str

    def assert_no_faults(self) -> None:
        assert self.faults.collect(self.page) == []


def follow(locator: Locator) -> None:
    """Clicks what leads to another page and returns when that page stands."""
    with locator.page.expect_event("load"):
        locator.click()


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    follow(page.locator("main form button[type=submit]").first)
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def new_visitor(
    browser: Browser,
    address: str,
    *,
    language: str,
    size: tuple[int, int],
    scheme: str,
    javascript: bool,
    state: StorageState | None,
) -> Visitor:
    context = browser.new_context(
        base_url=address,
        locale=LOCALES[language],
        timezone_id="Asia/Shanghai",
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        java_script_enabled=javascript,
        has_touch=size == PHONE,
        storage_state=state,
        accept_downloads=True,
    )
    context.set_default_timeout(15_000)
    context.add_init_script(path=SCRIPTS / "watch_policy.js")
    page = context.new_page()
    faults = Faults()
    faults.watch(page)
    return Visitor(page, faults, language)
