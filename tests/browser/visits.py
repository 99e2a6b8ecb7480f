"""One page seen in one language, on a wide screen and a phone, in light and dark."""

from browser import checks
from browser.pages import Page
from browser.site import Site
from browser.visitor import LARGE, PHONE, WIDE, Visitor

HTML_LANG = {"zh": "zh-Hans", "en": "en"}
WORDS = {"zh": "检测", "en": "inspection"}  # to search for; an address shows it in the page's title


def resize(visitor: Visitor, size: tuple[int, int], scheme: str) -> None:
    visitor.page.set_viewport_size({"width": size[0], "height": size[1]})
    visitor.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]


def faults_of(visitor: Visitor, page: Page, site: Site) -> list[str]:
    """Everything wrong with the page, each fault with the conditions under which it was seen."""
    language = visitor.language
    visitor.faults.expected_status = (page.status,)
    response = visitor.page.goto(page.address.format(**site.examples, word=WORDS[language]))
    assert response is not None
    found = [] if response.status == page.status else [f"answered {response.status}, not {page.status}"]
    if checks.html_lang(visitor.page) != HTML_LANG[language]:
        found.append(f"html lang is {checks.html_lang(visitor.page)}")
    found += [f"in the wrong language: {text}" for text in checks.foreign_texts(visitor.page, language)]
    found += visitor.faults.collect(visitor.page)
    visitor.page.evaluate(checks.script("without_transitions.js"))
    # light and dark, wide and phone are each seen by axe; the two languages share the four between them
    schemes = ("light", "dark") if language == "zh" else ("dark", "light")
    for size, scheme in zip((WIDE, PHONE), schemes, strict=True):
        resize(visitor, size, scheme)
        found += [f"sideways at {size[0]}: {text}" for text in checks.sideways(visitor.page)]
        found += [f"axe, {scheme} at {size[0]}: {text}" for text in checks.axe(visitor.page)]
    resize(visitor, LARGE, "light")
    found += [f"sideways at {LARGE[0]}: {text}" for text in checks.sideways(visitor.page)]
    return found
