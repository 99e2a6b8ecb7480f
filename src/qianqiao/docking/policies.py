"""Both parties share a case; a liaison officer of the region sees its state and clocks; it is unknown to all others."""

from typing import Any

from django.db.models import Q

from qianqiao.core.actor import Actor, ActorKind
from qianqiao.core.policy import declare
from qianqiao.docking.models import SIDES, DockingCase
from qianqiao.docking.sides import acts_for_side, followed_cases, follows, own_cases, side_of

# Actions of either side, by the permission that they need there.
EITHER_SIDE = {
    "decide": "docking.answer",
    "negotiate": "docking.negotiate",
    "sign": "docking.sign",
    "talk": "docking.negotiate",
    "note": "docking.see",
    "read": "docking.see",
}


@declare(DockingCase)
class CasePolicy:
    def visible(self, actor: Actor) -> Q:
        if actor.kind is ActorKind.SYSTEM:
            return Q()
        return own_cases(actor) | followed_cases(actor)

    def may(self, actor: Actor, action: str, row: Any) -> bool:
        if action == "release":
            return actor.kind is ActorKind.SYSTEM
        if action == "view":
            return bool(side_of(actor, row)) or follows(actor, row)
        if action == "answer":
            return acts_for_side(actor, "docking.answer", row, row.receiver)
        if action == "withdraw":
            return acts_for_side(actor, "docking.express", row, row.started_by)
        permission = EITHER_SIDE.get(action)
        return permission is not None and any(acts_for_side(actor, permission, row, side) for side in SIDES)
