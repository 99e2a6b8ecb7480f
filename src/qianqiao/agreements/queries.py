"""Reads of agreements, always through the policy."""

from django.db.models import QuerySet

from qianqiao.agreements.models import Agreement
from qianqiao.core import policy
from qianqiao.core.actor import Actor


def agreements_visible_to(actor: Actor) -> QuerySet[Agreement]:
    return Agreement.objects.filter(policy.visible(actor, Agreement))


def agreements_of(cause: str, *, actor: Actor) -> QuerySet[Agreement]:
    """What came of one cause, in the order of signing."""
    return agreements_visible_to(actor).filter(cause=cause).prefetch_related("parties__organisation")


def agreement_by_number(number: str, *, actor: Actor) -> Agreement | None:
    return agreements_visible_to(actor).filter(number=number).first()
