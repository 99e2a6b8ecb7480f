"""Due times fall on Chinese working days."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianqiao.core import workdays
from qianqiao.core.clock import SHANGHAI

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 1))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 14), True),  # a Saturday that makes up for the Spring Festival
        (date(2026, 2, 16), False),
        (date(2026, 2, 24), True),
        (date(2026, 10, 10), True),
        (date(2026, 10, 5), False),
        (date(2026, 11, 28), False),
        (date(2027, 10, 1), False),
        (date(2027, 10, 4), True),
    ],
)
def test_holidays_and_make_up_days(day: date, works: bool) -> None:
    assert workdays.is_workday(day) is works


def test_five_working_days_over_the_spring_festival() -> None:
    started = datetime(2026, 2, 12, 10, 0, tzinfo=SHANGHAI)
    assert workdays.due_after(started, 5) == datetime(2026, 2, 26, 18, 0, tzinfo=SHANGHAI)


def test_what_begins_on_a_day_off_begins_on_the_next_working_day() -> None:
    assert workdays.add_workdays(date(2026, 11, 28), 0) == date(2026, 11, 30)
    assert workdays.add_workdays(date(2026, 11, 28), 1) == date(2026, 11, 30)


def test_a_year_without_a_notice_says_so() -> None:
    assert workdays.is_known(2026)
    assert not workdays.is_known(2031)


def test_going_back_is_refused() -> None:
    with pytest.raises(ValueError, match="from 0 on"):
        workdays.add_workdays(date(2026, 1, 1), -1)


@given(DAYS, st.integers(0, 40))
def test_adding_and_counting_agree(start: date, days: int) -> None:
    found = workdays.add_workdays(start, days)
    assert workdays.is_workday(found)
    if days:
        assert workdays.workdays_between(start, found) == days
        assert workdays.workdays_between(found, start) == -days
    assert found - start < timedelta(days=3 * days + 15)
