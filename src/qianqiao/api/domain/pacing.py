"""Counts requests for all processes together: each takes its share of a minute, and a full minute is too much."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from qianqiao.api.models import RequestPace
from qianqiao.core import clock

IDLE = timedelta(hours=1)
# What lies far ahead was counted by a clock that has been set back since: it counts no more.
_BUSY = """
CASE WHEN pace.busy_until > %(now)s + INTERVAL '2 minutes' THEN %(now)s ELSE GREATEST(pace.busy_until, %(now)s) END
"""
# one statement, so that of requests at the same moment none is lost, and a refused one writes nothing
_TAKE = f"""
INSERT INTO api_requestpace AS pace (name, busy_until) VALUES (%(name)s, %(now)s + %(share)s)
ON CONFLICT (name) DO UPDATE SET busy_until = {_BUSY} + %(share)s WHERE {_BUSY} + %(share)s <= %(now)s + %(minute)s
RETURNING busy_until
"""  # noqa: S608  put together of our own words; values are bound


def wait_of(name: str, *, a_minute: int) -> timedelta:
    """Counts a request of `name`: nothing to wait, or how long until the next one is let through.

    A minute's requests may come at once; then one is let through each time that its share of a minute has passed.
    """
    share = timedelta(minutes=1) / a_minute
    minute, now = share * a_minute, clock.now()
    values: dict[str, Any] = {"name": name, "now": now, "share": share, "minute": minute}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        if cursor.fetchone() is not None:
            return timedelta()
    busy: datetime = RequestPace.objects.values_list("busy_until", flat=True).get(name=name)
    # a moment at least, also where the last place came free meanwhile
    return max(busy + share - minute - now, timedelta(milliseconds=1))


def forget_idle_paces() -> int:
    """Deletes what was counted for keys and addresses from which nothing comes any more; how many."""
    return RequestPace.objects.filter(busy_until__lt=clock.now() - IDLE).delete()[0]
