"""The table of pages is complete and holds nothing that is gone."""

from browser.pages import NOT_PAGES, PAGES, routes


def test_every_route_is_a_page_or_has_a_reason():
    known = {page.route for page in PAGES} | NOT_PAGES.keys()
    assert sorted(routes() - known) == []


def test_the_table_names_no_route_that_is_gone():
    known = {page.route for page in PAGES} | NOT_PAGES.keys()
    assert sorted(known - routes()) == []


def test_no_route_is_both():
    assert {page.route for page in PAGES} & NOT_PAGES.keys() == set()
