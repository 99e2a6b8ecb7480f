"""Whether two titles say the same, and which of many may at all."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from rapidfuzz import fuzz

from qianqiao.imports.domain.repeat_keys import folded

NEAR = 92.0  # rapidfuzz ratio of folded titles, 0 to 100
LARGEST_BLOCK = 200  # titles with one beginning or end; in larger blocks only equal titles count
_EDGE = 5  # characters of a beginning or end
_SHORTEST = 6
_LEAD_INS = ("一种用于", "一种基于", "一种", "基于", "用于", "面向", "关于")
_ENDINGS = ("及其制备方法", "及制备方法", "及其应用", "及方法", "及系统", "及装置", "及设备")
_FIGURES = re.compile(r"\d+|[一二三四五六七八九十ivx]+(?=[号型代期代]|$)")


def comparable(title: str) -> str:
    """A title without spaces, punctuation, case and the words that begin and end every title."""
    plain = folded(title)
    lead_in = next((word for word in _LEAD_INS if plain.startswith(word)), "")
    ending = next((word for word in _ENDINGS if plain.endswith(word)), "")
    return plain.removeprefix(lead_in).removesuffix(ending)


def is_near(one: str, two: str) -> bool:
    """Whether two comparable titles are nearly equal; figures must agree, for type I is not type II."""
    if one == two:
        return True
    if min(len(one), len(two)) < _SHORTEST or _FIGURES.findall(one) != _FIGURES.findall(two):
        return False
    return fuzz.ratio(one, two, score_cutoff=NEAR) > 0


def _blocks(titles: Mapping[str, str]) -> Iterator[list[str]]:
    """Groups of numbers whose titles share figures and a beginning or an end (all where many share that)."""
    edges: dict[tuple[str, ...], list[str]] = {}
    for number, title in titles.items():
        figures = _FIGURES.findall(title)
        edges.setdefault(("^", title[:_EDGE], *figures), []).append(number)
        edges.setdefault(("$", title[-_EDGE:], *figures), []).append(number)
    for block in edges.values():
        if len(block) <= LARGEST_BLOCK:
            yield block
        else:
            equal: dict[str, list[str]] = {}
            for number in block:
                equal.setdefault(titles[number], []).append(number)
            yield from (group for group in equal.values() if 1 < len(group) <= LARGEST_BLOCK)


def near_groups(titles: Mapping[str, str], touched: Iterable[str]) -> list[list[str]]:
    """Groups of numbers with nearly equal titles, each with at least one of `touched`; titles by number."""
    fresh = set(touched)
    plain = {number: comparable(title) for number, title in titles.items()}
    pairs = {
        (one, two)
        for block in _blocks(plain)
        if len(block) > 1
        for one, two in combinations(sorted(block), 2)
        if (one in fresh or two in fresh) and is_near(plain[one], plain[two])
    }
    return connected(pairs)


def connected(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The groups that pairs hold together, each sorted, in the order of their first members."""
    group_of: dict[str, set[str]] = {}
    for one, two in pairs:
        joined = group_of.get(one, {one}) | group_of.get(two, {two})
        for member in joined:
            group_of[member] = joined
    return sorted({id(group): sorted(group) for group in group_of.values()}.values())
