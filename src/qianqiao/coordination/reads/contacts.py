"""Contacts as the database counts them: cases on the same records between the same sides, taken together."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Aggregate, Case, Count, DurationField, F, Min, Q, QuerySet, Value, When

from qianqiao.coordination.selection import Selection
from qianqiao.coordination.stages import ANSWERED, CONTACTED, NEGOTIATING, PAID, SIGNED
from qianqiao.coordination.tally import DAY, Typical
from qianqiao.demands.models import Demand
from qianqiao.docking.models import DockingCase
from qianqiao.docking.reads.subjects import MODELS

# What makes cases one contact.
KEY = ("demand", "offer", "demand_side", "offer_side")
# By stage: when a case reached it.
MOMENTS = {
    CONTACTED: "created_at",
    ANSWERED: "answered_at",
    NEGOTIATING: "negotiating_at",
    SIGNED: "agreed_at",
    PAID: "paid_at",
}
Rows = QuerySet[Any, dict[str, Any]]


def cases(selection: Selection) -> QuerySet[DockingCase]:
    """The cases of a selection, whenever they were begun."""
    rows = cases_in(selection)
    return rows.filter(_about(selection.field)) if selection.field else rows


def cases_in(selection: Selection) -> QuerySet[DockingCase]:
    """The cases of a selection's scope, whatever field they are about."""
    return DockingCase.objects.filter(selection.owned("demand_side") | selection.owned("offer_side"))


def _about(field: str) -> Q:
    """The condition that the demand or the offer belongs to a technical field."""
    inside = Q()
    for model in MODELS.values():
        numbers = model._default_manager.filter(fields__contains=[field]).values("number")  # noqa: SLF001  Django's manager
        inside |= Q(**{f"{side_of(model)}__in": numbers})
    return inside


def side_of(model: type[Any]) -> str:
    """The side of a case on which records of a kind stand."""
    return "demand" if model is Demand else "offer"


def earliest(rows: QuerySet[DockingCase], *key: str) -> Rows:
    """Cases taken together by a key, with the earliest moment of each stage."""
    found: Rows = rows.order_by().values(*key).annotate(**{stage: Min(at) for stage, at in MOMENTS.items()})
    return found


def begun(selection: Selection) -> Rows:
    """A row for each contact that was begun in the selection's period: its key and its moments, whenever they were."""
    rows, period = earliest(cases(selection), *KEY), selection.period
    if period.start is None:
        return rows
    return rows.filter(contacted__gte=period.start, contacted__lt=period.stop)


def newest(name: str) -> ArrayAgg:
    """A value of the cases of a contact, that of the newest case first."""
    return ArrayAgg(name, order_by=["-created_at", "-number"])


class Median(Aggregate):
    """The span in the middle, or what lies halfway between the two in the middle."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def span(begin: str, end: str) -> Case:
    """The time between two moments of the rows that have both; one that runs backwards counts as none."""
    backwards = When(Q(**{f"{end}__lt": F(begin)}), then=Value(timedelta(0)))
    return Case(backwards, default=F(end) - F(begin), output_field=DurationField())


def spent(steps: Sequence[tuple[str, str, str]]) -> dict[str, Any]:
    """The aggregates of steps, each a name with the two moments it lies between; `times` reads them."""
    return {
        **{f"{name}_median": Median(span(begin, end)) for name, begin, end in steps},
        **{f"{name}_count": Count(span(begin, end)) for name, begin, end in steps},
    }


def times(found: dict[str, Any], steps: Sequence[tuple[str, str, str]]) -> dict[str, Typical]:
    """The typical time of each step; none for one that nobody has taken."""
    counts = {name: found[f"{name}_count"] for name, _begin, _end in steps}
    return {
        name: Typical(round(found[f"{name}_median"] / DAY, 1), count)
        for name, count in counts.items()
        if count
    }
