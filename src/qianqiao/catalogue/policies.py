"""Who may see, change and publish catalogue records: published ones are public, the rest needs a role of the owner."""

from typing import Any

from django.db.models import Q

from qianqiao.catalogue.models import Achievement, Expert, Offer, Patent
from qianqiao.core.actor import Actor, ActorKind
from qianqiao.core.policy import declare
from qianqiao.reviewing.queries import needs_colleague


class _RecordPolicy:
    owner_field = Offer.owner_field

    def visible(self, actor: Actor) -> Q:
        if actor.kind is ActorKind.SYSTEM:
            return Q()
        seen = actor.organisations_where("records.see")
        return Q(state__in=["published", "expired"]) | Q(**{f"{self.owner_field}__in": seen})

    def may(self, actor: Actor, action: str, row: Any) -> bool:
        if action == "view":
            public = row.state in {"published", "expired"}
            return public or actor.may("records.see", row.owner_id_for_policy)
        if action == "expire":
            return actor.kind is ActorKind.SYSTEM
        held = action in {"edit", "review"} and actor.may(f"records.{action}", row.owner_id_for_policy)
        return held and not (action == "review" and needs_colleague(actor, row))


@declare(Achievement)
class AchievementPolicy(_RecordPolicy):
    pass


@declare(Patent)
class PatentPolicy(_RecordPolicy):
    pass


@declare(Expert)
class ExpertPolicy(_RecordPolicy):
    owner_field = Expert.owner_field
