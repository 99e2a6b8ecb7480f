"""What is looked for on every page: sideways scrolling, the other language, accessibility."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"

# Words that are the same in every language of the site: names of licences, formats, standards and the examples of
# addresses. A text made only of these is not an untranslated one.
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

FOREIGN_TEXTS = """
(language) => {
  const chinese = /[\\u3400-\\u9fff]/;
  const english = /[A-Za-z]{2,}[^\\u3400-\\u9fff]*\\s[A-Za-z]{2,}/;
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const attributes = ["placeholder", "aria-label", "title", "alt"];
  const judge = (text, element) => {
    const lang = (element.closest("[lang]")?.lang || "").toLowerCase();
    if (language === "zh" && lang.startsWith("zh") && english.test(text) && !chinese.test(text)) found.push(text);
    if (language === "en" && lang.startsWith("en") && chinese.test(text)) found.push(text);
  };
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (element.closest("script, style, code, pre, kbd, samp, template, textarea")) continue;
    const text = node.textContent.trim().replace(/\\s+/g, " ");
    if (text) judge(text, element);
  }
  for (const element of document.body.querySelectorAll(attributes.map((name) => `[${name}]`).join(","))) {
    for (const name of attributes) {
      const text = element.getAttribute(name);
      if (text) judge(text, element);
    }
  }
  judge(document.title, document.documentElement);
  return found;
}
"""

SIDEWAYS = """
() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > width + 1)
    .slice(0, 5)
    .map((e) => `${e.tagName.toLowerCase()}.${e.className} reaches ${Math.round(e.getBoundingClientRect().right)} of ${width}`);
}
"""

RUN_AXE = """
async () => {
  const result = await axe.run(document, {
    resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  });
  return result.violations
    .filter((v) => ["serious", "critical"].includes(v.impact))
    .flatMap((v) => v.nodes.slice(0, 3).map((n) => `${v.id} (${v.impact}): ${n.target.join(" ")} ${n.failureSummary}`));
}
"""


def foreign_texts(page: Page, language: str) -> list[str]:
    """Texts of the page in the language that it is not in, outside parts marked as being in that language."""
    texts: list[str] = page.evaluate(FOREIGN_TEXTS, language)
    return [text for text in texts if not any(name in text for name in SAME_IN_BOTH)]


def sideways(page: Page) -> list[str]:
    """What makes the page scroll sideways at its present width."""
    found: list[str] = page.evaluate(SIDEWAYS)
    return found


def axe(page: Page) -> list[str]:
    """Serious and critical findings of axe-core on the page as it is."""
    if not AXE.is_file():
        pytest.fail("axe-core is missing: run `npm ci`")
    if not page.evaluate("() => 'axe' in window"):
        # through the debugging protocol: the content security policy stays as strict as people get it
        page.evaluate(AXE.read_text(encoding="utf-8") + "\n;0")
    found: list[str] = page.evaluate(RUN_AXE)
    return found


def html_lang(page: Page) -> Any:
    return page.locator("html").get_attribute("lang")
