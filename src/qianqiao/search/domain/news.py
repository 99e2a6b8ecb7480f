"""Tells people what their saved searches newly find: once a day, one notice for all of a person's searches."""

import logging
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.http import QueryDict

from qianqiao.core import clock
from qianqiao.core.models import OutboxDelivery
from qianqiao.notices.domain import notify
from qianqiao.organisations.models import User
from qianqiao.search import parameters, queries
from qianqiao.search.domain.changes import HANDLERS
from qianqiao.search.models import SavedSearch
from qianqiao.search.pages import PAGES

log = logging.getLogger(__name__)
DUE = time(8, 0)
MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class News:
    """A search and how many records it newly finds."""

    search: SavedSearch
    count: int


def tell_news() -> int:
    """Tells everybody who was not told today, from 8:00 in China; how many were told. Repeating it is harmless."""
    local = clock.now().astimezone(clock.SHANGHAI)
    if local.time() < DUE:
        return 0
    today, until = datetime.combine(local.date(), DUE, clock.SHANGHAI), _indexed_until()
    if until < today:  # the index is behind: an hour later it may know all of the day before
        return 0
    waiting = SavedSearch.objects.filter(tells=True).exclude(told_until__gte=today)
    people = waiting.filter(created_at__lt=today).order_by("user_id").values_list("user_id", flat=True)
    told = 0
    for user_id in list(people.distinct()):
        try:
            told += _tell(user_id, today, until)
        except Exception:  # one person's searches must not keep the others waiting
            log.exception("person %s was not told of new records", user_id)
    return told


def _indexed_until() -> datetime:
    """Everything published before this moment stands in the index: what still waits for it is told later."""
    ours = OutboxDelivery.objects.filter(handler__in=HANDLERS.values(), state=OutboxDelivery.State.PENDING)
    oldest = ours.order_by("event__created_at").values_list("event__created_at", flat=True).first()
    now = clock.now()
    return now if oldest is None else min(now, oldest - timedelta(seconds=1))


@transaction.atomic
def _tell(user_id: int, today: datetime, until: datetime) -> bool:
    """Under the lock of the person's searches; the notice and what is noted as told stand or fall together."""
    User.objects.select_for_update().get(pk=user_id)
    rows = SavedSearch.objects.filter(user_id=user_id, tells=True).exclude(told_until__gte=today)
    news = [News(row, _count(row, until)) for row in rows.order_by("name")]
    SavedSearch.objects.filter(pk__in=[one.search.pk for one in news]).update(told_until=until)
    found = [one for one in news if one.count]
    if not found:
        return False
    names = [one.search.name for one in found[:MOST_NAMES]]
    notify(
        [user_id],
        code="search.news",
        params={
            "count": str(sum(one.count for one in found)),
            "names": " · ".join(names) + (" …" if len(found) > MOST_NAMES else ""),
        },
        address=address_of(found[0].search) if len(found) == 1 else "/my/searches/",
        key=f"search:news:{today.date().isoformat()}",
    )
    return True


def _count(row: SavedSearch, until: datetime) -> int:
    since = row.told_until or row.created_at
    if until <= since:
        return 0
    page = PAGES[row.page]
    asked = parameters.read(QueryDict(row.query), page)
    _, total = queries.numbers(
        asked.text, kinds=page.kinds, filters=asked.filters, limit=1, published=(since, until)
    )
    return total


def address_of(row: SavedSearch) -> str:
    """The list that the search opens, newest first."""
    asked = QueryDict(row.query, mutable=True)
    asked["sort"] = "newest"
    return f"{PAGES[row.page].path}?{asked.urlencode()}"
