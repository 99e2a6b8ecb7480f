"""Whatever a cell holds, it parses or it is refused with a reason and a cure in both languages."""

import time
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qianqiao.imports.kinds import KINDS
from qianqiao.imports.parsing.cells import parse_cell
from qianqiao.imports.parsing.plan import Plan, plans
from qianqiao.imports.parsing.rows import RawRow, parse_row
from qianqiao.imports.problems import CellRefused, Problem

PIECES = st.sampled_from(
    [
        "≥",
        "450",
        "MPa",
        "；",
        "-",
        "~",
        "2026",
        "年",
        "月",
        "11",
        "万",
        "元",
        "¥",
        "TRL",
        "级",
        "示例",
        "|",
        "\n",
        " ",
        "％",
        "无",
        "(",
        "×10^",
        ".",
        ",",
        "CN",
        "E",
    ]
)
WORDS = st.lists(PIECES, max_size=12).map("".join)
CELLS: st.SearchStrategy[Any] = st.one_of(
    WORDS,
    st.text(max_size=60),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.datetimes(),
    st.lists(st.one_of(st.text(max_size=9), st.integers(), st.none()), max_size=4),
    st.dictionaries(
        st.sampled_from(["name", "value", "value_max", "comparison", "unit", "title", "year"]),
        WORDS,
        max_size=4,
    ),
    st.lists(
        st.dictionaries(st.sampled_from(["name", "value", "comparison", "title", "year", "kind"]), WORDS),
        max_size=3,
    ),
)


def parsed_or_refused(plan: Plan, value: object) -> Any:
    try:
        return parse_cell(plan, value)
    except CellRefused as refusal:
        return refusal.problem


@pytest.mark.parametrize("kind", list(KINDS))
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_cell_parses_or_says_why_not(kind: str, data: st.DataObject) -> None:
    plan = data.draw(st.sampled_from(list(plans(kind).values())))
    value = data.draw(CELLS)
    found = parsed_or_refused(plan, value)
    if isinstance(found, Problem):
        assert found.reason("zh")
        assert found.reason("en")
        assert found.cure("zh")
    else:
        assert isinstance(found, str | int | list | date | type(None)) or found.is_finite()


@pytest.mark.parametrize("kind", list(KINDS))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_row_parses_or_says_why_not(kind: str, data: st.DataObject) -> None:
    keys = sorted(KINDS[kind].keys)
    values = data.draw(st.dictionaries(st.sampled_from(keys), CELLS))
    row = parse_row(KINDS[kind], RawRow("s", 2, values, dict.fromkeys(values, "B")))
    assert all(problem.address in {"B2", ""} for problem in row.problems)


@pytest.mark.parametrize(
    "text", ["1" * 32_000 + "x", "1," * 16_000, "-" * 32_000, "（" * 32_000, "2026-" * 6_000, "a/" * 16_000]
)
def test_long_nonsense_is_refused_quickly(text: str) -> None:
    started = time.process_time()
    for kind in KINDS:
        for plan in plans(kind).values():
            parsed_or_refused(plan, text)
    assert time.process_time() - started < 5


@settings(max_examples=200, deadline=None)
@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_every_spelling_of_a_day_comes_back_as_that_day(day: date) -> None:
    plan = plans("patents")["filed_on"]
    for form in (
        f"{day:%Y-%m-%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
    ):
        assert parse_cell(plan, form) == day
