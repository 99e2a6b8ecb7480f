"""Reviews are known to those who see the organisation's unpublished records."""

from typing import Any

from django.db.models import Q

from qianqiao.core.actor import Actor, ActorKind
from qianqiao.core.policy import declare
from qianqiao.reviewing.models import RecordReview


@declare(RecordReview)
class RecordReviewPolicy:
    def visible(self, actor: Actor) -> Q:
        if actor.kind is ActorKind.SYSTEM:
            return Q()
        return Q(organisation__in=actor.organisations_where("records.see"))

    def may(self, actor: Actor, action: str, row: Any) -> bool:
        return action == "view" and actor.may("records.see", row.organisation_id)
