"""Who may see and change demands, and how much of their text: sealed text belongs to its owner."""

from typing import Any

from django.db.models import Q

from qianqiao.core.actor import Actor, ActorKind
from qianqiao.core.policy import declare
from qianqiao.demands.models import Demand


@declare(Demand)
class DemandPolicy:
    """Published demands are known to all; `read_text` decides about the whole text, `read_title` about the title."""

    def visible(self, actor: Actor) -> Q:
        if actor.kind is ActorKind.SYSTEM:
            return Q()
        return Q(state__in=["published", "expired"]) | Q(organisation__in=actor.organisation_ids)

    def may(self, actor: Actor, action: str, row: Any) -> bool:
        own = actor.acts_for(row.organisation_id)
        public = row.state in {"published", "expired"}
        if action == "view":
            return public or own
        if action == "read_title":
            return own or (public and row.confidentiality != Demand.Confidentiality.SEALED)
        if action == "read_text":
            return own or (public and row.confidentiality == Demand.Confidentiality.PUBLIC)
        if action == "expire":
            return actor.kind is ActorKind.SYSTEM
        return action == "edit" and own
