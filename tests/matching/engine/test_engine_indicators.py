"""Reading indicators and comparing what is required with what is offered."""

import pytest

from qianqiao.matching.engine import Indicator
from qianqiao.matching.engine.indicators.compare import as_text, compare_indicators
from qianqiao.matching.engine.indicators.reading import indicator_from_mapping, read_indicator
from qianqiao.matching.engine.indicators.units import unit_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("检出率≥99%", Indicator("检出率", 99, "ge", "%")),
        ("节拍不超过 8 s", Indicator("节拍", 8, "le", "s")),
        ("最小厚度：0.5 mm", Indicator("最小厚度", 0.5, "eq", "mm")),
        ("工作温度 180～220 ℃", Indicator("工作温度", 180, "range", "℃", 220)),
        ("cycle time < 3 min", Indicator("cycle time", 3, "lt", "min")),
        ("寿命至少10,000次", Indicator("寿命", 10_000, "ge", "次")),
    ],
)
def test_phrases_become_indicators(text: str, expected: Indicator) -> None:
    assert read_indicator(text) == expected


def test_a_phrase_without_a_number_is_no_indicator() -> None:
    assert read_indicator("外观良好") is None


def test_a_mapping_keeps_names_and_range() -> None:
    row = {
        "name": "温度",
        "name_en": "temperature",
        "comparison": "range",
        "value": "10",
        "value_max": "20",
        "unit": "℃",
    }
    assert indicator_from_mapping(row) == Indicator("温度", 10, "range", "℃", 20, "temperature")


@pytest.mark.parametrize(
    ("left", "right"), [("mm", "毫米"), ("MPa", "兆帕"), ("μm", "um"), ("h", "小时"), ("kW", "千瓦")]
)
def test_units_have_several_names(left: str, right: str) -> None:
    assert unit_of(left) == unit_of(right)


def test_case_matters_where_it_must() -> None:
    assert unit_of("mW") != unit_of("MW")


@pytest.mark.parametrize(
    ("need", "offer", "outcome"),
    [
        (Indicator("厚度", 0.5, "le", "mm"), Indicator("厚度", 300, "eq", "μm"), "met"),
        (Indicator("厚度", 0.2, "le", "mm"), Indicator("厚度", 300, "eq", "μm"), "unmet"),
        (Indicator("强度", 1, "ge", "GPa"), Indicator("抗拉强度", 1200, "ge", "MPa"), "met"),
        (Indicator("时间", 3, "le", "min"), Indicator("时间", 2, "ge", "min"), "unknown"),
        (Indicator("温度", 10, "range", "℃", 20), Indicator("温度", 15, "eq", "℃"), "met"),
        (Indicator("温度", 10, "range", "℃", 20), Indicator("温度", 12, "range", "℃", 30), "unmet"),
        (Indicator("检出率", 99, "gt", "%"), Indicator("检出率", 99, "eq", "%"), "unmet"),
        (Indicator("检出率", 99, "ge", "%"), Indicator("检出率", 99.0, "eq", "%"), "met"),
        (Indicator("检出率", 99, "ge", "%"), Indicator("误报率", 1, "le", "mm"), "unknown"),
    ],
)
def test_outcomes(need: Indicator, offer: Indicator, outcome: str) -> None:
    assert compare_indicators([need], [offer])[0].outcome == outcome


def test_values_are_shown_as_people_write_them() -> None:
    assert as_text(Indicator("厚度", 0.5, "ge", "mm")) == "≥ 0.5 mm"
    assert as_text(Indicator("温度", 10, "range", "℃", 20)) == "10–20 ℃"
