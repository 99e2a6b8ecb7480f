"""What the funnel's page tells of a selection; with many contacts it is counted once a minute and says as of when."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.core.cache import cache

from qianqiao.coordination.periods import years_between
from qianqiao.coordination.reads import figures
from qianqiao.coordination.reads.splits import Group, split
from qianqiao.coordination.selection import Selection
from qianqiao.coordination.stages import CONTACTED
from qianqiao.coordination.tally import Funnel
from qianqiao.core import clock

# Up to so many contacts counting takes a few tenths of a second and is done for every reader.
MANY = 2_000
SECONDS = 60


@dataclass(frozen=True, slots=True)
class Counted:
    """Figures of a selection, one split of it, the years that can be chosen, and when all of it was counted."""

    funnel: Funnel
    groups: list[Group]
    years: list[int]
    at: datetime


def counted(chosen: Selection, by: str) -> Counted:
    """Figures that are a minute old at most. The caller has made sure that the reader may know the selection."""
    key = "funnel:" + sha256(chosen.query(by=by).encode()).hexdigest()
    found = cache.get(key)
    if isinstance(found, Counted):
        return found
    now, first = clock.now(), figures.first_begun(chosen)
    fresh = Counted(
        figures.funnel(chosen),
        split(chosen, by),
        years_between([*([first] if first else []), *figures.first_listed()], now),
        now,
    )
    if fresh.funnel.contacts[CONTACTED] > MANY:
        cache.set(key, fresh, SECONDS)
    return fresh
