"""The stages of the funnel as data (`rules/stages.yaml`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qianqiao.core import clock, rules
from qianqiao.core.texts import in_chinese

PACKAGE, PACK = "qianqiao.coordination", "funnel_stages"
LISTED, MATCHED, SHOWN = "listed", "matched", "shown"
CONTACTED, ANSWERED, NEGOTIATING, SIGNED, PAID = "contacted", "answered", "negotiating", "signed", "paid"
OF_RECORDS = (LISTED, MATCHED, SHOWN)
OF_CONTACTS = (CONTACTED, ANSWERED, NEGOTIATING, SIGNED, PAID)
STAGES = OF_RECORDS + OF_CONTACTS


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage in the reader's language: its name, what it counts, which record it is read from."""

    code: str
    label: str
    says: str
    kept: str


def _pack() -> Mapping[str, Any]:
    return rules.pack_in_force(PACKAGE, PACK, clock.today()).rules


def smallest_shown() -> int:
    """The least figure that is told to those who may not see its rows."""
    return int(_pack()["smallest_shown"])


def own_language(row: Mapping[str, Any], key: str = "") -> str:
    """The text of a row in the language of the page: `<key>_zh` or `<key>_en`."""
    language = "zh" if in_chinese() else "en"
    return str(row[f"{key}_{language}" if key else language])


def stages() -> list[Stage]:
    found = _pack()["stages"]
    if tuple(found) != STAGES:
        raise ValueError(f"{PACK}: the stages must be {', '.join(STAGES)}, in this order")
    return [
        Stage(code, own_language(row), own_language(row, "says"), own_language(row, "kept"))
        for code, row in found.items()
    ]
