"""A person's word on likely duplicates, and the publication of what a run brought."""

from collections import Counter
from typing import Any, cast

from django.db import transaction

from qianqiao.catalogue.domain.records import CatalogueRecord, take_record_step
from qianqiao.core import audit, clock, policy
from qianqiao.core.actor import Actor
from qianqiao.core.workflow import Refusal
from qianqiao.demands.domain.records import take_demand_step
from qianqiao.demands.models import Demand
from qianqiao.imports.kinds import kind_named
from qianqiao.imports.models import DuplicateCluster, ImportRun
from qianqiao.reviewing.queries import is_at_platform

Decision = DuplicateCluster.Decision


def _locked(cluster: DuplicateCluster, actor: Actor) -> DuplicateCluster:
    fresh = DuplicateCluster.objects.select_for_update().get(pk=cluster.pk)
    if not policy.may(actor, "decide", fresh):
        raise Refusal("not_allowed", "decide")
    if fresh.decision != Decision.OPEN:
        raise Refusal("wrong_state", fresh.decision)
    return fresh


def _close(cluster: DuplicateCluster, decision: str, actor: Actor, *, kept: str = "") -> DuplicateCluster:
    cluster.decision, cluster.kept_number = decision, kept
    cluster.decided_by, cluster.decided_at = actor.label[:200], clock.now()
    cluster.save(update_fields=["decision", "kept_number", "decided_by", "decided_at"])
    audit.append(
        f"duplicates.{decision}",
        subject=f"duplicates:{cluster.pk}",
        actor=actor,
        data={"numbers": sorted(member.number for member in cluster.members.all()), "kept": kept},
    )
    return cluster


def keep_apart(cluster: DuplicateCluster, *, actor: Actor) -> DuplicateCluster:
    """These are different things; they are not shown as duplicates again. Raises Refusal."""
    with transaction.atomic():
        return _close(_locked(cluster, actor), Decision.KEPT_APART, actor)


def keep_one(cluster: DuplicateCluster, *, number: str, actor: Actor) -> DuplicateCluster:
    """These are the same: one record stays, the others are withdrawn, each with its audit entry.

    Raises Refusal, and then nothing has changed (also where a record to withdraw belongs to someone else).
    """
    with transaction.atomic():
        fresh = _locked(cluster, actor)
        numbers = sorted(member.number for member in fresh.members.all())
        if number not in numbers:
            raise Refusal("not_in_cluster", number)
        model = kind_named(fresh.kind).model
        for record in model._default_manager.filter(number__in=numbers).exclude(number=number):  # noqa: SLF001
            if record.state != "withdrawn":  # type: ignore[union-attr]
                step(record, "withdraw", actor=actor, reason=f"the same as {number}")
        return _close(fresh, Decision.SAME, actor, kept=number)


def step(record: Any, name: str, *, actor: Actor, reason: str = "", looked_over: bool = False) -> None:
    """A step of a record of either room."""
    if isinstance(record, Demand):
        take_demand_step(record, name, actor=actor, reason=reason, looked_over=looked_over)
    else:
        take_record_step(
            cast("CatalogueRecord", record), name, actor=actor, reason=reason, looked_over=looked_over
        )


def publish_complete(run: ImportRun, *, actor: Actor) -> tuple[int, int, int]:
    """Publishes the drafts of a run that lack nothing required; returns how many were, how many wait for the platform's
    check instead, and how many stay.

    Each record in a transaction of its own: one that may not be published does not hold up the others.
    """
    kind = kind_named(run.kind)
    if not kind.owner_key:
        return 0, 0, 0
    outcomes: Counter[str] = Counter()
    numbers = run.records.values_list("number", flat=True)
    drafts = kind.model._default_manager.filter(number__in=numbers, state__in=["draft", "in_review"])  # noqa: SLF001
    for pk in list(drafts.order_by("pk").values_list("pk", flat=True)):
        outcomes[_let_out(kind.model._default_manager.get(pk=pk), actor)] += 1  # noqa: SLF001
    return outcomes["published"], outcomes["waits"], outcomes["stays"]


def _let_out(record: Any, actor: Actor) -> str:
    if record.missing_required():
        return "stays"
    try:
        with transaction.atomic():
            if record.state == "draft":
                step(record, "submit", actor=actor, looked_over=True)
                record.refresh_from_db()
                if is_at_platform(record):
                    return "waits"
            step(record, "publish", actor=actor)
    except Refusal:
        return "waits" if is_at_platform(record) else "stays"
    return "published"
