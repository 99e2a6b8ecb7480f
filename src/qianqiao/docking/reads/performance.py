"""What a service agency carried under mandates: whole numbers, each of which opens to its rows."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import median

from django.db.models import Q, QuerySet

from qianqiao.core import clock
from qianqiao.core.actor import Actor
from qianqiao.core.clock import SHANGHAI
from qianqiao.core.workdays import workdays_between
from qianqiao.docking.models import DEMAND, OFFER, SIDES, DockingCase
from qianqiao.docking.sides import side_covered
from qianqiao.docking.states import BEFORE_ANSWER
from qianqiao.mandates.models import Mandate
from qianqiao.mandates.policies import sees_mandates

FIGURES = ("carried", "answered", "unanswered", "waiting", "contracts")
NOTHING = Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class Performance:
    """Cases carried; of the expressions that waited for an answer under a mandate: answered, not, still waiting.

    `days` is the median of working days from the expression to the answer. `fees` adds up the amounts that mandates
    note, `percentages` counts those that note a percentage.
    """

    carried: int
    answered: int
    unanswered: int
    waiting: int
    contracts: int
    days: float | None
    fees: Decimal
    percentages: int

    @property
    def rate(self) -> int | None:
        """Per cent of the expressions whose time is over that were answered."""
        over = self.answered + self.unanswered
        return round(100 * self.answered / over) if over else None


def may_see(actor: Actor, agency_id: int) -> bool:
    """The agency's own people, and whoever sees the figures of the whole platform."""
    return sees_mandates(actor, agency_id) or "reports.see" in actor.platform


def held_by(agency_id: int) -> list[Mandate]:
    """Mandates that the agency ever accepted, newest first."""
    rows = Mandate.objects.filter(agency=agency_id, accepted_at__isnull=False)
    return list(rows.select_related("organisation").order_by("-accepted_at", "-pk"))


def rows_of(mandates: list[Mandate], figure: str) -> QuerySet[DockingCase]:
    """The cases behind a figure; a case under several mandates counts once."""
    found = NOTHING
    for row in mandates:
        for side in SIDES:
            found |= side_covered(side, row.organisation_id, row.records) & _within(row, side, figure)
    rows = DockingCase.objects.filter(found).select_related("demand_side", "offer_side")
    return rows.order_by("-created_at", "-pk")


def _within(row: Mandate, side: str, figure: str) -> Q:
    """What makes a case of the side count under one mandate: it happened while the mandate held."""
    if not row.in_cases:
        return NOTHING
    begun, over = _held(row)
    if figure == "carried":
        return Q(created_at__lte=over) & (Q(ended_at=None) | Q(ended_at__gte=begun))
    if figure == "contracts":
        return Q(agreed_at__range=(begun, over))
    if Mandate.Act.ANSWER not in row.acts:
        return NOTHING
    asked = Q(started_by=OFFER if side == DEMAND else DEMAND, created_at__lte=over)
    if figure == "answered":
        return asked & Q(answered_at__range=(begun, over))
    if figure == "unanswered":
        return asked & Q(state="unanswered", ended_at__range=(begun, over))
    return asked & Q(state__in=BEFORE_ANSWER) if row.ended_at is None else NOTHING


def _held(row: Mandate) -> tuple[datetime, datetime]:
    first = datetime.combine(row.starts_on, datetime.min.time(), SHANGHAI)
    begun = max(row.accepted_at or row.created_at, first)
    return begun, row.ended_at or clock.now()


def performance(agency_id: int) -> Performance:
    held = held_by(agency_id)
    times = rows_of(held, "answered").values_list("created_at", "answered_at")
    days = [
        workdays_between(begun.astimezone(SHANGHAI).date(), answered.astimezone(SHANGHAI).date())
        for begun, answered in times
        if answered is not None
    ]
    return Performance(
        carried=rows_of(held, "carried").count(),
        answered=len(days),
        unanswered=rows_of(held, "unanswered").count(),
        waiting=rows_of(held, "waiting").count(),
        contracts=rows_of(held, "contracts").count(),
        days=float(median(days)) if days else None,
        fees=sum((row.fee_amount for row in held if row.fee_amount is not None), Decimal(0)),
        percentages=sum(row.fee_percent is not None for row in held),
    )


def with_fee(mandates: list[Mandate]) -> list[Mandate]:
    return [row for row in mandates if row.fee_amount is not None or row.fee_percent is not None]
