"""Funnels that others have published, as data (`rules/published_funnels.yaml`): shown beside ours, never mixed with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from qianqiao.coordination.stages import PACKAGE, own_language
from qianqiao.core import clock, rules

PACK = "published_funnels"
_KEYS = frozenset({"figure", "figure_zh", "figure_en", "zh", "en"})


@dataclass(frozen=True, slots=True)
class Step:
    figure: str
    label: str


@dataclass(frozen=True, slots=True)
class PublishedFunnel:
    """Somebody else's funnel in the reader's language; `year` is empty where it was not stated."""

    name: str
    year: str
    steps: tuple[Step, ...]
    ratio: str
    says: str
    source: str


@dataclass(frozen=True, slots=True)
class Collection:
    """One version of what was read, and when."""

    version: str
    checked_on: date
    funnels: tuple[PublishedFunnel, ...]


def published() -> Collection:
    pack = rules.pack_in_force(PACKAGE, PACK, clock.today())
    return Collection(
        pack.version, pack.checked_on, tuple(_funnel(row) for row in pack.rules["funnels"].values())
    )


def _funnel(row: Mapping[str, Any]) -> PublishedFunnel:
    # a comma in a text without quotes would cut the text and leave a key of its own
    strays = {key for step in row["steps"] for key in step} - _KEYS
    if strays:
        raise ValueError(
            f"{PACKAGE}: {PACK}: {row['en']}: unknown {', '.join(map(str, strays))}; quote the text"
        )
    return PublishedFunnel(
        name=own_language(row),
        year=str(row["year"]),
        steps=tuple(Step(_either(step, "figure"), own_language(step)) for step in row["steps"]),
        ratio=_either(row, "ratio"),
        says=own_language(row, "says"),
        source=own_language(row, "source"),
    )


def _either(row: Mapping[str, Any], key: str) -> str:
    """A value that is the same in both languages, or has one for each."""
    in_language = {"zh": row.get(f"{key}_zh", row.get(key)), "en": row.get(f"{key}_en", row.get(key))}
    return own_language(in_language)
