"""The funnel of a selection from the rows that the rooms keep; the database counts, so that it stays cheap with many."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery

from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.coordination.contacts import end_of
from qianqiao.coordination.reads.contacts import (
    begun,
    cases,
    cases_in,
    earliest,
    newest,
    side_of,
    spent,
    times,
)
from qianqiao.coordination.selection import Selection
from qianqiao.coordination.stages import CONTACTED, LISTED, MATCHED, OF_CONTACTS, SHOWN
from qianqiao.coordination.tally import Funnel, Typical
from qianqiao.demands.models import Demand
from qianqiao.docking.reads.subjects import MODELS
from qianqiao.docking.states import STATES
from qianqiao.matching.models import MatchMilestone

OFFERS: tuple[type[Any], ...] = (Achievement, Patent, Expert)
_BETWEEN = [(stage, stage, after) for stage, after in pairwise(OF_CONTACTS)]
_BEFORE = [
    (LISTED, "listed_at", "matched_at"),
    (MATCHED, "matched_at", "shown_at"),
    (SHOWN, "shown_at", "first"),
]


def funnel(selection: Selection) -> Funnel:
    contacts, ends, days = _contacts(selection)
    return Funnel(
        demands=_record_counts((Demand,), selection),
        offers=_record_counts(OFFERS, selection),
        contacts=contacts,
        days={**_demand_times(selection), **days},
        ends=ends,
    )


def _contacts(selection: Selection) -> tuple[dict[str, int], dict[str, int], dict[str, Typical]]:
    """Of the contacts begun in the period: how many reached each stage, came to each end, the time in each stage."""
    states = sorted(STATES)
    found = (
        begun(selection)
        .annotate(states=newest("state"))
        .aggregate(
            **{f"of_{stage}": Count(stage) for stage in OF_CONTACTS},
            **{f"in_{state}": Count(CONTACTED, filter=Q(states__0=state)) for state in states},
            **spent(_BETWEEN),
        )
    )
    ends: Counter[str] = Counter()
    for state in states:
        ends[end_of(state)] += found[f"in_{state}"]
    counts = {stage: found[f"of_{stage}"] for stage in OF_CONTACTS}
    return counts, {end: count for end, count in ends.items() if count}, times(found, _BETWEEN)


def listed(model: type[Any], selection: Selection) -> QuerySet[Any]:
    """Records of a kind that were first published in the selection's period."""
    condition = Q(published_at__isnull=False) & selection.owned(model.owner_field)
    if selection.field:
        condition &= Q(fields__contains=[selection.field])
    if selection.period.start is not None:
        condition &= Q(published_at__gte=selection.period.start, published_at__lt=selection.period.stop)
    rows: QuerySet[Any] = model._default_manager.filter(condition)  # noqa: SLF001  Django's documented manager
    return rows


def at_stage(model: type[Any], selection: Selection, stage: str) -> QuerySet[Any]:
    """Of the listed records those that were matched or shown."""
    rows = listed(model, selection)
    noted = MatchMilestone.objects.all()
    if stage == SHOWN:
        noted = noted.filter(shown_at__isnull=False)
    return rows if stage == LISTED else rows.filter(number__in=noted.values("number"))


def _record_counts(models: Iterable[type[Any]], selection: Selection) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for model in models:
        numbers = listed(model, selection).values("number")
        noted = MatchMilestone.objects.filter(number__in=numbers)
        counts[LISTED] += numbers.count()
        counts.update(noted.aggregate(**{MATCHED: Count("pk"), SHOWN: Count("shown_at")}))
        counts.update(
            _reached(model, selection).aggregate(**{f"of_{one}": Count(one) for one in OF_CONTACTS})
        )
    before = {stage: counts[stage] for stage in (LISTED, MATCHED, SHOWN)}
    return {**before, **{stage: counts[f"of_{stage}"] for stage in OF_CONTACTS}}


def _reached(model: type[Any], selection: Selection) -> QuerySet[Any, dict[str, Any]]:
    """A row for each listed record that a contact was begun about, with the earliest moment of each stage."""
    side = side_of(model)
    # a listed record is of the field, and so is every case about it
    rows = cases_in(selection).filter(**{f"{side}__in": listed(model, selection).values("number")})
    return earliest(rows, side)


def contacted_numbers(models: Iterable[type[Any]], selection: Selection, stage: str) -> list[str]:
    """The listed records of which a contact has reached a stage, in the order of their numbers."""
    found: list[str] = []
    for model in models:
        rows = _reached(model, selection).filter(**{f"{stage}__isnull": False})
        found += rows.values_list(side_of(model), flat=True)
    return sorted(found)


def _demand_times(selection: Selection) -> dict[str, Typical]:
    """The time of listed demands in the stages before the first contact."""
    own = listed(Demand, selection).filter(number=OuterRef("number"))
    contacted = earliest(cases_in(selection).filter(demand=OuterRef("number")), "demand")
    rows = MatchMilestone.objects.annotate(
        listed_at=Subquery(own.values("published_at")), first=Subquery(contacted.values(CONTACTED))
    )
    return times(rows.filter(listed_at__isnull=False).aggregate(**spent(_BEFORE)), _BEFORE)


def first_begun(selection: Selection) -> datetime | None:
    """When the first contact of a selection was begun, in whatever period."""
    found: datetime | None = cases(selection).aggregate(first=Min("created_at"))["first"]
    return found


def first_listed() -> list[datetime]:
    """The first publication of each kind of record, for the years that can be chosen."""
    found = [
        model._default_manager.aggregate(first=Min("published_at"))["first"]  # noqa: SLF001  Django's manager
        for model in MODELS.values()
    ]
    return [one for one in found if one is not None]
