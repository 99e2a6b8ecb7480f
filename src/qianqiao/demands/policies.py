"""Who may see, change and publish demands, and how much of their text: sealed text takes a role of its owner."""

from typing import Any

from django.db.models import Q

from qianqiao.core.actor import Actor, ActorKind
from qianqiao.core.policy import declare
from qianqiao.demands.models import Demand
from qianqiao.reviewing.queries import needs_colleague

_NEEDED = {"edit": "demands.edit", "review": "records.review"}


@declare(Demand)
class DemandPolicy:
    """Published demands are known to all; `read_text` decides about the whole text, `read_title` about the title."""

    def visible(self, actor: Actor) -> Q:
        if actor.kind is ActorKind.SYSTEM:
            return Q()
        return Q(state__in=["published", "expired"]) | Q(
            organisation__in=actor.organisations_where("records.see")
        )

    def may(self, actor: Actor, action: str, row: Any) -> bool:
        if action == "expire":
            return actor.kind is ActorKind.SYSTEM
        if action in _NEEDED:
            held = actor.may(_NEEDED[action], row.organisation_id)
            return held and not (action == "review" and needs_colleague(actor, row))
        sealed = row.confidentiality == Demand.Confidentiality.SEALED
        if action in {"read_title", "read_text"} and sealed:
            return actor.may("demands.read_sealed", row.organisation_id)
        public = row.state in {"published", "expired"}
        if action == "read_text":
            public = public and row.confidentiality == Demand.Confidentiality.PUBLIC
        known = action in {"view", "read_title", "read_text"}
        return known and (public or actor.may("records.see", row.organisation_id))
