"""The clocks of a case, read from `rules/clocks.yaml`, and the arithmetic of their levels: pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from qianqiao.core import clock, rules, workdays
from qianqiao.core.clock import SHANGHAI

PACKAGE, PACK = "qianqiao.docking", "docking.clocks"
RELEASE, LAPSE, NOTE = "release", "lapse", "note"


@dataclass(frozen=True, slots=True)
class Level:
    """One escalation: whom it tells, or what it does to the case."""

    code: str
    workday: int
    tells: str = ""
    does: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """Who owes what while a case is in some states, and what happens when it does not come."""

    code: str
    basis: str
    states: frozenset[str]
    owes: str
    permission: str
    workdays: int
    longest_pause: int
    levels: tuple[Level, ...]
    restarts: bool = False
    after_days: int = 0

    def due_at(self, started_at: datetime, paused: int = 0) -> datetime:
        return workdays.due_after(started_at, self.workdays + paused)

    def level_at(self, position: int, started_at: datetime, paused: int = 0) -> datetime:
        """When the level at a position falls due."""
        return workdays.due_after(started_at, self.levels[position].workday + paused)


def _clock(code: str, raw: Any, basis: str) -> Clock:
    levels = tuple(
        Level(item["level"], item["workday"], item.get("tells", ""), item.get("does", ""))
        for item in raw["levels"]
    )
    days = [level.workday for level in levels]
    if days != sorted(set(days)) or not levels[-1].does or any(not level.tells for level in levels[:-1]):
        raise ValueError(
            f"clock {code}: levels must follow each other in days, and only the last one ends it"
        )
    return Clock(
        code=code,
        basis=f"{basis}:{code}",
        states=frozenset(raw["states"]),
        owes=raw["owes"],
        permission=raw["permission"],
        workdays=raw["workdays"],
        longest_pause=raw["longest_pause"],
        levels=levels,
        restarts=raw.get("restarts", False),
        after_days=raw.get("after_days", 0),
    )


@cache
def _clocks(version: str, day: date) -> dict[str, Clock]:  # noqa: ARG001  the version is part of the key alone
    pack = rules.pack_in_force(PACKAGE, PACK, day)
    basis = f"{pack.pack_id}@{pack.version}"
    return {code: _clock(code, raw, basis) for code, raw in pack.rules.items()}


def clocks(day: date | None = None) -> dict[str, Clock]:
    """The clocks that are in force on a day, by code."""
    pack = rules.pack_in_force(PACKAGE, PACK, day or clock.today())
    return _clocks(pack.version, pack.effective_from)


def paused_days(pauses: Iterable[tuple[datetime, datetime]]) -> int:
    """Working days that lie in pauses: each is pushed back by as many as it held."""
    return sum(
        workdays.workdays_between(begun.astimezone(SHANGHAI).date(), ended.astimezone(SHANGHAI).date())
        for begun, ended in pauses
    )


def start_after(signed_on: date, days: int) -> datetime:
    """The morning of the day that lies so many calendar days after signing."""
    return datetime.combine(signed_on + timedelta(days=days), datetime.min.time(), tzinfo=SHANGHAI)


def next_level_at(
    rule: Clock, position: int, started_at: datetime, *, paused: int = 0, last_at: datetime | None = None
) -> datetime:
    """When to look again. After a standstill of the platform one level is taken a working day, never two at once."""
    planned = rule.level_at(position, started_at, paused)
    return planned if last_at is None else max(planned, workdays.due_after(last_at, 1))


def for_state(state: str, *, among: Sequence[Clock] | None = None) -> list[Clock]:
    """The clocks that run while a case is in a state."""
    return [rule for rule in (among or list(clocks().values())) if state in rule.states]
