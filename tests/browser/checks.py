"""What is looked for on every page: sideways scrolling, the other language, accessibility."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
SCRIPTS = Path(__file__).parent / "scripts"

# Names of licences, formats and standards are the same in every language of the site.
SAME_IN_BOTH = (
    "Apache License",
    "Creative Commons",
    "WCAG 2.2 AA",
    "JSON Lines",
    "GB18030",
    "Excel",
    "OpenAPI",
    "Atom",
)


def script(name: str) -> str:
    return (SCRIPTS / name).read_text(encoding="utf-8")


def foreign_texts(page: Page, language: str) -> list[str]:
    """Texts of the page in the language that it is not in, outside parts marked as being in that language."""
    texts: list[str] = page.evaluate(script("foreign_texts.js"), language)
    return [text for text in texts if not any(name in text for name in SAME_IN_BOTH)]


def sideways(page: Page) -> list[str]:
    """What makes the page scroll sideways at its present width."""
    found: list[str] = page.evaluate(script("sideways.js"))
    return found


def axe(page: Page) -> list[str]:
    """Serious and critical findings of axe-core on the page as it is."""
    if not AXE.is_file():
        pytest.fail("axe-core is missing: run `npm ci`")
    if not page.evaluate("() => 'axe' in window"):
        # through the debugging protocol: the content security policy stays as strict as people get it
        page.evaluate(AXE.read_text(encoding="utf-8") + "\n;0")
    found: list[str] = page.evaluate(script("run_axe.js"))
    return found


def html_lang(page: Page) -> Any:
    return page.locator("html").get_attribute("lang")
