"""The table of pages is complete and holds nothing that is gone."""

from browser.pages import NOT_PAGES, ROWS, route_names


def test_every_route_is_a_page_or_has_a_reason():
    assert sorted(route_names() - ROWS - NOT_PAGES.keys()) == []


def test_the_table_names_no_route_that_is_gone():
    assert sorted((ROWS | NOT_PAGES.keys()) - route_names()) == []


def test_no_route_is_both():
    assert ROWS & NOT_PAGES.keys() == set()
