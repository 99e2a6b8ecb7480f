"""Demands written by hand in the browser: created as drafts, changed against a version, published."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction

from qianqiao.core import editing, outbox
from qianqiao.core.actor import Actor
from qianqiao.core.editing import Saved
from qianqiao.core.lifecycle import DRAFT
from qianqiao.core.workflow import Refusal
from qianqiao.demands.domain.records import CHILDREN, assess_edit, take_demand_step, upsert_demands
from qianqiao.demands.models import Demand
from qianqiao.reviewing.domain import written
from qianqiao.reviewing.queries import REVIEW, may_decide

SOURCE = "manual"


def demand_values(demand: Demand) -> dict[str, Any]:
    """All values of a demand under its interchange keys, indicators as dictionaries."""
    return editing.values_of(demand, CHILDREN)


def create_demand(values: Mapping[str, Any], *, actor: Actor, organisation_id: int) -> Demand:
    """A new draft of an enterprise whose demands the actor may write; raises Refusal not_allowed otherwise."""
    if not actor.may("demands.edit", organisation_id):
        raise Refusal("not_allowed", str(organisation_id))
    row = {**values, "organisation": organisation_id}
    return upsert_demands([row], actor=actor, source=SOURCE)[0].record


def save_demand(
    demand: Demand, values: Mapping[str, Any], *, actor: Actor, expected_version: int
) -> Saved[Demand]:
    """Changes a demand and assesses its quality anew; raises Refusal. Event: `demands.records_changed`."""
    with transaction.atomic():
        saved = editing.save(
            demand,
            values,
            actor=actor,
            expected_version=expected_version,
            action="demands.edited",
            children=CHILDREN,
            prepare=partial(assess_edit, demand),
        )
        if saved.changed:
            written(saved.record, actor=actor)
            outbox.emit("demands.records_changed", {"numbers": [saved.record.number]})
    return saved


def publish_demand(demand: Demand, *, actor: Actor, expected_version: int) -> Demand:
    """Submits a draft and publishes it, both or neither; raises Refusal.

    Where a colleague or the platform has to look first, the demand is submitted and waits: its state tells which.
    """
    with transaction.atomic():
        if demand.state == DRAFT:
            demand = take_demand_step(demand, "submit", actor=actor, expected_version=expected_version)
            expected_version = demand.version
            if actor.may(REVIEW, demand.organisation_id) and not may_decide(actor, "publish", demand):
                return demand
        return take_demand_step(demand, "publish", actor=actor, expected_version=expected_version)
