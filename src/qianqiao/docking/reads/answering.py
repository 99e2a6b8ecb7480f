"""How fast and how often an organisation answers: whole numbers, each of which opens to its rows."""

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.db.models import Q, QuerySet

from qianqiao.core import clock
from qianqiao.core.clock import SHANGHAI
from qianqiao.core.workdays import workdays_between
from qianqiao.docking.models import DEMAND, OFFER, DockingCase
from qianqiao.docking.states import BEFORE_ANSWER

DAYS = 365
FEWEST = 1
ANSWERS = ("answered", "unanswered", "waiting")


@dataclass(frozen=True, slots=True)
class Answering:
    """Of the expressions that an organisation got in a year: answered, not answered, still waiting.

    `days` is the median of working days to an answer; the rate leaves out those that wait or were taken back.
    """

    received: int
    answered: int
    unanswered: int
    waiting: int
    days: float | None

    @property
    def rate(self) -> int | None:
        """Per cent of the expressions whose time is over that were answered."""
        over = self.answered + self.unanswered
        return round(100 * self.answered / over) if over else None


def received_by(organisation_id: int) -> QuerySet[DockingCase]:
    """Expressions of the last year in which the organisation was asked; those taken back are left out."""
    asked = Q(demand_side=organisation_id, started_by=OFFER) | Q(
        offer_side=organisation_id, started_by=DEMAND
    )
    since = clock.now() - timedelta(days=DAYS)
    return DockingCase.objects.filter(asked, created_at__gte=since).exclude(state="withdrawn")


def condition(name: str) -> Q:
    return {
        "answered": Q(answered_at__isnull=False),
        "unanswered": Q(state="unanswered"),
        "waiting": Q(state__in=BEFORE_ANSWER),
    }[name]


def answering(organisation_id: int) -> Answering:
    rows = received_by(organisation_id)
    times = rows.filter(condition("answered")).values_list("created_at", "answered_at")
    days = [
        workdays_between(begun.astimezone(SHANGHAI).date(), answered.astimezone(SHANGHAI).date())
        for begun, answered in times
        if answered is not None
    ]
    return Answering(
        received=rows.count(),
        answered=len(days),
        unanswered=rows.filter(condition("unanswered")).count(),
        waiting=rows.filter(condition("waiting")).count(),
        days=float(median(days)) if days else None,
    )
