"""Writes demands: many at once, or one by a person's hand."""

from collections.abc import Mapping, Sequence, Set
from functools import cache, partial
from typing import Any

from django.db import transaction

from qianqiao.core import audit, bulk, clock, outbox, quality, rules, workflow
from qianqiao.core.actor import Actor
from qianqiao.core.bulk import ChildTable, Outcome, Written
from qianqiao.core.records import written_by_chain
from qianqiao.core.validity import prove_alive, prove_by_edit
from qianqiao.demands.domain.aliveness import usual_end
from qianqiao.demands.models import Demand, DemandIndicator
from qianqiao.demands.states import DEMAND_FLOW
from qianqiao.reviewing import domain as reviewing
from qianqiao.reviewing.queries import lets_out_many

PACKAGE = "qianqiao.demands"
CHILDREN = (ChildTable("indicators", DemandIndicator, "record"),)


def assess_quality(record: Demand, values: Mapping[str, Any]) -> None:
    """Sets the quality score and the list of missing fields from a full set of values."""
    found = quality.assess(values, rules.pack_in_force(PACKAGE, "record_quality.demand", clock.today()))
    record.quality_score, record.quality_missing = found.score, list(found.missing)


def assess_edit(before: Demand, record: Demand, values: Mapping[str, Any]) -> None:
    """What an edit by hand brings with it: quality anew, and a published record is proven alive."""
    assess_quality(record, values)
    prove_by_edit(before, record, usual_end)


def _default_validity(record: Demand) -> None:
    record.last_proven_alive = record.last_proven_alive or clock.today()
    record.valid_until = record.valid_until or usual_end(record, record.last_proven_alive)


def upsert_demands(
    rows: Sequence[Mapping[str, Any]], *, actor: Actor, source: str, publish: bool = False
) -> list[Written[Demand]]:
    """Creates or updates one demand per row (typed values, `organisation` a primary key).

    Side effects, in one transaction: rows and indicators, one audit entry per enterprise, one event
    `demands.records_changed`. With `publish`, complete demands are published at once, unless the
    platform checks what a person's organisation publishes.
    """

    published: list[Demand] = []

    lets_out = cache(partial(lets_out_many, actor))

    def let_out(record: Demand) -> bool:
        owner = record.owner_id_for_policy
        return publish and (owner is None or lets_out(owner))

    def prepare(record: Demand, values: Mapping[str, Any], is_new: bool) -> None:
        assess_quality(record, values)
        if is_new or publish:
            _default_validity(record)
        if let_out(record) and record.state in {"draft", "in_review"} and not record.missing_required():
            record.state, record.published_at = "published", record.published_at or clock.now()
            published.append(record)
        record.version = 1 if is_new else record.version + 1

    with transaction.atomic():
        written = bulk.upsert(Demand, rows, source=source, children=CHILDREN, prepare=prepare)
        changes = [w.record for w in written if w.outcome is not Outcome.UNCHANGED]
        announce_changes(changes, actor=actor, source=source, published={one.number for one in published})
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


def take_demand_step(
    record: Demand,
    step: str,
    *,
    actor: Actor,
    expected_version: int | None = None,
    reason: str = "",
    comments: Mapping[str, str] | None = None,
    looked_over: bool = False,
) -> Demand:
    """Takes a step of the demand's flow; raises workflow.Refusal.

    `comments` on fields go with a return. `looked_over`: somebody who may review looked at it before it was submitted
    (the rows of an import), so that no colleague is asked.
    """

    def change(row: Any) -> None:
        if step in {"publish", "resume", "renew"}:
            row.published_at = row.published_at or clock.now()
        if step == "renew":
            row.valid_until = None
        if step in {"publish", "renew"}:
            prove_alive(row, clock.today(), usual_end)
        row.updated_at = clock.now()

    with transaction.atomic():
        reviewing.refuse_own(record, step, actor=actor)
        fresh = workflow.take_step(
            DEMAND_FLOW,
            record,
            step,
            actor=actor,
            expected_version=expected_version,
            reason=reason,
            change=change,
        )
        reviewing.follow(fresh, step, actor=actor, reason=reason, comments=comments, looked_over=looked_over)
        outbox.emit("demands.records_changed", {"numbers": [fresh.number]})
    return fresh  # type: ignore[return-value]
