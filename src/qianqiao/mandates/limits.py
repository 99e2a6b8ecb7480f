"""The limits of mandates, read from `rules/limits.yaml`."""

from dataclasses import dataclass
from datetime import date

from qianqiao.core import clock, rules

PACKAGE, PACK = "qianqiao.mandates", "mandates.limits"


@dataclass(frozen=True, slots=True)
class Limits:
    """Days, first and last counted; `answer_workdays` in Chinese working days."""

    longest_days: int
    usual_days: int
    longest_notice: int
    usual_notice: int
    answer_workdays: int


def limits(day: date | None = None) -> Limits:
    """Those in force on a day, today where none is given; LookupError where none is."""
    found = rules.pack_in_force(PACKAGE, PACK, day or clock.today()).rules
    return Limits(
        found["duration"]["longest_days"],
        found["duration"]["usual"],
        found["notice"]["longest_days"],
        found["notice"]["usual"],
        found["offer"]["answer_workdays"],
    )
