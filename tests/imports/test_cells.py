"""Spellings that occur in real tables, and what they mean."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from qianqiao.imports.parsing.cells import parse_cell
from qianqiao.imports.parsing.plan import plans
from qianqiao.imports.problems import CellRefused

ACHIEVEMENT, PATENT, EXPERT, DEMAND, ORGANISATION = (
    plans(kind) for kind in ("achievements", "patents", "experts", "demands", "organisations")
)


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-23",
        "2026/11/23",
        "2026.11.23",
        "2026年11月23日",
        "2026 年 11 月 23 日",
        "20261123",
        "２０２６年１１月２３日",
        "23 Nov 2026",
        "Nov 23, 2026",
        "November 23rd, 2026",
        "2026-11-23 08:30:00",
        "2026-11-23T08:30:00+08:00",
        "23/11/2026",
        46349,
        46349.0,
        "46349",
        20261123,
        datetime(2026, 11, 23, 8, 30),  # noqa: DTZ001  as openpyxl gives it
        date(2026, 11, 23),
    ],
)
def test_a_day_in_many_spellings(written: object) -> None:
    assert parse_cell(PATENT["filed_on"], written) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("2026年11月", date(2026, 11, 30)), ("2027年底", date(2027, 12, 31)), ("长期有效", None)],
)
def test_a_month_or_year_is_enough_for_an_end(written: str, meant: date | None) -> None:
    assert parse_cell(ACHIEVEMENT["valid_until"], written) == meant


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("下个月", "date_unreadable"),
        ("2026-13-01", "date_unreadable"),
        ("2026-02-30", "date_unreadable"),
        ("03/04/2026", "date_ambiguous"),
        ("2026年11月", "date_incomplete"),
        ("1026-11-23", "date_out_of_range"),
        (12, "date_unreadable"),
    ],
)
def test_what_names_no_day_is_refused(written: object, code: str) -> None:
    with pytest.raises(CellRefused) as refusal:
        parse_cell(PATENT["filed_on"], written)
    assert refusal.value.problem.code == code


@pytest.mark.parametrize(
    ("written", "yuan"),
    [
        ("80万", "800000.00"),
        ("80万元", "800000.00"),
        ("¥800,000", "800000.00"),
        ("￥８００，０００元", "800000.00"),
        (800000, "800000.00"),
        ("1.25亿元", "125000000.00"),
        ("125000.5", "125000.50"),
        ("3千元", "3000.00"),
        ("人民币80万元整", "800000.00"),
        (0, "0.00"),
        ("RMB 12,000", "12000.00"),
        (8.5, "8.50"),
    ],
)
def test_money_in_many_spellings(written: object, yuan: str) -> None:
    assert parse_cell(ACHIEVEMENT["price_amount"], written) == Decimal(yuan)


def test_a_price_that_is_open_is_no_price() -> None:
    assert parse_cell(ACHIEVEMENT["price_amount"], "面议") is None


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("50-80万", "money_range"),
        ("50万至80万元", "money_range"),
        ("$5000", "money_currency"),
        ("两百块左右", "money_unreadable"),
        ("-5", "money_negative"),
        ("99999999亿", "money_too_large"),
        ("1.2.3", "money_unreadable"),
    ],
)
def test_what_is_no_amount_is_refused(written: str, code: str) -> None:
    with pytest.raises(CellRefused) as refusal:
        parse_cell(ACHIEVEMENT["price_amount"], written)
    assert refusal.value.problem.code == code


@pytest.mark.parametrize(
    "written", ["6", 6, 6.0, "6级", "TRL 6", "TRL-6", "第6级", "６", "六级", "样机演示", "trl6"]
)
def test_a_readiness_level_in_many_spellings(written: object) -> None:
    assert parse_cell(ACHIEVEMENT["trl"], written) == 6


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("12", "integer_range"),
        ("0", "integer_range"),
        ("较高", "integer_unreadable"),
        ("6-7", "integer_unreadable"),
    ],
)
def test_what_is_no_level_is_refused(written: str, code: str) -> None:
    with pytest.raises(CellRefused) as refusal:
        parse_cell(ACHIEVEMENT["trl"], written)
    assert refusal.value.problem.code == code


@pytest.mark.parametrize(
    ("key", "written", "code"),
    [
        ("form", "新工艺", "process"),
        ("form", "Process", "process"),
        ("form", "process", "process"),
        ("price_model", "入门费＋提成", "entry_royalty"),
        ("region", "浙江省宁波市", "330200"),
        ("region", "宁波", "330200"),
        ("region", "330200", "330200"),
        ("region", 330200, "330200"),
        ("region", "Ningbo, Zhejiang", "330200"),
        ("ip_status", "无", "none"),
        ("ip_status", "软著", "software_copyright"),
    ],
)
def test_codes_by_code_name_or_alias(key: str, written: object, code: str) -> None:
    assert parse_cell(ACHIEVEMENT[key], written) == code


def test_several_codes_keep_their_order_and_meet_once() -> None:
    assert parse_cell(ACHIEVEMENT["modes"], "许可、转让；技术许可") == ["licence", "transfer"]
    assert parse_cell(ACHIEVEMENT["ipc"], "B22D17/22；G01N 23/04") == ["B22D 17/22", "G01N 23/04"]
    assert parse_cell(ACHIEVEMENT["industries"], "C3392, 3311") == ["C3392", "C3311"]
    assert parse_cell(ACHIEVEMENT["fields"], ["new_materials"]) == ["new_materials"]


def test_an_unknown_code_names_the_allowed_ones() -> None:
    with pytest.raises(CellRefused) as refusal:
        parse_cell(ACHIEVEMENT["form"], "论文")
    assert "新工艺" in refusal.value.problem.cure("zh")
    assert "Process" in refusal.value.problem.cure("en")


def test_an_ambiguous_place_names_the_candidates() -> None:
    with pytest.raises(CellRefused) as refusal:
        parse_cell(ACHIEVEMENT["region"], "朝阳区")
    assert refusal.value.problem.code == "code_ambiguous"
    assert "北京" in refusal.value.problem.reason("zh")


@pytest.mark.parametrize(
    ("written", "meant"),
    [("是", True), ("否", False), ("√", True), ("YES", True), (True, True), ("0", False), ("", False)],
)
def test_yes_and_no(written: object, meant: bool) -> None:
    assert parse_cell(PATENT["open_licence"], written) is meant


@pytest.mark.parametrize(
    ("written", "items"),
    [
        ("赵示例；钱示例", ["赵示例", "钱示例"]),
        ("赵示例、钱示例，孙示例", ["赵示例", "钱示例", "孙示例"]),
        ("赵示例\n钱示例", ["赵示例", "钱示例"]),
        ("Zhao, S.; Qian, S.", ["Zhao, S.", "Qian, S."]),
        (["赵示例", "赵示例", ""], ["赵示例"]),
        ("无", []),
    ],
)
def test_lists(written: object, items: list[str]) -> None:
    assert parse_cell(ACHIEVEMENT["completed_by"], written) == items


@pytest.mark.parametrize("blank", ["", "  ", "未提供", "无", "/", "N/A", "——", None, "暂无。"])
def test_words_for_nothing_are_empty(blank: object) -> None:
    assert parse_cell(ACHIEVEMENT["problem"], blank) == ""
    assert parse_cell(ACHIEVEMENT["trl"], blank) is None
    assert parse_cell(ACHIEVEMENT["indicators"], blank) == []


def test_identifiers_are_normalised_and_checked() -> None:
    assert parse_cell(PATENT["application_number"], "ＣＮ202319900001.8") == "202319900001.8"
    with pytest.raises(CellRefused) as refusal:
        parse_cell(PATENT["application_number"], "202319900001.3")
    assert "8" in refusal.value.problem.reason("zh")
    assert "check digit" in refusal.value.problem.reason("en")


def test_a_web_address_gets_its_scheme() -> None:
    assert parse_cell(ORGANISATION["website"], "www.example.edu") == "https://www.example.edu"
    with pytest.raises(CellRefused):
        parse_cell(ORGANISATION["website"], "javascript:alert(1)")


def test_text_is_not_cut_silently() -> None:
    with pytest.raises(CellRefused) as refusal:
        parse_cell(ACHIEVEMENT["title"], "长" * 301)
    assert "301" in refusal.value.problem.reason("zh")


def test_works_of_an_expert_by_line() -> None:
    rows = parse_cell(EXPERT["documents"], "压铸模具热平衡 | 2024 | 论文\n《一种冷却方法》（2025年）")
    assert [(row["title"], row["year"], row["kind"]) for row in rows] == [
        ("压铸模具热平衡", 2024, "paper"),
        ("一种冷却方法", 2025, "paper"),
    ]
