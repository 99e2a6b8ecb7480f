"""Rules of law and policy as versioned packs (YAML), evaluated by pure functions with five verdicts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

import yaml


class Verdict(StrEnum):
    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"
    MANUAL_REVIEW = "manual_review"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class RulePack:
    """One version of a set of rules. `certainty`: official, secondary copy, to verify, or design."""

    pack_id: str
    version: str
    document: str
    issuer: str
    effective_from: date
    effective_to: date | None
    source: str
    certainty: str
    checked_on: date
    rules: Mapping[str, Mapping[str, Any]]

    def in_force(self, day: date) -> bool:
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


_REQUIRED = (
    "pack_id",
    "version",
    "document",
    "issuer",
    "effective_from",
    "source",
    "certainty",
    "checked_on",
    "rules",
)


def parse_pack(text: str, *, name: str) -> RulePack:
    """Reads a pack; raises ValueError naming the file and the missing key."""
    raw = yaml.safe_load(text)
    missing = [key for key in _REQUIRED if key not in (raw or {})]
    if missing:
        raise ValueError(f"rule pack {name}: missing {', '.join(missing)}")
    return RulePack(
        **{key: raw[key] for key in _REQUIRED if key != "rules"},
        effective_to=raw.get("effective_to"),
        rules=raw["rules"],
    )


@cache
def packs(package: str) -> Sequence[RulePack]:
    """All packs in `<package>/rules/*.yaml`, oldest first."""
    folder = resources.files(package) / "rules"
    found = [
        parse_pack(entry.read_text(encoding="utf-8"), name=entry.name)
        for entry in folder.iterdir()
        if entry.name.endswith(".yaml")
    ]
    return sorted(found, key=lambda pack: (pack.pack_id, pack.effective_from))


def pack_in_force(package: str, pack_id: str, day: date) -> RulePack:
    """The version of a pack that is in force on a day; LookupError where none is."""
    for pack in reversed(packs(package)):
        if pack.pack_id == pack_id and pack.in_force(day):
            return pack
    raise LookupError(f"no version of {pack_id} is in force on {day}")
