"""On paper: the record without the shell, black on white whatever the screen's colours."""

import pytest

from browser import checks
from browser.conftest import NewVisitor
from browser.site import Site

RECORDS = ("/offers/{achievement}", "/offers/{patent}", "/demands/{demand}", "/experts/{expert}")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("address", RECORDS)
def test_record_on_paper(address: str, language: str, site: Site, visitor: NewVisitor):
    page = visitor(language, scheme="dark").page
    page.goto(address.format(**site.examples))
    page.evaluate(checks.script("without_transitions.js"))
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    for shell in ("header.top", "footer.foot", ".skip", "nav"):
        assert not [one for one in page.locator(shell).all() if one.is_visible()], f"{shell} is printed"
    assert page.locator("main button:visible, main .btn:visible").count() == 0
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    assert page.pdf(format="A4", print_background=True).startswith(b"%PDF")
