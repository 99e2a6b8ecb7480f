"""Every page in English: it answers, speaks one language, fits the screen and shuts nobody out."""

import pytest

from browser.conftest import NewVisitor
from browser.pages import PAGES, Page
from browser.site import Site
from browser.visits import faults_of


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_page(page: Page, site: Site, visitor: NewVisitor):
    faults = faults_of(visitor("en", person=page.person), page, site)
    assert not faults, "\n".join([f"{page} has {len(faults)} faults:", *faults])
