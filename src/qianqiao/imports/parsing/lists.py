"""Lists of short texts: separated by “；” or, where there is none, by the lighter marks."""

import re

from qianqiao.core.blanks import is_blank
from qianqiao.imports.parsing.plan import Plan
from qianqiao.imports.parsing.scalars import as_text
from qianqiao.imports.problems import CellRefused, shortened

_STRONG = re.compile(r"[；;\n|]")
_LIGHT = re.compile(r"[、，,]")
LARGEST_COUNT = 50


def split_items(value: object) -> list[str]:
    """The entries of a cell, without blanks and repetitions, in their order."""
    if isinstance(value, list | tuple):
        if any(isinstance(item, dict | list | tuple) for item in value):
            raise CellRefused("not_text", value=shortened(value))
        parts = [as_text(item) for item in value]
    else:
        text = as_text(value)
        parts = (_STRONG if _STRONG.search(text) else _LIGHT).split(text)
    return list(dict.fromkeys(part for part in (" ".join(p.split()) for p in parts) if not is_blank(part)))


def split_lightly(text: str) -> list[str]:
    """The parts of an entry between commas."""
    return [part.strip() for part in _LIGHT.split(text) if not is_blank(part)]


def parse_list(plan: Plan, value: object) -> list[str]:
    """The entries; each must fit its column."""
    if isinstance(value, dict):
        raise CellRefused("not_text", value=shortened(value))
    items = split_items(value)
    labels = {"field_zh": plan.spec.label_zh, "field_en": plan.spec.label_en}
    if len(items) > LARGEST_COUNT:
        raise CellRefused("too_many_items", count=str(len(items)), limit=str(LARGEST_COUNT), **labels)
    for item in items:
        if len(item) > plan.item_limit:
            raise CellRefused("too_long", length=str(len(item)), limit=str(plan.item_limit), **labels)
    return items
