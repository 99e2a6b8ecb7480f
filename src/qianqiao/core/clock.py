"""The one source of time: aware, Asia/Shanghai, and movable in tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_frozen: ContextVar[datetime | None] = ContextVar("frozen_time", default=None)


def now() -> datetime:
    return _frozen.get() or datetime.now(tz=SHANGHAI)


def today() -> date:
    return now().astimezone(SHANGHAI).date()


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Holds the clock at an aware moment within the block."""
    if moment.tzinfo is None:
        raise ValueError("frozen() takes an aware datetime, such as datetime(2026, 11, 22, tzinfo=SHANGHAI)")
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
