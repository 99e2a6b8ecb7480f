"""The quality score with each missing field by its name, for the owner's people."""

from collections.abc import Mapping

from qianqiao.core import clock, rules
from qianqiao.core.records import LivingRecord
from qianqiao.organisations.views.record_pages.facts import label_of

# Keys of the quality packs that stand for one of several fields, by the field that is asked for.
STANDS_FOR = {"ip": ("ip_status", "legal_status"), "budget": ("budget_max",), "text": ("summary", "abstract")}


def told(record: LivingRecord, package: str, pack_id: str) -> dict[str, object]:
    """What the quality meter shows: score, and per missing field its label and the points it would add."""
    pack = rules.pack_in_force(package, pack_id, clock.today())
    total = sum(int(rule["weight"]) for rule in pack.rules.values())
    missing = [
        {"label": _label(record, key), "points": _points(pack.rules, key, total)}
        for key in record.quality_missing
        if key in pack.rules
    ]
    return {"score": record.quality_score, "missing": missing}


def _points(pack: Mapping[str, Mapping[str, object]], key: str, total: int) -> int:
    return round(100 * int(str(pack[key]["weight"])) / total)


def _label(record: LivingRecord, key: str) -> str:
    known = {spec.key for spec in record.specs}
    return label_of(
        record.specs, next((name for name in (key, *STANDS_FOR.get(key, ())) if name in known), key)
    )
