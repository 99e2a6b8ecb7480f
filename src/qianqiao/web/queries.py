"""Reads of the start pages: honest counts and what is new, always through each room's own policy."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Count, Q, QuerySet

from qianqiao.catalogue import queries as catalogue
from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core.actor import ANONYMOUS, Actor
from qianqiao.core.records import RECORD_STATES
from qianqiao.demands import queries as demands
from qianqiao.demands.models import Demand
from qianqiao.upkeep import ruling
from qianqiao.upkeep.queries import kept_under_mandates

ALIVE_WITHIN = timedelta(days=90)
LOOKED_AT = 200
COMPLETE = 80
# Holds for every published record; said so that the index of those is used.
LET_OUT = Q(published_at__isnull=False)
R = TypeVar("R", bound=Achievement | Patent | Demand)
KINDS: dict[str, type[Any]] = {
    "achievements": Achievement,
    "patents": Patent,
    "experts": Expert,
    "demands": Demand,
}


def live_offers(model: type[Any], day: date) -> QuerySet[Any]:
    return catalogue.visible_to(ANONYMOUS, model).filter(catalogue.live(day), LET_OUT)


def live_demands(day: date) -> QuerySet[Demand]:
    return demands.demands_visible_to(ANONYMOUS).filter(demands.live(day), LET_OUT)


def counts(day: date) -> dict[str, int]:
    """Offers, offers proven alive within 90 days, demands, experts: published and valid on the day."""
    alive = Count("pk", filter=Q(last_proven_alive__gte=day - ALIVE_WITHIN))
    parts = [
        live_offers(model, day).aggregate(all=Count("pk"), alive=alive) for model in (Achievement, Patent)
    ]
    return {
        "offers": sum(part["all"] for part in parts),
        "alive": sum(part["alive"] for part in parts),
        "demands": live_demands(day).count(),
        "experts": live_offers(Expert, day).count(),
    }


def varied(records: Iterable[R], limit: int) -> list[R]:
    """The newest of each technical field first, then the rest: one import should not fill a front page."""
    seen: set[str] = set()
    first: list[R] = []
    rest: list[R] = []
    for record in records:
        field = record.fields[0] if record.fields else ""
        (rest if field in seen else first).append(record)
        seen.add(field)
    return [*first, *rest][:limit]


def newest_offers(day: date, *, limit: int) -> list[Achievement | Patent]:
    live = {model: live_offers(model, day) for model in (Achievement, Patent)}
    newest = [one for rows in live.values() for one in _newest(rows)]
    newest.sort(key=lambda one: one.published_at, reverse=True)
    return _whole(varied(newest, limit), live, "owner")


def newest_demands(day: date, *, limit: int) -> list[Demand]:
    """Sealed demands are left out: they have nothing to show on a front page."""
    shown = live_demands(day).exclude(confidentiality=Demand.Confidentiality.SEALED)
    return _whole(varied(_newest(shown), limit), {Demand: shown}, "organisation")


def _newest(rows: QuerySet[Any]) -> list[Any]:
    """The newest with no more than what they are chosen by."""
    return list(rows.order_by("-published_at", "-pk").only("fields", "published_at")[:LOOKED_AT])


def _whole(chosen: list[Any], live: Mapping[type[Any], QuerySet[Any]], owner: str) -> list[Any]:
    """The chosen with everything that a row tells, in their order."""
    keys: dict[type[Any], list[int]] = {}
    for one in chosen:
        keys.setdefault(type(one), []).append(one.pk)
    found = {
        (model, row.pk): row
        for model, own in keys.items()
        for row in live[model].select_related(owner).filter(pk__in=own)
    }
    return [found[type(one), one.pk] for one in chosen if (type(one), one.pk) in found]


def own_records(kind: str, *, actor: Actor) -> QuerySet[Any]:
    """Records of the organisations the actor belongs to, and those it keeps alive under mandates, last changed first."""
    model = KINDS[kind]
    mine = owned(kind, actor=actor) | kept_under_mandates(model, actor=actor)
    rows = demands.demands_visible_to(actor) if model is Demand else catalogue.visible_to(actor, model)
    return rows.filter(mine).select_related(model.owner_field).order_by("-updated_at", "-pk")


def owned(kind: str, *, actor: Actor) -> Q:
    return Q(**{f"{KINDS[kind].owner_field}__in": actor.organisation_ids})


def needs(kind: str, *, actor: Actor, day: date) -> dict[str, Q]:
    """What waits for the owner's people: drafts, published records soon past their validity, thin ones of their own."""
    soon = Q(state="published", valid_until__range=ruling.soon(day))
    return {
        "draft": Q(state="draft"),
        "expiring": soon,
        "incomplete": owned(kind, actor=actor)
        & Q(state__in=["draft", "in_review", "published"], quality_score__lt=COMPLETE),
    }


def own_summary(kind: str, *, actor: Actor, day: date) -> dict[str, int]:
    """Counts by state, by need, and of all, in one query."""
    filters = {**{state: Q(state=state) for state in RECORD_STATES}, **needs(kind, actor=actor, day=day)}
    counts = {key: Count("pk", filter=condition) for key, condition in filters.items()}
    found: dict[str, int] = own_records(kind, actor=actor).aggregate(all=Count("pk"), **counts)
    return found
