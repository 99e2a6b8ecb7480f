"""The rules of the room as they are in force today."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from qianqiao.core import clock, rules

PACKAGE, PACK = "qianqiao.upkeep", "upkeep"
EXPIRED, SOLVED, LEFT, TERM_OVER = "expired", "demand_solved", "expert_left", "patent_term_over"
MEMBER_LEFT = "member_left"


def _rules() -> Mapping[str, Mapping[str, Any]]:
    return rules.pack_in_force(PACKAGE, PACK, clock.today()).rules


def reminder_days() -> list[int]:
    """Days before the end on which people are told, the longest first."""
    return sorted(_rules()["reminders"]["days"], reverse=True)


def gathered(level: int) -> int:
    """Days before the end up to which a record is told of with those that have reached a level."""
    return level + int(_rules()["reminders"]["gather_days"]) - 1


def soon(day: date) -> tuple[date, date]:
    """First and last day of validity that count as soon on a day."""
    return day, day + timedelta(days=gathered(reminder_days()[0]))


def renewal_undo_days() -> int:
    return int(_rules()["renewal"]["undo_days"])


def reasons() -> list[str]:
    return list(_rules()["reasons"])


def notice_days(reason: str) -> int:
    """For how many days the owner is asked before a record is retired."""
    return int(_rules()["reasons"][reason]["notice_days"])


def undo_until(reason: str, day: date) -> date:
    """The last day on which a retirement of a day can be taken back by one click."""
    return day + timedelta(days=int(_rules()["reasons"][reason]["undo_days"]))


def dead_patents() -> dict[str, str]:
    """Reason by legal status."""
    return dict(_rules()["dead_patents"])
