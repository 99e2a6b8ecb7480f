"""Who may see, change and publish demands, and how much of their text: sealed text takes a role of its owner."""

from typing import Any

from django.db.models import Q

from qianqiao.core.actor import Actor, ActorKind
from qianqiao.core.lifecycle import IN_REVIEW
from qianqiao.core.policy import declare
from qianqiao.core.validity import KEEP
from qianqiao.demands.models import Demand
from qianqiao.reviewing.policies import CHECK
from qianqiao.reviewing.queries import checked_by_platform, may_decide, numbers_to_check


@declare(Demand)
class DemandPolicy:
    """Published demands are known to all; `read_text` decides about the whole text, `read_title` about the title."""

    def visible(self, actor: Actor) -> Q:
        if actor.kind is ActorKind.SYSTEM:
            return Q()
        known = Q(state__in=["published", "expired"]) | Q(
            organisation__in=actor.organisations_where("records.see")
        )
        return known | Q(state=IN_REVIEW, number__in=numbers_to_check()) if actor.may(CHECK) else known

    def may(self, actor: Actor, action: str, row: Any) -> bool:
        if action == "expire":
            return actor.kind is ActorKind.SYSTEM
        if action in {"edit", "write", "renew"}:
            kept = action == "renew" and actor.carries(KEEP, row.organisation_id, row.number)
            return kept or actor.may("demands.edit", row.organisation_id)
        if action in {"accept", "publish", "review"}:
            return may_decide(actor, action, row)
        return self._may_read(actor, action, row)

    def _may_read(self, actor: Actor, action: str, row: Any) -> bool:
        """The platform's check reads what the public would read."""
        sealed = row.confidentiality == Demand.Confidentiality.SEALED
        if action in {"read_title", "read_text"} and sealed:
            return actor.may("demands.read_sealed", row.organisation_id)
        public = row.state in {"published", "expired"} or checked_by_platform(actor, row)
        if action == "read_text":
            public = public and row.confidentiality == Demand.Confidentiality.PUBLIC
        known = action in {"view", "read_title", "read_text"}
        return known and (public or actor.may("records.see", row.organisation_id))
