"""Chinese working days: weekends, the State Council's holidays and the weekend days that make up for them.

Calendars are data, one pack a year (`core/rules/holidays-<year>.yaml`). Of a year whose notice has not been published yet only
weekends and the fixed statutory days (New Year, 1 and 2 May, 1 to 3 October) are known: `is_known` tells, and due times
that reach into it move when its calendar comes.
"""

from datetime import date, datetime, time, timedelta
from functools import cache

from qianqiao.core import rules
from qianqiao.core.clock import SHANGHAI

_FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
_SATURDAY = 5
CLOSE = time(18, 0)


@cache
def _calendar(year: int) -> tuple[frozenset[date], frozenset[date]] | None:
    """Days off and make-up days of a year, or None where no notice is on file."""
    try:
        pack = rules.pack_in_force("qianqiao.core", "holidays", date(year, 1, 1))
    except LookupError:
        return None
    off = frozenset(
        first + timedelta(days=number)
        for first, last in pack.rules["off"].values()
        for number in range((last - first).days + 1)
    )
    return off, frozenset(pack.rules["work"]["days"])


def is_known(year: int) -> bool:
    """Whether the year's holiday notice is on file."""
    return _calendar(year) is not None


def is_workday(day: date) -> bool:
    """Whether offices work on a day."""
    calendar = _calendar(day.year)
    if calendar is not None:
        off, work = calendar
        if day in work:
            return True
        if day in off:
            return False
    elif (day.month, day.day) in _FIXED:
        return False
    return day.weekday() < _SATURDAY


def add_workdays(start: date, days: int) -> date:
    """The working day that lies so many working days after a day (the day itself is not counted); days >= 0."""
    if days < 0:
        raise ValueError(f"add_workdays takes a number of days from 0 on, not {days}")
    day = start
    left = days
    while left or not is_workday(day):
        day += timedelta(days=1)
        if is_workday(day):
            left -= bool(left)
    return day


def due_after(moment: datetime, days: int) -> datetime:
    """The close of business (18:00 in China) of the working day that lies so many working days after a moment."""
    return datetime.combine(add_workdays(moment.astimezone(SHANGHAI).date(), days), CLOSE, tzinfo=SHANGHAI)


def workdays_between(start: date, stop: date) -> int:
    """Working days after `start` up to and including `stop`; negative where `stop` lies before."""
    if stop < start:
        return -workdays_between(stop, start)
    return sum(is_workday(start + timedelta(days=number)) for number in range(1, (stop - start).days + 1))
