"""A retirement is decided by whoever may write the record; the platform decides what falls due."""

from typing import Any

from django.db.models import Q

from qianqiao.core.actor import Actor, ActorKind
from qianqiao.core.policy import declare
from qianqiao.upkeep.models import Retirement


@declare(Retirement)
class RetirementPolicy:
    def visible(self, actor: Actor) -> Q:
        if actor.kind is ActorKind.SYSTEM:
            return Q()
        return Q(organisation__in=actor.organisations_where("records.see"))

    def may(self, actor: Actor, action: str, row: Any) -> bool:
        return action == "decide" and actor.may(row.permission, row.organisation_id)
