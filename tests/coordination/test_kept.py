"""With many contacts the funnel is counted once a minute, says as of when, and each selection is kept apart."""

import pytest
from django.core.cache import cache

from qianqiao.coordination.periods import Period
from qianqiao.coordination.reads import kept
from qianqiao.coordination.selection import Selection
from tests.factories import dockings

pytestmark = pytest.mark.django_db
EVERYTHING, BY = Selection(), "quarter"


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()
    yield
    cache.clear()


def test_few_contacts_are_counted_for_every_reader():
    dockings.case_in("interested")
    before = kept.counted(EVERYTHING, BY).funnel.contacts["contacted"]
    dockings.case_in("interested")
    assert kept.counted(EVERYTHING, BY).funnel.contacts["contacted"] == before + 1


def test_many_are_kept_with_their_moment_until_they_are_counted_again(monkeypatch):
    monkeypatch.setattr(kept, "MANY", 0)
    dockings.case_in("interested")
    first = kept.counted(EVERYTHING, BY)
    dockings.case_in("interested")
    assert kept.counted(EVERYTHING, BY) == first
    cache.clear()
    second = kept.counted(EVERYTHING, BY)
    assert second.funnel.contacts["contacted"] == first.funnel.contacts["contacted"] + 1
    assert second.at > first.at


def test_a_selection_is_not_told_the_figures_of_another(monkeypatch):
    monkeypatch.setattr(kept, "MANY", 0)
    dockings.case_in("interested")
    assert kept.counted(EVERYTHING, BY).groups
    assert kept.counted(EVERYTHING, "field").groups != kept.counted(EVERYTHING, BY).groups
    in_a_field = Selection(field="energy_storage", period=Period())
    assert kept.counted(in_a_field, BY).funnel.contacts["contacted"] == 0
