"""Ends the life of records whose validity has passed, by the step of their own flow."""

from typing import Any

from qianqiao.catalogue.domain.records import take_record_step
from qianqiao.core import clock
from qianqiao.core.actor import SYSTEM
from qianqiao.core.workflow import Refusal
from qianqiao.demands.domain.records import take_demand_step
from qianqiao.demands.models import Demand
from qianqiao.search.documents import CHUNK, KINDS


def expire_passed() -> int:
    """Expires published and suspended records that were valid until yesterday or before; returns how many.

    Each record is its own transaction; one that changed meanwhile is left to its new state.
    """
    today, count = clock.today(), 0
    for model in KINDS.values():
        passed = model._default_manager.filter(state__in=["published", "suspended"], valid_until__lt=today)  # noqa: SLF001
        for record in passed.order_by("pk").iterator(CHUNK):
            count += _expire(record)
    return count


def _expire(record: Any) -> int:
    take = take_demand_step if isinstance(record, Demand) else take_record_step
    try:
        take(record, "expire", actor=SYSTEM, expected_version=record.version)
    except Refusal:
        return 0
    return 1
