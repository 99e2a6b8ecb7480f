"""Periods of the funnel: everything, a year, a quarter; no finer, so that a figure does not point at one day of one firm."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from qianqiao.core.clock import SHANGHAI

_FORM = re.compile(r"(20\d\d)(?:Q([1-4]))?")


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` to before `stop`, Chinese time; the empty code is everything."""

    code: str = ""
    start: datetime | None = None
    stop: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        return (self.start is None or moment >= self.start) and (self.stop is None or moment < self.stop)

    def label(self) -> str:
        if not self.code:
            return _("All years")
        year, quarter = self.code[:4], self.code[5:]
        if quarter:
            return _("%(year)s, quarter %(quarter)s") % {"year": year, "quarter": quarter}
        return _("Year %(year)s") % {"year": year}


def period(code: str) -> Period | None:
    """The period of a code such as 2026 or 2026Q3; everything for none, None for what is not a period."""
    if not code:
        return Period()
    match = _FORM.fullmatch(code)
    if match is None:
        return None
    year, quarter = int(match[1]), int(match[2] or 0)
    first, months = (3 * quarter - 2, 3) if quarter else (1, 12)
    after = first + months
    stop = datetime(year + (after > 12), after - 12 if after > 12 else after, 1, tzinfo=SHANGHAI)
    return Period(code, datetime(year, first, 1, tzinfo=SHANGHAI), stop)


def years_between(moments: Iterable[datetime], now: datetime) -> list[int]:
    """The years that can be chosen, newest first; this year always."""
    years = {moment.astimezone(SHANGHAI).year for moment in moments} | {now.astimezone(SHANGHAI).year}
    return list(range(max(years), min(years) - 1, -1))
