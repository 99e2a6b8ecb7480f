"""The organisation that gives a mandate and the agency that carries it know of it; nobody else does."""

from typing import Any

from django.db.models import Q

from qianqiao.core.actor import Actor, ActorKind
from qianqiao.core.policy import declare
from qianqiao.mandates.models import Mandate

GIVE, CARRY, SEE = "mandates.give", "mandates.carry", "docking.see"


def sees_mandates(actor: Actor, organisation_id: int) -> bool:
    """Whether an actor sees the mandates of an organisation or agency."""
    return organisation_id in actor.organisations_where(SEE)


@declare(Mandate)
class MandatePolicy:
    def visible(self, actor: Actor) -> Q:
        if actor.kind is ActorKind.SYSTEM:
            return Q()
        own = actor.organisations_where(SEE)
        return Q(organisation__in=own) | Q(agency__in=own)

    def may(self, actor: Actor, action: str, row: Any) -> bool:
        if action == "expire":
            return actor.kind is ActorKind.SYSTEM
        gives = row.organisation_id in actor.organisations_where(GIVE)
        carries = row.agency_id in actor.organisations_where(CARRY)
        allowed = {
            "withdraw": gives,
            "answer": carries,
            "end": gives or carries,
            "view": sees_mandates(actor, row.organisation_id) or sees_mandates(actor, row.agency_id),
        }
        return allowed.get(action, False)
