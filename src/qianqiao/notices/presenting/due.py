"""How urgent something is, in words of a calendar with Chinese working days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from qianqiao.core import clock, workdays
from qianqiao.core.clock import SHANGHAI

LATE, TODAY, WEEK, LATER, OPEN = "late", "today", "week", "later", "open"
GROUPS = (LATE, TODAY, WEEK, LATER, OPEN)


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due. `group`: where it stands on the list; `days`: working days late, or left."""

    group: str
    at: datetime | None
    days: int = 0
    is_tomorrow: bool = False

    @property
    def is_today(self) -> bool:
        """Whether its day is today, late or not."""
        return self.at is not None and _day(self.at) == clock.today()


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


def due(moment: datetime | None) -> Due:
    """Compares a due time with now."""
    if moment is None:
        return Due(OPEN, None)
    today, day = clock.today(), _day(moment)
    if moment < clock.now():
        return Due(LATE, moment, workdays.workdays_between(day, today))
    left = workdays.workdays_between(today, day)
    if day == today:
        return Due(TODAY, moment, left)
    sunday = today + timedelta(days=6 - today.weekday())
    is_tomorrow = day == today + timedelta(days=1)
    return Due(WEEK if day <= sunday else LATER, moment, left, is_tomorrow)
