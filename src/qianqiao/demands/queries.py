"""Reads of demands, always through the policy."""

from datetime import date

from django.db.models import Q, QuerySet

from qianqiao.core import policy
from qianqiao.core.actor import Actor
from qianqiao.demands.models import Demand


def live(day: date) -> Q:
    """Published and still valid on a day: what search and matching may return."""
    return Q(state="published") & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))


def demands_visible_to(actor: Actor) -> QuerySet[Demand]:
    return Demand.objects.filter(policy.visible(actor, Demand))


def demand_by_number(number: str, *, actor: Actor) -> Demand | None:
    """The demand with its enterprise, or None where it does not exist or may not be known."""
    return demands_visible_to(actor).select_related("organisation").filter(number=number).first()
