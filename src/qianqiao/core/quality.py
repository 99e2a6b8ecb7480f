"""The record-quality score: filled weight over total weight, with every missing field named."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qianqiao.core.blanks import is_blank
from qianqiao.core.rules import RulePack


@dataclass(frozen=True, slots=True)
class Quality:
    """Score 0 to 100; `missing` are the keys that cost points, dearest first; `pack_version` made it."""

    score: int
    missing: tuple[str, ...]
    pack_version: str


def _filled(value: Any, rule: Mapping[str, Any]) -> bool:
    if is_blank(value):
        return False
    if isinstance(value, str):
        return len(value.strip()) >= int(rule.get("min_length", 1))
    return not (isinstance(value, list | tuple) and len(value) < int(rule.get("min_items", 1)))


def assess(values: Mapping[str, Any], pack: RulePack) -> Quality:
    """Scores values by a pack whose rules are `key: {weight, min_length?, min_items?, one_of?}`."""
    total, got, missing = 0, 0, []
    for key, rule in pack.rules.items():
        weight = int(rule["weight"])
        total += weight
        keys = rule.get("one_of", [key])
        if any(_filled(values.get(one), rule) for one in keys):
            got += weight
        else:
            missing.append((-weight, key))
    return Quality(
        round(100 * got / total) if total else 0, tuple(key for _, key in sorted(missing)), pack.version
    )
