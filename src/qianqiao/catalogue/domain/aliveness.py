"""Proves achievements, patents and experts alive without a change of their text, and takes a renewal back."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core import clock, outbox, rules, validity
from qianqiao.core.actor import Actor

PACKAGE = "qianqiao.catalogue"
_LEAP_DAY = (2, 29)


def usual_end(record: Achievement | Patent | Expert, day: date) -> date:
    """Until when a record proven alive on a day counts as valid; a patent not beyond its term."""
    kind = type(record).__name__.lower()
    days = int(rules.pack_in_force(PACKAGE, "validity.catalogue", clock.today()).rules[kind]["days"])
    end = day + timedelta(days=days)
    term = term_end(record) if isinstance(record, Patent) else None
    return min(end, term) if term is not None and term >= day else end


def term_end(patent: Patent) -> date | None:
    """The last day of a patent's term; None where its filing date or its type is not known."""
    known = rules.pack_in_force(PACKAGE, "patent_terms", clock.today()).rules
    filed = patent.filed_on
    if filed is None or patent.patent_type not in known:
        return None
    if (filed.month, filed.day) == _LEAP_DAY:
        filed = filed.replace(day=28)
    return filed.replace(year=filed.year + int(known[patent.patent_type]["years"]))


def confirm_record(record: Achievement | Patent | Expert, *, actor: Actor) -> Any:
    """Something other than its own people's click proved it alive today; raises Refusal."""
    return _write(
        record, lambda row: validity.prove_alive(row, clock.today(), usual_end), actor, "proven_alive"
    )


def put_record_back(
    record: Achievement | Patent | Expert,
    *,
    alive: date | None,
    until: date | None,
    actor: Actor,
    expected_version: int,
) -> Any:
    """Takes a renewal back: the dates are as they were before; raises Refusal."""

    def change(row: Any) -> None:
        row.last_proven_alive, row.valid_until = alive, until

    return _write(record, change, actor, "renewal_taken_back", expected_version)


def _write(record: Any, change: Any, actor: Actor, what: str, version: int | None = None) -> Any:
    with transaction.atomic():
        action = f"catalogue.{what}"
        fresh = validity.write_dates(record, change, actor=actor, action=action, expected_version=version)
        outbox.emit("catalogue.records_changed", {"numbers": [fresh.number]})
    return fresh
