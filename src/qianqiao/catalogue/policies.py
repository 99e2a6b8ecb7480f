"""Who may see, change and publish catalogue records: published ones are public, the rest needs a role of the owner."""

from typing import Any

from django.db.models import Q

from qianqiao.catalogue.models import Achievement, Expert, Offer, Patent
from qianqiao.core.actor import Actor, ActorKind
from qianqiao.core.lifecycle import IN_REVIEW
from qianqiao.core.policy import declare
from qianqiao.reviewing.policies import CHECK
from qianqiao.reviewing.queries import checked_by_platform, may_decide, numbers_to_check


class _RecordPolicy:
    owner_field = Offer.owner_field

    def visible(self, actor: Actor) -> Q:
        if actor.kind is ActorKind.SYSTEM:
            return Q()
        seen = actor.organisations_where("records.see")
        known = Q(state__in=["published", "expired"]) | Q(**{f"{self.owner_field}__in": seen})
        return known | Q(state=IN_REVIEW, number__in=numbers_to_check()) if actor.may(CHECK) else known

    def may(self, actor: Actor, action: str, row: Any) -> bool:
        if action in {"view", "read_title"}:
            public = row.state in {"published", "expired"}
            own = actor.may("records.see", row.owner_id_for_policy)
            return public or own or checked_by_platform(actor, row)
        if action == "expire":
            return actor.kind is ActorKind.SYSTEM
        if action in {"accept", "publish", "review"}:
            return may_decide(actor, action, row)
        return action == "edit" and actor.may("records.edit", row.owner_id_for_policy)


@declare(Achievement)
class AchievementPolicy(_RecordPolicy):
    pass


@declare(Patent)
class PatentPolicy(_RecordPolicy):
    pass


@declare(Expert)
class ExpertPolicy(_RecordPolicy):
    owner_field = Expert.owner_field
