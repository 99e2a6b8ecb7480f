"""Codes by code, name or alias, through the reference tables."""

from functools import lru_cache

from qianqiao import reference
from qianqiao.imports.parsing.lists import LARGEST_COUNT, split_items, split_lightly
from qianqiao.imports.parsing.plan import Plan
from qianqiao.imports.parsing.scalars import narrow
from qianqiao.imports.problems import CellRefused, shortened
from qianqiao.reference.identifiers import InvalidIdentifier, ipc_symbol

_LARGE_TABLES = frozenset({"regions", "industries", "ipc", "universities"})
_LONGEST = 120  # characters of a name; longer texts are prose
_EXAMPLES = {"regions": "浙江省宁波市 / 330200", "industries": "C3311", "ipc": "C22C 21/02"}


@lru_cache(maxsize=20_000)
def find(table: str, text: str) -> str | None:
    """The code that a text means, or None."""
    if len(text) > _LONGEST:
        return None
    if table == "ipc":
        try:
            return ipc_symbol(text)
        except InvalidIdentifier:
            return None
    return reference.find(table, text)


def parse_code(plan: Plan, value: object) -> str:
    """One code."""
    text = narrow(value)
    code = find(plan.spec.table, text)
    if code is None:
        items = split_items(value)
        if len(items) > 1 and all(find(plan.spec.table, narrow(item)) for item in items):
            raise CellRefused("one_code_only", value=shortened(value))
        raise _unknown(plan, text)
    return code


def parse_codes(plan: Plan, value: object) -> list[str]:
    """Several codes, each once, in the order written. A whole cell that is one name counts as one."""
    if not isinstance(value, list | tuple) and (code := find(plan.spec.table, narrow(value))):
        return [code]
    items = [part for item in split_items(value) for part in _parts(plan.spec.table, item)]
    if len(items) > LARGEST_COUNT:
        labels = {"field_zh": plan.spec.label_zh, "field_en": plan.spec.label_en}
        raise CellRefused("too_many_items", count=str(len(items)), limit=str(LARGEST_COUNT), **labels)
    codes: dict[str, None] = {}
    for item in items:
        code = find(plan.spec.table, narrow(item))
        if code is None:
            raise _unknown(plan, item)
        codes[code] = None
    return list(codes)


def _parts(table: str, item: str) -> list[str]:
    """The entry itself, or what lighter marks part in it: “许可、转让；合作开发” names three."""
    return [item] if find(table, narrow(item)) else split_lightly(item)


def _unknown(plan: Plan, text: str) -> CellRefused:
    table = plan.spec.table
    labels = {"field_zh": plan.spec.label_zh, "field_en": plan.spec.label_en, "value": shortened(text)}
    if table == "regions" and (places := reference.regions_named(text)):
        shown = places[:6]
        return CellRefused(
            "code_ambiguous",
            value=shortened(text),
            candidates_zh="、".join(reference.region_path(place.code, "zh") for place in shown),
            candidates_en="; ".join(reference.region_path(place.code, "en") for place in shown),
        )
    if table in _LARGE_TABLES:
        return CellRefused("code_unknown_table", example=_EXAMPLES.get(table, ""), **labels)
    names = {lang: [name for _, name in reference.choices(table, lang)] for lang in ("zh", "en")}
    return CellRefused(
        "code_unknown", allowed_zh="、".join(names["zh"]), allowed_en=", ".join(names["en"]), **labels
    )
