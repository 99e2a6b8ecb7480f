"""GB/T 4754-2017, the classification of economic activities, and the strategic industries of 2018."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from qianqiao.reference.loading import UnknownCode, fold, name_index, only, read_rows
from qianqiao.reference.rows import Industry, StrategicIndustry


@cache
def _table() -> Mapping[str, Industry]:
    rows = (
        Industry(row["code"], row["name_zh"], row["name_en"], row["level"], row["parent"])
        for row in read_rows("industries")
    )
    return MappingProxyType({row.code: row for row in rows})


@cache
def _by_digits() -> Mapping[str, str]:
    return MappingProxyType({code[1:]: code for code in _table() if len(code) > 1})


def industries(level: str = "", parent: str | None = None) -> tuple[Industry, ...]:
    """Industries in code order. `level`: section (门类), division (大类), group (中类) or class (小类)."""
    return tuple(
        row
        for row in _table().values()
        if (not level or row.level == level) and (parent is None or row.parent == parent)
    )


def industry(code: str) -> Industry:
    """The industry of a code with or without its section letter: C3311 or 3311."""
    plain = code.strip().upper()
    try:
        return _table()[_by_digits().get(plain, plain)]
    except KeyError:
        raise UnknownCode("industries", code) from None


def industry_line(code: str) -> tuple[Industry, ...]:
    """The industry and those above it, section first."""
    line = [industry(code)]
    while line[0].parent:
        line.insert(0, industry(line[0].parent))
    return tuple(line)


@cache
def _index() -> Mapping[str, tuple[str, ...]]:
    return name_index((name, row.code) for row in _table().values() for name in (row.name_zh, row.name_en))


def find_industry(text: str) -> Industry | None:
    """An industry by code or by either name; of equal names along one line (C311, C3110) the widest."""
    try:
        return industry(fold(text).upper())
    except UnknownCode:
        codes = _index().get(fold(text), ())
    widest = tuple(
        code for code in codes if not any(code != other and code.startswith(other) for other in codes)
    )
    code = only(widest)
    return industry(code) if code else None


@cache
def _strategic() -> Mapping[str, StrategicIndustry]:
    rows = (
        StrategicIndustry(row["code"], row["name_zh"], row["name_en"], row["parent"])
        for row in read_rows("strategic_industries")
    )
    return MappingProxyType({row.code: row for row in rows})


def strategic_industries(parent: str | None = None) -> tuple[StrategicIndustry, ...]:
    """Strategic emerging industries; `parent=""` gives the nine first-level ones."""
    return tuple(row for row in _strategic().values() if parent is None or row.parent == parent)


def strategic_industry(code: str) -> StrategicIndustry:
    """One strategic industry by its code, e.g. 3.5."""
    try:
        return _strategic()[code]
    except KeyError:
        raise UnknownCode("strategic_industries", code) from None
