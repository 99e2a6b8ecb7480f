"""Who may see and change catalogue records: published ones are public, the rest belongs to the owner's people."""

from typing import Any

from django.db.models import Q

from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core.actor import Actor, ActorKind
from qianqiao.core.policy import declare


class _RecordPolicy:
    owner_field = "owner"

    def visible(self, actor: Actor) -> Q:
        if actor.kind is ActorKind.SYSTEM:
            return Q()
        return Q(state__in=["published", "expired"]) | Q(
            **{f"{self.owner_field}__in": actor.organisation_ids}
        )

    def may(self, actor: Actor, action: str, row: Any) -> bool:
        if action == "view":
            return row.state in {"published", "expired"} or actor.acts_for(row.owner_id_for_policy)
        if action == "expire":
            return actor.kind is ActorKind.SYSTEM
        return action == "edit" and actor.acts_for(row.owner_id_for_policy)


@declare(Achievement)
class AchievementPolicy(_RecordPolicy):
    pass


@declare(Patent)
class PatentPolicy(_RecordPolicy):
    pass


@declare(Expert)
class ExpertPolicy(_RecordPolicy):
    owner_field = "organisation"
