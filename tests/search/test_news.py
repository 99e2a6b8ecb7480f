"""Saved searches tell what is new: once a day, all of a person's searches in one notice, nothing twice, nothing lost."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from qianqiao.core import clock, outbox
from qianqiao.core.clock import SHANGHAI
from qianqiao.notices.models import Notice
from qianqiao.organisations.actors import actor_of
from qianqiao.organisations.models import User
from qianqiao.search.domain import news
from qianqiao.search.domain.news import tell_news
from qianqiao.search.domain.saved import save_search, tell_of_search
from qianqiao.search.models import SavedSearch
from tests.factories import records as make

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> "Clock":
    return Clock(monkeypatch)


class Clock:
    """The time of the test, moved by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch
        self(MONDAY)

    def __call__(self, moment: datetime) -> None:
        self._patch.setattr(clock, "now", lambda: moment)
        self._patch.setattr(clock, "today", lambda: moment.astimezone(SHANGHAI).date())


def searching(*queries: str) -> User:
    user, actor = make.person()
    for query in queries:
        save_search(query or "全部", page="offers", query=query, actor=actor)
    return user


def told(user: User) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(user=user, code="search.news").order_by("pk")
    return [(row.params["count"], row.address) for row in rows]


def test_what_is_published_after_the_search_was_saved_is_told_once(at: Clock) -> None:
    make.patent()
    user = searching("q=钠离子电池")
    at(MONDAY + timedelta(hours=1))
    make.patent()
    outbox.deliver_all()
    assert tell_news() == 0, "a search of today is told of tomorrow"
    at(MONDAY + timedelta(days=1, hours=-2))
    assert tell_news() == 0, "not before eight"
    at(MONDAY + timedelta(days=1))
    assert (tell_news(), tell_news()) == (1, 0)
    assert [count for count, _ in told(user)] == ["1"]
    assert told(user)[0][1].startswith("/offers/?q=")
    assert told(user)[0][1].endswith("sort=newest")
    at(MONDAY + timedelta(days=2))
    assert tell_news() == 0
    assert len(told(user)) == 1


def test_all_searches_of_a_person_make_one_notice(at: Clock) -> None:
    user, quiet = searching("q=钠离子电池", ""), searching("q=深海钻井")
    at(MONDAY + timedelta(hours=1))
    make.patent()
    outbox.deliver_all()
    at(MONDAY + timedelta(days=1))
    assert tell_news() == 1
    assert told(user) == [("2", "/my/searches/")]
    assert told(quiet) == []


def test_who_turned_it_off_is_not_told_neither_later_of_what_came_between(at: Clock) -> None:
    user = searching("q=钠离子电池")
    actor, row = actor_of(user), SavedSearch.objects.get()
    tell_of_search(row, tells=False, actor=actor)
    at(MONDAY + timedelta(hours=1))
    make.patent()
    outbox.deliver_all()
    at(MONDAY + timedelta(days=1))
    assert tell_news() == 0
    tell_of_search(row, tells=True, actor=actor)
    at(MONDAY + timedelta(days=2))
    assert tell_news() == 0
    assert told(user) == []


def test_while_the_index_is_behind_nothing_is_told_and_nothing_is_lost(at: Clock) -> None:
    user = searching("q=钠离子电池")
    at(MONDAY + timedelta(hours=1))
    make.patent()
    at(MONDAY + timedelta(days=1))
    assert tell_news() == 0
    outbox.deliver_all()
    at(MONDAY + timedelta(days=1, hours=1))
    assert tell_news() == 1
    assert [count for count, _ in told(user)] == ["1"]


def test_a_crash_before_the_notice_tells_it_at_the_next_hour(
    at: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = searching("q=钠离子电池")
    at(MONDAY + timedelta(hours=1))
    make.patent()
    outbox.deliver_all()
    at(MONDAY + timedelta(days=1))

    def fails(*_: object, **__: object) -> None:
        raise OSError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(news, "notify", fails)
        assert tell_news() == 0
    assert tell_news() == 1
    assert [count for count, _ in told(user)] == ["1"]


def test_the_page_turns_it_off_and_on(client: Client) -> None:
    user = searching("q=钠离子电池")
    client.force_login(user)
    row = SavedSearch.objects.get()
    page = client.post(f"/my/searches/{row.pk}/tell", {"tells": "no"}, follow=True).content.decode()
    row.refresh_from_db()
    assert not row.tells
    assert "有新记录时通知我" in page
    stranger = Client()
    stranger.force_login(make.person()[0])
    assert stranger.post(f"/my/searches/{row.pk}/tell", {"tells": "yes"}).status_code == 404
