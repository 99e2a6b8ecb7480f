"""Reads of the room, always through the policy where a person asks."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core import policy
from qianqiao.core.actor import Actor
from qianqiao.demands.models import Demand
from qianqiao.imports.domain.claims import is_claimed
from qianqiao.imports.kinds import kind_named
from qianqiao.imports.models import DuplicateCluster, ImportRun
from qianqiao.imports.states import AT_WORK
from qianqiao.organisations.models import Organisation
from qianqiao.reviewing.queries import numbers_held

_MODELS: dict[str, Any] = {"A": Achievement, "P": Patent, "X": Expert, "D": Demand, "O": Organisation}


def runs_visible_to(actor: Actor) -> QuerySet[ImportRun]:
    """Runs that the actor may know of, newest first."""
    return ImportRun.objects.filter(policy.visible(actor, ImportRun)).select_related(
        "owner", "user", "source"
    )


def run_by_number(number: str, *, actor: Actor) -> ImportRun | None:
    return runs_visible_to(actor).filter(number=number).first()


def run_by_id(run_id: int) -> ImportRun:
    return ImportRun.objects.select_related("source", "user", "owner").get(pk=run_id)


def abandoned_runs(*, silent_since: datetime) -> Iterator[int]:
    """Runs said to be at work that no process holds and that have been silent since a moment."""
    silent = ImportRun.objects.filter(state__in=AT_WORK, heartbeat_at__lt=silent_since)
    yield from (pk for pk in silent.order_by("pk").values_list("pk", flat=True) if not is_claimed(pk))


def records_by_number(numbers: list[str]) -> dict[str, Any]:
    """Records behind public numbers, whatever their kind, with their owner."""
    found: dict[str, Any] = {}
    for letter in sorted({number[:1] for number in numbers} & _MODELS.keys()):
        model = _MODELS[letter]
        owner = {"A": ["owner"], "P": ["owner"], "X": ["organisation"], "D": ["organisation"]}.get(letter, [])
        own = model._default_manager.filter(number__in=[n for n in numbers if n.startswith(letter)])  # noqa: SLF001
        found |= {record.number: record for record in own.select_related(*owner)}
    return found


def complete_drafts(run: ImportRun) -> int:
    """How many drafts of a run lack nothing required: what “publish all complete ones” would publish."""
    kind = kind_named(run.kind)
    if not kind.owner_key:
        return 0
    numbers = run.records.values_list("number", flat=True)
    records: Any = kind.model._default_manager  # noqa: SLF001  documented manager
    drafts = records.filter(number__in=numbers, state__in=["draft", "in_review"])
    drafts = drafts.exclude(number__in=numbers_held())
    return sum(not record.missing_required() for record in drafts.iterator(chunk_size=1000))


def clusters_visible_to(actor: Actor) -> QuerySet[DuplicateCluster]:
    """Clusters with at least one record of the actor's organisations, newest first."""
    visible = DuplicateCluster.objects.filter(policy.visible(actor, DuplicateCluster)).values("pk")
    return (
        DuplicateCluster.objects.filter(pk__in=visible)
        .prefetch_related("members__organisation")
        .order_by("-pk")
    )


def open_cluster_count(actor: Actor) -> int:
    found = clusters_visible_to(actor).filter(decision=DuplicateCluster.Decision.OPEN)
    return int(found.aggregate(count=Count("pk"))["count"])
