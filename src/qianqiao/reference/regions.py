"""GB/T 2260 regions: provinces, prefectures, counties; current and retired codes; lookup by usual names."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from qianqiao.reference.loading import UnknownCode, fold, name_index, only, read_rows
from qianqiao.reference.rows import Region, is_english

_LEVELS = ("province", "city", "county")
# Grouping codes of the standard that name no place of their own: districts and counties of a municipality.
_GROUPS = MappingProxyType(
    {"110100": "110000", "120100": "120000", "310100": "310000", "500100": "500000", "500200": "500000"}
)
_ALIASES = (("Tibet", "540000"), ("Macau", "820000"), ("Kashi", "653100"), ("Urumqi", "650100"))


@cache
def _table() -> Mapping[str, Region]:
    rows = (
        Region(
            row["code"],
            row["name_zh"],
            row["name_en"],
            row["level"],
            row["parent"],
            row["short_zh"],
            row["successor"],
        )
        for row in read_rows("regions")
    )
    return MappingProxyType({row.code: row for row in rows})


def regions(level: str = "", parent: str | None = None, *, retired: bool = False) -> tuple[Region, ...]:
    """Regions in code order, of one level and below one parent if given; retired codes on request."""
    return tuple(
        row
        for row in _table().values()
        if (not level or row.level == level)
        and (parent is None or row.parent == parent)
        and (retired or not row.successor)
    )


def region(code: str) -> Region:
    """The region of a six-digit code, retired ones included; grouping codes give their municipality."""
    try:
        return _table()[_GROUPS.get(code, code)]
    except KeyError:
        raise UnknownCode("regions", code) from None


def current_region(code: str) -> Region:
    """As `region`, but a retired code gives the region that took its place."""
    found = region(code)
    while found.successor:
        found = region(found.successor)
    return found


def region_line(code: str) -> tuple[Region, ...]:
    """The region and those above it, province first."""
    line = [region(code)]
    while line[0].parent:
        line.insert(0, region(line[0].parent))
    return tuple(line)


def region_path(code: str, lang: str = "zh") -> str:
    """The way down in words: 浙江 宁波 海曙区; in English upward: Haishu District, Ningbo, Zhejiang."""
    line = region_line(code)
    if is_english(lang):
        return ", ".join(row.name(lang) for row in reversed(line))
    return " ".join(row.name_zh if row.level == "county" else row.short_zh for row in line)


def region_within(code: str, ancestor: str) -> bool:
    """True if the region is the other one or lies inside it."""
    return any(row.code == ancestor for row in region_line(code))


def _spellings(row: Region) -> Iterator[str]:
    above = [()] if not row.parent else [(), *_prefixes(row.parent)]
    for prefix in above:
        yield "".join((*prefix, row.name_zh))
        yield "".join((*prefix, row.short_zh))
    yield row.name_en
    yield region_path(row.code, "en")


def _prefixes(code: str) -> Iterator[tuple[str, ...]]:
    line = region_line(code)
    for last in (line[-1].name_zh, line[-1].short_zh):
        yield (last,)
        for first in (line[0].name_zh, line[0].short_zh):
            if len(line) > 1:
                yield (first, last)
                yield (first,)


@cache
def _index() -> Mapping[str, tuple[str, ...]]:
    pairs = [(spelling, row.code) for row in _table().values() for spelling in _spellings(row)]
    return name_index((*pairs, *_ALIASES))


def regions_named(text: str) -> tuple[Region, ...]:
    """All regions a name may mean, the widest level first; a name of retired places gives their successors.

    浙江省宁波市, 浙江宁波, 宁波, Ningbo and "Ningbo, Zhejiang" all give 330200; 朝阳区 gives two.
    """
    found = {current_region(code).code: current_region(code) for code in _index().get(fold(text), ())}
    return tuple(sorted(found.values(), key=lambda row: (_LEVELS.index(row.level), row.code)))


def find_region(text: str) -> Region | None:
    """The one region a name or code means; of several the one at the widest level, None if not unique."""
    key = fold(text)
    if key in _table() or key in _GROUPS:
        return current_region(key)
    named = regions_named(text)
    widest = tuple(row.code for row in named if row.level == named[0].level)
    code = only(widest)
    return region(code) if code else None
