"""Days in the spellings of Chinese and English spreadsheets."""

import calendar
import re
from datetime import date, datetime, timedelta

from qianqiao.imports.parsing.plan import Plan
from qianqiao.imports.parsing.scalars import narrow
from qianqiao.imports.problems import CellRefused, shortened

_EPOCH = date(1899, 12, 30)  # serial 1 is 1900-01-01, counting Excel's 29 February 1900
_SERIAL = re.compile(r"[2-7]\d{4}(\.\d+)?")
_CLOCK = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年_ ]\s*(\d{1,2})\s*[-/.月_ ]\s*(\d{1,2})\s*[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH_ONLY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?(底|末|前)?")
_YEAR_END = re.compile(r"(\d{4})\s*年?\s*(底|末|年底|年末|年内)")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_NAMED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9})\.?,?|([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,?)"
    r" (\d{4})"
)
_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name}
_ENDS = frozenset(
    {"valid_until", "deadline", "annuity_paid_until"}
)  # a month named as an end means its last day
_LONGEST = 40  # characters of a day; longer texts are prose
_UNENDING = frozenset({"长期", "长期有效", "永久", "不限", "无限期"})


def parse_date(plan: Plan, value: object) -> date | None:
    """A day; None for “长期” where an end is asked. A month named as an end means its last day."""
    if isinstance(value, datetime):
        return _in_range(value.date(), value)
    if isinstance(value, date):
        return _in_range(value, value)
    text = _CLOCK.sub("", narrow(value)).strip()
    if len(text) > _LONGEST:
        raise CellRefused("date_unreadable", value=shortened(value))
    is_end = plan.spec.key in _ENDS
    if is_end and text in _UNENDING:
        return None
    if isinstance(value, int | float) or _SERIAL.fullmatch(text):
        found = _from_serial(text, value)
    else:
        found = (
            _year_first(text, value)
            or _by_name(text, value)
            or _day_first(text, value)
            or _month(text, value, is_end=is_end)
        )
    if found is None:
        raise CellRefused("date_unreadable", value=shortened(value))
    return _in_range(found, value)


def _from_serial(text: str, value: object) -> date | None:
    if _COMPACT.fullmatch(text):
        return _year_first(text, value)
    return _EPOCH + timedelta(days=int(float(text))) if _SERIAL.fullmatch(text) else None


def _day(year: str, month: str | int, day: str, value: object) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise CellRefused("date_unreadable", value=shortened(value)) from None


def _year_first(text: str, value: object) -> date | None:
    match = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    return _day(match[1], match[2], match[3], value) if match else None


def _by_name(text: str, value: object) -> date | None:
    match = _NAMED.fullmatch(text)
    if not match:
        return None
    month = _MONTHS.get((match[2] or match[3])[:3].casefold())
    return _day(match[5], month, match[1] or match[4], value) if month else None


def _day_first(text: str, value: object) -> date | None:
    match = _DAY_FIRST.fullmatch(text)
    if not match:
        return None
    first, second = int(match[1]), int(match[2])
    if first <= 12 and second <= 12 and first != second:
        raise CellRefused("date_ambiguous", value=shortened(value))
    day, month = (match[1], match[2]) if first > 12 else (match[2], match[1])
    return _day(match[3], month, day, value)


def _month(text: str, value: object, *, is_end: bool) -> date | None:
    if match := _YEAR_END.fullmatch(text):
        year, month = int(match[1]), 12
    elif match := _MONTH_ONLY.fullmatch(text):
        year, month = int(match[1]), int(match[2])
    else:
        return None
    if not is_end:
        raise CellRefused("date_incomplete", value=shortened(value))
    if not 1 <= month <= 12 or not 1 <= year <= 9999:
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def _in_range(found: date, value: object) -> date:
    if not 1900 <= found.year <= 2199:
        raise CellRefused("date_out_of_range", value=shortened(value))
    return found
