"""Indicators in the words of spreadsheets."""

from decimal import Decimal

import pytest

from qianqiao.imports.parsing.indicators import parse_indicators
from qianqiao.imports.parsing.plan import plans
from qianqiao.imports.problems import CellRefused

PLAN = plans("achievements")["indicators"]


@pytest.mark.parametrize(
    ("written", "name", "comparison", "value", "upper", "unit"),
    [
        ("抗拉强度≥450MPa", "抗拉强度", "ge", "450", None, "MPa"),
        ("厚度 0.5-2 mm", "厚度", "range", "0.5", "2", "mm"),
        ("硬度HB 80~95", "硬度HB", "range", "80", "95", ""),
        ("工作温度：-40℃～85℃", "工作温度", "range", "-40", "85", "℃"),
        ("单件检测时间不超过6s", "单件检测时间", "le", "6", None, "s"),
        ("漏检率<1%", "漏检率", "lt", "1", None, "%"),
        ("能耗降低12%以上", "能耗降低", "ge", "12", None, "%"),
        ("寿命 10000 次", "寿命", "eq", "10000", None, "次"),
        ("处理能力 1,200 t/d", "处理能力", "eq", "1200", None, "t/d"),
        ("定位精度±0.02mm", "定位精度（±）", "le", "0.02", None, "mm"),
        ("电导率 ≥ 1.2×10^-3 S/cm", "电导率", "ge", "0.0012", None, "S/cm"),
        ("accuracy at least 99.5 %", "accuracy", "ge", "99.5", None, "%"),
    ],
)
def test_a_phrase_becomes_a_row(  # noqa: PLR0917  the columns of the table above
    written: str, name: str, comparison: str, value: str, upper: str | None, unit: str
) -> None:
    (row,) = parse_indicators(PLAN, written)
    assert (row["name"], row["comparison"], row["value"], row["value_max"], row["unit"]) == (
        name, comparison, Decimal(value), Decimal(upper) if upper else None, unit,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("抗拉强度≥450MPa；厚度 0.5-2 mm", ["抗拉强度", "厚度"]),
        ("抗拉强度≥450MPa，延伸率≥8%，硬度80HB", ["抗拉强度", "延伸率", "硬度"]),
        ("1. 抗拉强度≥450MPa\n2、延伸率≥8%", ["抗拉强度", "延伸率"]),
        ("①抗拉强度≥450MPa；②延伸率≥8%。", ["抗拉强度", "延伸率"]),
        ("无", []),
    ],
)
def test_several_phrases_are_told_apart(written: str, names: list[str]) -> None:
    assert [row["name"] for row in parse_indicators(PLAN, written)] == names


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("性能优异", "indicator_unreadable"), ("≥450MPa", "indicator_without_name"),
        ("厚度 2-0.5 mm", "indicator_bounds"),
        ("质量 99999999999999999 kg", "number_too_large"), ("偏差 0.00000001 mm", "number_too_large"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused(written: str, code: str) -> None:
    with pytest.raises(CellRefused) as refusal:
        parse_indicators(PLAN, written)
    assert refusal.value.problem.code == code


def test_objects_are_taken_as_they_are() -> None:
    (row,) = parse_indicators(
        PLAN,
        [
            {
                "name": "强度",
                "name_en": "strength",
                "comparison": "ge",
                "value": "450",
                "value_max": None,
                "unit": "MPa",
            }
        ],
    )
    assert row["value"] == 450
    assert row["name_en"] == "strength"
