"""Keeps what a docking case teaches about a pair: the newest word of each side."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from qianqiao.matching.models import DockedPair


def learn(told: Mapping[str, Any]) -> bool:
    """Writes a label out of an event; False where a newer word of the same side stands. Doing it twice does it once."""
    at = datetime.fromisoformat(str(told["at"]))
    key = {"demand": told["demand"], "offer": told["offer"], "who": told["who"]}
    values = {"level": told["level"], "reasons": told["reasons"], "case": told["cause"], "at": at}
    if DockedPair.objects.select_for_update().filter(**key, at__gt=at).exists():
        return False
    DockedPair.objects.update_or_create(**key, defaults=values)
    return True
