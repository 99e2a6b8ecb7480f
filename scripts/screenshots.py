"""Shoots the main pages of a running site in both languages, phone and wide: for the docs and for looking.

Example: scripts/screenshots.py --address http://127.0.0.1:8000 --out shots --only home
"""

import argparse
import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

SIZES = {"phone": (390, 844), "wide": (1280, 900), "large": (1680, 1050)}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
PASSWORD = "qianqiao-demo"  # noqa: S105  the sign-in of the sample people
PROBLEM = {
    "zh": "压铸铝壳体里常有半毫米左右的气孔，现在靠抽检切开看。想在线上每件都检，六秒一件，预算八十万以内。",
    "en": "Our die-cast aluminium housings have pores of half a millimetre inside. We want to check every "
    "part on the line, six seconds each, for less than 800,000 yuan.",
}
# name: (address, who is signed in); {demand} and the like are taken from the links of the list pages
PAGES: dict[str, tuple[str, str]] = {
    "home": ("/", ""),
    "offers": ("/offers/", ""),
    "offers-found": ("/offers/?q=检测", ""),
    "demands": ("/demands/", ""),
    "experts": ("/experts/", ""),
    "search": ("/search/?q=电池", ""),
    "achievement": ("/offers/{achievement}", ""),
    "patent": ("/offers/{patent}", ""),
    "demand": ("/demands/{demand}", ""),
    "expert": ("/experts/{expert}", ""),
    "demand-matches": ("/demands/{demand}/matches/", ""),
    "offer-matches": ("/offers/{achievement}/matches/", ""),
    "about": ("/about/", ""),
    "sign-in": ("/accounts/login/", ""),
    "not-found": ("/no-such-page/", ""),
    "my-records": ("/my/records/", "officer@example.edu"),
    "import": ("/import/", "officer@example.edu"),
    "to-do": ("/my/todo/", "officer@example.edu"),
    "cases": ("/my/cases/", "officer@example.edu"),
    "case": ("/cases/{case}", "officer@example.edu"),
    "funnel": ("/funnel/", ""),
    "roles": ("/roles/", ""),
    "demand-new": ("/demands/new", "firm@example.com"),
    "components": ("/_/components/", ""),
}
# kind: (list, pattern of a link in it, who is signed in)
LINKS = {
    "achievement": ("/offers/?kind=achievement", r"/offers/(A\d{4}-\d+)", ""),
    "patent": ("/offers/?kind=patent", r"/offers/(P\d{4}-\d+)", ""),
    "demand": ("/demands/", r"/demands/(D\d{4}-\d+)", ""),
    "expert": ("/experts/", r"/experts/(X\d{4}-\d+)", ""),
    "case": ("/my/cases/?show=agreed", r"/cases/(K\d{4}-\d+)", "officer@example.edu"),
}


def find_examples(studio: "Studio") -> dict[str, str]:
    """The first of each kind that a list links to; a kind whose list is empty is left out."""
    found = {}
    for kind, (address, pattern, email) in LINKS.items():
        page = studio.context(email).new_page()
        page.goto(address)
        match = re.search(pattern, page.content())
        if match:
            found[kind] = match[1]
        page.close()
    return found


def sign_in(context: BrowserContext, email: str) -> None:
    page = context.new_page()
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    page.close()


class Studio:
    """One language, one screen, one colour scheme."""

    def __init__(
        self, browser: Browser, arguments: argparse.Namespace, language: str, size: str, scheme: str
    ) -> None:
        self.browser, self.arguments = browser, arguments
        self.language, self.size, self.scheme = language, size, scheme
        self.contexts: dict[str, BrowserContext] = {}

    def context(self, email: str) -> BrowserContext:
        if email not in self.contexts:
            width, height = SIZES[self.size]
            self.contexts[email] = self.browser.new_context(
                base_url=self.arguments.address,
                locale=LOCALES[self.language],
                timezone_id="Asia/Shanghai",
                viewport={"width": width, "height": height},
                color_scheme=self.scheme,  # type: ignore[arg-type]
                reduced_motion="reduce",
            )
            if email:
                sign_in(self.contexts[email], email)
        return self.contexts[email]

    def shoot(self, page: Page, name: str) -> None:
        dark = "-dark" if self.scheme == "dark" else ""
        path = self.arguments.out / f"{name}-{self.language}-{self.size}{dark}.png"
        page.screenshot(path=path, full_page=self.arguments.full)
        print(path)

    def shoot_all(self, examples: dict[str, str]) -> None:
        for name, (address, email) in PAGES.items():
            if self.arguments.only and name not in self.arguments.only:
                continue
            if any(kind not in examples for kind in re.findall(r"{(\w+)}", address)):
                continue
            page = self.context(email).new_page()
            answer = page.goto(address.format(**examples))
            if answer is not None and (answer.ok or name == "not-found"):
                self.shoot(page, name)
            else:
                print(f"{name}: {address} does not answer", file=sys.stderr)
            page.close()
        if not self.arguments.only or "ask" in self.arguments.only:
            self.shoot_ask()

    def shoot_ask(self) -> None:
        """The answer to a problem written on the home page."""
        page = self.context("").new_page()
        page.goto("/")
        page.locator("#ask").fill(PROBLEM[self.language])
        page.locator("form.ask button[type=submit]").click()
        page.wait_for_load_state()
        self.shoot(page, "ask")
        page.close()


def parse() -> argparse.Namespace:
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=plain)
    parser.add_argument("--address", default="http://127.0.0.1:8000", help="the running site")
    parser.add_argument("--out", type=Path, required=True, help="folder for the PNG files")
    parser.add_argument("--only", nargs="*", default=[], help="names of pages: " + ", ".join([*PAGES, "ask"]))
    parser.add_argument("--languages", nargs="*", default=["zh", "en"], choices=LOCALES)
    parser.add_argument("--sizes", nargs="*", default=["phone", "wide"], choices=SIZES)
    parser.add_argument("--schemes", nargs="*", default=["light"], choices=["light", "dark"])
    parser.add_argument("--full", action="store_true", help="the whole page instead of the first screen")
    return parser.parse_args()


def main() -> int:
    arguments = parse()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("no Chromium: install Debian's package `chromium`", file=sys.stderr)
        return 2
    arguments.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        examples = find_examples(Studio(browser, arguments, "en", "wide", "light"))
        for language in arguments.languages:
            for size in arguments.sizes:
                for scheme in arguments.schemes:
                    Studio(browser, arguments, language, size, scheme).shoot_all(examples)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
