"""The funnel of a selection from the rows that the rooms keep."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Min, Q, QuerySet

from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.coordination import tally
from qianqiao.coordination.contacts import CaseFact, Contact, Listing, contacts_of
from qianqiao.coordination.selection import Selection
from qianqiao.coordination.stages import (
    ANSWERED,
    CONTACTED,
    LISTED,
    MATCHED,
    NEGOTIATING,
    OF_CONTACTS,
    PAID,
    SHOWN,
    SIGNED,
)
from qianqiao.coordination.tally import Funnel
from qianqiao.demands.models import Demand
from qianqiao.docking.models import DockingCase
from qianqiao.docking.reads.subjects import MODELS
from qianqiao.matching.models import MatchMilestone

_MOMENTS = {
    CONTACTED: "created_at",
    ANSWERED: "answered_at",
    NEGOTIATING: "negotiating_at",
    SIGNED: "agreed_at",
    PAID: "paid_at",
}


def funnel(selection: Selection) -> Funnel:
    return funnel_of(selection, contacts(selection))


def funnel_of(selection: Selection, every: list[Contact]) -> Funnel:
    """The funnel of a selection whose contacts of all times are known already."""
    begun = [one for one in every if selection.period.holds(one.begun_at)]
    reaching = tally.records_reaching(every)
    demands = _record_counts((Demand,), selection, reaching)
    offers = _record_counts((Achievement, Patent, Expert), selection, reaching)
    times = tally.demand_times(milestones(selection), tally.first_contacts(every))
    return Funnel(
        demands=demands,
        offers=offers,
        contacts=tally.contact_counts(begun),
        days={**times, **tally.contact_times(begun)},
        ends=tally.end_counts(begun),
    )


def contacts(selection: Selection) -> list[Contact]:
    """The contacts of a selection, whenever they were begun."""
    rows = DockingCase.objects.filter(selection.owned("demand_side") | selection.owned("offer_side"))
    columns = ("number", "demand", "offer", "demand_side", "offer_side", "state", *_MOMENTS.values())
    found = contacts_of(_fact(row) for row in rows.values_list(*columns).iterator(5000))
    return in_field(found, selection.field)


def _fact(row: tuple[Any, ...]) -> CaseFact:
    number, demand, offer, demand_side, offer_side, state, *times = row
    moments: dict[str, datetime] = {
        stage: at for stage, at in zip(_MOMENTS, times, strict=True) if at is not None
    }
    return CaseFact(number, (demand, offer, demand_side, offer_side), state, moments)


def in_field(found: list[Contact], code: str) -> list[Contact]:
    """Of these the contacts whose demand or offer belongs to a technical field; all of them for no field."""
    if not code:
        return found
    numbers = {number for one in found for number in one.records}
    inside: set[str] = set()
    for letter, model in MODELS.items():
        own = [number for number in numbers if number.startswith(letter)]
        rows = model._default_manager.filter(number__in=own, fields__contains=[code])  # noqa: SLF001  Django's manager
        inside.update(rows.values_list("number", flat=True))
    return [one for one in found if inside.intersection(one.records)]


def fields_of(numbers: Iterable[str]) -> dict[str, list[str]]:
    """The technical fields of records by number."""
    wanted = sorted(numbers)
    found: dict[str, list[str]] = {}
    for letter, model in MODELS.items():
        own = [number for number in wanted if number.startswith(letter)]
        rows = model._default_manager.filter(number__in=own)  # noqa: SLF001  Django's documented manager
        found.update(rows.values_list("number", "fields"))
    return found


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


def _record_counts(
    models: tuple[type[Any], ...], selection: Selection, reaching: dict[str, set[str]]
) -> dict[str, int]:
    counts = {
        stage: sum(at_stage(model, selection, stage).count() for model in models)
        for stage in (LISTED, MATCHED, SHOWN)
    }
    numbers = {number for model in models for number in _contacted(model, selection, reaching[CONTACTED])}
    return {**counts, **{stage: len(numbers & reaching[stage]) for stage in OF_CONTACTS}}


def _contacted(model: type[Any], selection: Selection, numbers: set[str]) -> list[str]:
    letter = model.number_letter
    own = [number for number in numbers if number.startswith(letter)]
    return list(listed(model, selection).filter(number__in=own).values_list("number", flat=True))


def contacted_numbers(models: Iterable[type[Any]], selection: Selection, stage: str) -> list[str]:
    """The listed records of which a contact has reached a stage, in the order of their numbers."""
    reached = tally.records_reaching(contacts(selection))[stage]
    return sorted(number for model in models for number in _contacted(model, selection, reached))


def milestones(selection: Selection) -> list[Listing]:
    """The listed demands that were matched, with the moments of it."""
    noted = {
        number: (matched_at, shown_at)
        for number, matched_at, shown_at in MatchMilestone.objects.filter(number__startswith="D")
        .values_list("number", "matched_at", "shown_at")
        .iterator(5000)
    }
    rows = at_stage(Demand, selection, MATCHED).values_list("number", "organisation", "published_at")
    return [
        Listing(number, owner, at, *noted[number])
        for number, owner, at in rows.iterator(5000)
        if number in noted
    ]


def first_listed() -> list[datetime]:
    """The first publication of each kind of record, for the years that can be chosen."""
    found = [
        model._default_manager.aggregate(first=Min("published_at"))["first"]  # noqa: SLF001  Django's manager
        for model in MODELS.values()
    ]
    return [one for one in found if one is not None]
