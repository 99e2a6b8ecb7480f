"""Mandates as an actor may know them, what they let a person do today, and whose people they call upon."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core import clock, policy
from qianqiao.core.actor import Actor, Carried
from qianqiao.demands.models import Demand
from qianqiao.mandates.models import Mandate
from qianqiao.mandates.policies import CARRY
from qianqiao.mandates.states import IN_FORCE
from qianqiao.notices.queries import people_with
from qianqiao.organisations.models import Organisation

MOST_RECORDS = 300
RECORDS: tuple[type[Any], ...] = (Demand, Achievement, Patent, Expert)


def in_force() -> QuerySet[Mandate]:
    """Mandates that let somebody act today; the day itself counts, not when the hourly work has looked at it."""
    today = clock.today()
    return Mandate.objects.filter(state__in=IN_FORCE, starts_on__lte=today, ends_on__gte=today)


def carried_by(grants: Mapping[int, frozenset[str]]) -> tuple[Carried, ...]:
    """What the agencies in which a person may carry mandates may do today, earliest first."""
    agencies = [key for key, held in grants.items() if CARRY in held]
    if not agencies:
        return ()
    rows = in_force().filter(agency__in=agencies).order_by("accepted_at", "pk")
    return tuple(as_carried(row) for row in rows)


def as_carried(row: Mandate) -> Carried:
    return Carried(
        mandate=row.number,
        agency=row.agency_id,
        organisation=row.organisation_id,
        permissions=row.permissions,
        records=frozenset(row.records),
        since=row.accepted_at or row.created_at,
        reads_sealed=row.reads_sealed,
        in_cases=row.in_cases,
    )


def covering(organisation_id: int, number: str) -> list[Mandate]:
    """Mandates in force that cover a matter of an organisation about one of its records, earliest first."""
    about = Q(records=[]) | Q(records__contains=[number])
    rows = in_force().filter(about, organisation=organisation_id).select_related("agency")
    return list(rows.order_by("accepted_at", "pk"))


def mandates_for(permission: str, organisation_id: int, number: str) -> list[Mandate]:
    """Those of `covering` that hold a permission."""
    found = covering(organisation_id, number)
    return [row for row in found if permission in row.permissions]


def brokers_for(permission: str, organisation_id: int, number: str) -> list[int]:
    """People of agencies who may do something in the organisation's name about one of its records."""
    agencies = {row.agency_id for row in mandates_for(permission, organisation_id, number)}
    return sorted({person for agency in agencies for person in people_with(CARRY, agency)})


def keeping(organisation_id: int | None = None) -> QuerySet[Mandate]:
    """Mandates in force under which an agency keeps records alive, of one organisation or of all."""
    rows = in_force().filter(acts__contains=[Mandate.Act.KEEP]).select_related("organisation")
    return rows if organisation_id is None else rows.filter(organisation=organisation_id)


def mandates_of(organisation: Organisation, *, actor: Actor) -> QuerySet[Mandate]:
    """What an organisation has given, or an agency was given, newest first."""
    side = "agency" if organisation.kind == Organisation.Kind.AGENCY else "organisation"
    rows = Mandate.objects.filter(policy.visible(actor, Mandate), **{side: organisation})
    return rows.select_related("organisation", "agency")


def mandate_by_number(number: str, *, actor: Actor) -> Mandate | None:
    rows = Mandate.objects.filter(policy.visible(actor, Mandate), number=number)
    return rows.select_related("organisation", "agency", "given_by").first()


def agencies() -> QuerySet[Organisation]:
    return Organisation.objects.filter(kind=Organisation.Kind.AGENCY).order_by("name", "pk")


def records_of(organisation_id: int) -> list[Any]:
    """The organisation's own published records, those changed last first; for the choice of a scope."""
    found: list[Any] = []
    for model in RECORDS:
        rows = model._default_manager.filter(**{model.owner_field: organisation_id}, state="published")  # noqa: SLF001  Django's manager
        found += rows.order_by("-updated_at")[:MOST_RECORDS]
    return found


def not_owned(numbers: Iterable[str], organisation_id: int) -> list[str]:
    """Those of the numbers that are not records of the organisation."""
    wanted = set(numbers)
    for model in RECORDS:
        rows = model._default_manager.filter(**{model.owner_field: organisation_id}, number__in=wanted)  # noqa: SLF001  Django's manager
        wanted -= set(rows.values_list("number", flat=True))
    return sorted(wanted)
