"""Writes demands: many at once, or one by a person's hand."""

from collections.abc import Mapping, Sequence, Set
from typing import Any, Unpack

from django.db import transaction

from qianqiao.core import audit, bulk, clock, outbox, quality, rules
from qianqiao.core.actor import Actor
from qianqiao.core.bulk import ChildTable, Outcome, Written
from qianqiao.core.records import written_by_chain
from qianqiao.demands.domain.aliveness import VALIDITY
from qianqiao.demands.models import Demand, DemandIndicator
from qianqiao.demands.states import DEMAND_FLOW
from qianqiao.reviewing.domain import Asked, Release, batch, take_reviewed_step

PACKAGE = "qianqiao.demands"
CHILDREN = (ChildTable("indicators", DemandIndicator, "record"),)


def assess_quality(record: Demand, values: Mapping[str, Any]) -> None:
    """Sets the quality score and the list of missing fields from a full set of values."""
    found = quality.assess(values, rules.pack_in_force(PACKAGE, "record_quality.demand", clock.today()))
    record.quality_score, record.quality_missing = found.score, list(found.missing)


def assess_edit(before: Demand, record: Demand, values: Mapping[str, Any]) -> None:
    """What an edit by hand brings with it: quality anew, and a published record is proven alive."""
    assess_quality(record, values)
    VALIDITY.prove_by_edit(before, record)


def upsert_demands(
    rows: Sequence[Mapping[str, Any]], *, actor: Actor, source: str, publish: bool = False
) -> list[Written[Demand]]:
    """Creates or updates one demand per row (typed values, `organisation` a primary key).

    Side effects, in one transaction: rows and indicators, one audit entry per enterprise, one event
    `demands.records_changed`. With `publish`, complete demands are published at once, unless the
    platform checks what a person's organisation publishes.
    """

    release = Release(actor, wanted=publish)

    def prepare(record: Demand, values: Mapping[str, Any], is_new: bool) -> None:
        assess_quality(record, values)
        if is_new or publish:
            VALIDITY.begin(record)
        release.let_out(record)
        record.version = 1 if is_new else record.version + 1

    with transaction.atomic():
        written = bulk.upsert(Demand, rows, source=source, children=CHILDREN, prepare=prepare)
        changes = [w.record for w in written if w.outcome is not Outcome.UNCHANGED]
        announce_changes(changes, actor=actor, source=source, published=release.numbers)
    return written


def announce_changes(
    records: Sequence[Demand], *, actor: Actor, source: str, published: Set[str] = frozenset()
) -> None:
    """Audit per enterprise and one event for a set of written demands; nothing where the set is empty.

    `published`: numbers of those that the same write has let out.
    """
    for chain, data in written_by_chain(records, published):
        audit.append("demands.records_written", subject=source, actor=actor, chain=chain, data=data)
    if records:
        outbox.emit("demands.records_changed", {"numbers": [record.number for record in records]})


def take_demand_step(record: Demand, step: str, **asked: Unpack[Asked]) -> Demand:
    """Takes a step of the demand's flow; raises workflow.Refusal."""
    return take_reviewed_step(DEMAND_FLOW, record, step, validity=VALIDITY, asked=asked)


batch.register(Demand, take_demand_step)
