"""Words that people write into a cell to say that there is nothing."""

import re

_BLANK = re.compile(
    r"^(未提供|暂无|暂缺|无|没有|不详|未知|待定|待补充?|略|空|null|none|nil|n/?a|na|tbd|unknown|[-–—/\\.。、·*_\s]*)[。.]?$",
    re.IGNORECASE,
)


def is_blank(value: object) -> bool:
    """Whether a value counts as empty: nothing, "未提供", "无", "/", "N/A" and their kin."""
    if value is None or value in ([], (), {}):
        return True
    return isinstance(value, str) and bool(_BLANK.match(value.strip()))
