"""What counts as empty."""

import pytest

from qianqiao.core.blanks import is_blank


@pytest.mark.parametrize(
    "value",
    [None, "", " ", "未提供", "未提供。", "无", "暂无", "/", "-", "——", "N/A", "null", "TBD", "\n", [], {}],
)
def test_blank(value: object) -> None:
    assert is_blank(value)


@pytest.mark.parametrize(
    "value", ["无线电", "无损检测", "0", 0, False, "not available in winter", "A/B", "没有气孔"]
)
def test_not_blank(value: object) -> None:
    assert not is_blank(value)
