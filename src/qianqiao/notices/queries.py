"""Who may do something, and what waits for whom."""

from django.db.models import F, Q, QuerySet

from qianqiao.core.actor import Actor
from qianqiao.notices.models import Todo
from qianqiao.organisations.holding import holders


def people_with(permission: str, organisation_id: int) -> list[int]:
    """Primary keys of the people who hold a permission in an organisation today, lent roles included, in order."""
    return holders(permission, organisation_id)


def todos_of(actor: Actor) -> QuerySet[Todo]:
    """What waits for an actor, most urgent first; what has no due time stands last."""
    mine = Q(user=actor.user_id)
    for organisation_id, held in actor.grants.items():
        mine |= Q(user=None, organisation=organisation_id, permission__in=held)
    return Todo.objects.filter(mine, closed_at=None).order_by(
        F("due_at").asc(nulls_last=True), "created_at", "pk"
    )
