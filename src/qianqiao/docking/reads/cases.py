"""Cases as an actor may know them: one by its number, the own ones with what they owe, late first."""

from datetime import datetime

from django.db.models import DateTimeField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast

from qianqiao.core import clock, policy
from qianqiao.core.actor import Actor
from qianqiao.docking.models import CaseNote, DockingCase, Obligation
from qianqiao.docking.sides import mandate_for, organisations_seen, own_cases
from qianqiao.docking.states import AGREED, OPEN

FILTERS = ("mine", "late", "theirs", "agreed", "ended", "all")


def cases_visible_to(actor: Actor) -> QuerySet[DockingCase]:
    rows = DockingCase.objects.filter(policy.visible(actor, DockingCase))
    return rows.select_related("demand_side", "offer_side")


def case_by_number(number: str, *, actor: Actor) -> DockingCase | None:
    """The case with both sides, or None where it does not exist or may not be known."""
    return cases_visible_to(actor).filter(number=number).first()


def notes_of(case: DockingCase, side: str, actor: Actor) -> QuerySet[CaseNote]:
    """The private notes of a side; who stands there under a mandate reads those written since it began."""
    rows = case.notes.filter(side=side).select_related("author")
    if case.organisation_id_of(side) in actor.grants:
        return rows
    held = mandate_for(actor, case, side) if side else None
    return rows.none() if held is None else rows.filter(created_at__gte=held.since)


def _due(condition: Q) -> Cast:
    found = Obligation.objects.filter(
        condition, case=OuterRef("pk"), done_at=None, started_at__lte=clock.now()
    )
    # the cast keeps its type where the condition can hold for nothing
    return Cast(Subquery(found.order_by("due_at").values("due_at")[:1]), DateTimeField())


def listed(actor: Actor, *, followed: bool = False) -> QuerySet[DockingCase]:
    """The actor's own cases (`followed`: all it may know) with `own_due` and `other_due`, the most urgent first."""
    own = Q(organisation__in=organisations_seen(actor))
    rows = cases_visible_to(actor) if followed else cases_visible_to(actor).filter(own_cases(actor))
    rows = rows.annotate(own_due=_due(own), other_due=_due(~own))
    return rows.order_by(
        F("own_due").asc(nulls_last=True), F("other_due").asc(nulls_last=True), "-updated_at", "-pk"
    )


def condition(name: str, now: datetime) -> Q:
    """What a filter of the list lets through."""
    return {
        "mine": Q(own_due__isnull=False),
        "late": Q(own_due__lt=now) | Q(other_due__lt=now),
        "theirs": Q(other_due__isnull=False),
        "agreed": Q(state__in=[AGREED, "paid"]),
        "ended": ~Q(state__in=OPEN),
    }.get(name, Q())
