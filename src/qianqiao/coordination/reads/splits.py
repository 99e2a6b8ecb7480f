"""The contacts of a selection split by region, field, organisation, service agency or quarter."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from qianqiao import reference
from qianqiao.coordination.contacts import Contact
from qianqiao.coordination.periods import quarter_of
from qianqiao.coordination.reads.figures import fields_of
from qianqiao.coordination.selection import REGION, Selection
from qianqiao.coordination.stages import CONTACTED
from qianqiao.coordination.tally import contact_counts, contact_times
from qianqiao.docking.reads.performance import held_by, rows_of
from qianqiao.docking.sides import region_prefix
from qianqiao.mandates.models import Mandate
from qianqiao.organisations.models import Organisation

BY_FIELD, BY_QUARTER, BY_REGION, BY_ORGANISATION = "field", "quarter", "region", "organisation"
BY_AGENCY = "agency"
MOST_GROUPS = 200
Grouping = Callable[[Contact], set[str]]


@dataclass(frozen=True, slots=True)
class Group:
    """One group: its code (a field, a quarter, a region, the number of an organisation or agency), counts by stage, days to an answer.

    A contact counts once in each group that it belongs to: it has two sides, and a record may have several fields.
    """

    code: str
    counts: dict[str, int]
    days: float | None
    timed: int


def splits_for(selection: Selection) -> tuple[str, ...]:
    """How a selection may be split: by region, organisation and agency only for those who report on it.

    An organisation's own people are not told who else stands in the groups: the firm behind a sealed demand is not named.
    """
    if selection.scope.opens and selection.scope.organisation is None:
        return BY_REGION, BY_ORGANISATION, BY_AGENCY, BY_FIELD, BY_QUARTER
    return BY_FIELD, BY_QUARTER


def split(selection: Selection, contacts: Iterable[Contact], by: str) -> list[Group]:
    """The groups of contacts begun in the selection's period: quarters newest first, all others the largest first."""
    begun = [one for one in contacts if selection.period.holds(one.begun_at)]
    groups: dict[str, list[Contact]] = {}
    grouping = _GROUPINGS[by](selection, begun)
    for one in begun:
        for code in grouping(one):
            groups.setdefault(code, []).append(one)
    found = [_group(code, own) for code, own in groups.items()]
    if by == BY_QUARTER:
        return sorted(found, key=lambda one: one.code, reverse=True)
    return sorted(found, key=lambda one: (-one.counts[CONTACTED], one.code))[:MOST_GROUPS]


def _group(code: str, contacts: list[Contact]) -> Group:
    told = contact_times(contacts).get(CONTACTED)
    return Group(code, contact_counts(contacts), told.days if told else None, told.count if told else 0)


def _by_quarter(_selection: Selection, _contacts: list[Contact]) -> Grouping:
    return lambda one: {quarter_of(one.begun_at)}


def _by_field(_selection: Selection, contacts: list[Contact]) -> Grouping:
    fields = fields_of({number for one in contacts for number in one.records})
    return lambda one: {code for number in one.records for code in fields.get(number, ())}


def _by_organisation(selection: Selection, contacts: list[Contact]) -> Grouping:
    numbers = {row["pk"]: row["number"] for row in _sides(selection, contacts)}
    return lambda one: {numbers[side] for side in one.sides if side in numbers}


def _by_agency(_selection: Selection, contacts: list[Contact]) -> Grouping:
    """Agencies whose mandate covered a side while one of the contact's cases was open: as on the agency's own page."""
    wanted = {case for one in contacts for case in one.cases}
    carried: dict[str, set[str]] = {}
    agencies = Organisation.objects.filter(pk__in=Mandate.objects.values("agency")).order_by("pk")
    for key, number in agencies.values_list("pk", "number"):
        for case in rows_of(held_by(key), "carried").values_list("number", flat=True):
            if case in wanted:
                carried.setdefault(case, set()).add(number)
    return lambda one: {number for case in one.cases for number in carried.get(case, ())}


def _by_region(selection: Selection, contacts: list[Contact]) -> Grouping:
    """Provinces of the country; the cities of a province."""
    length = 4 if selection.scope.kind == REGION and region_prefix(selection.scope.code) else 2
    regions = {row["pk"]: _wider(row["region"], length) for row in _sides(selection, contacts)}
    return lambda one: {regions[side] for side in one.sides if regions.get(side)}


def _sides(selection: Selection, contacts: list[Contact]) -> Iterable[Any]:
    """The organisations of the contacts that lie in the scope."""
    rows = Organisation.objects.filter(pk__in={side for one in contacts for side in one.sides})
    inside = selection.scope.organisations()
    if inside is not None:
        rows = rows.filter(pk__in=inside)
    return rows.values("pk", "number", "region")


def _wider(region: str, length: int) -> str:
    """The province or city that a region lies in; the region itself where the standard names none."""
    code = region[:length].ljust(6, "0") if region else ""
    return code if code in {one.code for one in reference.regions()} else region


_GROUPINGS: dict[str, Callable[[Selection, list[Contact]], Grouping]] = {
    BY_FIELD: _by_field,
    BY_QUARTER: _by_quarter,
    BY_REGION: _by_region,
    BY_ORGANISATION: _by_organisation,
    BY_AGENCY: _by_agency,
}
