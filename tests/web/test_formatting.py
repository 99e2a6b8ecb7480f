"""How values are written for people."""

import html
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianqiao.web import formatting


@pytest.mark.parametrize(
    ("yuan", "chinese", "english"),
    [
        ("125000", "¥12.5万", "¥125,000"),
        ("10000", "¥1万", "¥10,000"),
        ("9999", "¥9,999", "¥9,999"),
        ("0", "¥0", "¥0"),
        ("123456", "¥123,456", "¥123,456"),
        ("123456.78", "¥123,456.78", "¥123,456.78"),
        ("120000000", "¥1.2亿", "¥120,000,000"),
        ("100000001", "¥100,000,001", "¥100,000,001"),
        ("123450000", "¥12,345万", "¥123,450,000"),
        ("-125000", "-¥12.5万", "-¥125,000"),
        ("1000000", "¥100万", "¥1,000,000"),
    ],
)
def test_money(yuan: str, chinese: str, english: str) -> None:
    assert formatting.money(Decimal(yuan), "zh-hans") == chinese
    assert formatting.money(Decimal(yuan), "en") == english


def test_chinese_quotations_in_an_english_sentence_are_marked() -> None:
    told = formatting.mark_spans(
        "Both say “压铸ADC12件” (die, <b>) and “x”.", [(10, 12)], is_chinese_foreign=True
    )
    assert told == (
        'Both say “<mark><span lang="zh-Hans">压铸</span></mark>ADC12<span lang="zh-Hans">件</span>” (die, &lt;b&gt;) and “x”.'
    )


@given(st.decimals(min_value=0, max_value=10**13, places=2), st.sampled_from(["zh-hans", "en"]))
def test_money_never_rounds(amount: Decimal, language: str) -> None:
    text = formatting.money(amount, language)
    unit = {"亿": Decimal(10) ** 8, "万": Decimal(10) ** 4}.get(text[-1], Decimal(1))
    assert Decimal(re.sub(r"[^\d.]", "", text)) * unit == amount


def test_dates() -> None:
    assert formatting.day(date(2026, 11, 2), "zh-hans") == "2026年11月2日"
    assert formatting.day(date(2026, 11, 2), "en") == "2 Nov 2026"


def test_a_moment_is_told_in_shanghai() -> None:
    late = datetime(2026, 11, 22, 17, 5, tzinfo=UTC)
    assert formatting.moment(late, "zh-hans") == "2026年11月23日 01:05"
    assert formatting.day(late, "en") == "23 Nov 2026"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1284, "1,284"),
        (Decimal("2.40"), "2.4"),
        (0.5, "0.5"),
        (1000000, "1,000,000"),
        (100, "100"),
        (Decimal(100), "100"),
    ],
)
def test_numbers(value: float | Decimal, text: str) -> None:
    assert formatting.number(value) == text


def test_marks_are_joined_and_cut_to_the_text() -> None:
    assert formatting.mark_spans("abcdef", [(1, 3), (2, 4), (5, 99)]) == "a<mark>bcd</mark>e<mark>f</mark>"


def test_marks_keep_text_escaped() -> None:
    assert formatting.mark_spans("<b>&", [(0, 3)]) == "<mark>&lt;b&gt;</mark>&amp;"


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=6))
def test_marking_changes_no_character(text: str, spans: list[tuple[int, int]]) -> None:
    marked = str(formatting.mark_spans(text, spans))
    assert html.unescape(marked.replace("<mark>", "").replace("</mark>", "")) == text
    with_language = str(formatting.mark_spans(text, spans, is_chinese_foreign=True))
    assert with_language.replace('<span lang="zh-Hans">', "").replace("</span>", "") == marked
    assert marked.count("<mark>") == marked.count("</mark>")


@pytest.mark.parametrize(
    ("text", "spaced"),
    [
        ("工业CT重建", "工业\u2005CT\u2005重建"),
        ("工业 CT 重建", "工业\u2005CT\u2005重建"),
        ("降至5 mg/L以下", "降至\u20055 mg/L\u2005以下"),
        ("压铸，0.5毫米", "压铸，0.5\u2005毫米"),
        ("plain English", "plain English"),
    ],
)
def test_a_quarter_space_between_chinese_and_latin(text: str, spaced: str) -> None:
    assert formatting.cjk_spacing(text) == spaced
