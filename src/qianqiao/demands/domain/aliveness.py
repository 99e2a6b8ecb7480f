"""Proves demands alive without a change of their text, and takes a renewal back."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from qianqiao.core import clock, outbox, rules, validity
from qianqiao.core.actor import Actor
from qianqiao.demands.models import Demand

PACKAGE = "qianqiao.demands"


def usual_end(record: Demand, day: date) -> date:
    """Until when a demand proven alive on a day counts as valid: not beyond the day by which it is needed."""
    rule = rules.pack_in_force(PACKAGE, "validity.demands", clock.today()).rules["demand"]
    end = day + timedelta(days=int(rule["days"]))
    needed = record.deadline if rule.get("ends_with") == "deadline" else None
    return min(end, needed) if needed is not None and needed >= day else end


def confirm_demand(record: Demand, *, actor: Actor) -> Demand:
    """Something other than its own people's click proved it alive today; raises Refusal."""
    return _write(
        record, lambda row: validity.prove_alive(row, clock.today(), usual_end), actor, "proven_alive"
    )


def put_demand_back(
    record: Demand, *, alive: date | None, until: date | None, actor: Actor, expected_version: int
) -> Demand:
    """Takes a renewal back: the dates are as they were before; raises Refusal."""

    def change(row: Any) -> None:
        row.last_proven_alive, row.valid_until = alive, until

    return _write(record, change, actor, "renewal_taken_back", expected_version)


def _write(record: Demand, change: Any, actor: Actor, what: str, version: int | None = None) -> Demand:
    with transaction.atomic():
        action = f"demands.{what}"
        fresh = validity.write_dates(record, change, actor=actor, action=action, expected_version=version)
        outbox.emit("demands.records_changed", {"numbers": [fresh.number]})
    return fresh
