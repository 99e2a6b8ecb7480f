"""Reviews are known to those who see the organisation's unpublished records, and to the platform while it checks."""

from typing import Any

from django.db.models import Q

from qianqiao.core.actor import Actor, ActorKind
from qianqiao.core.policy import declare
from qianqiao.reviewing.models import RecordReview

CHECK = "publication.review"


@declare(RecordReview)
class RecordReviewPolicy:
    def visible(self, actor: Actor) -> Q:
        if actor.kind is ActorKind.SYSTEM:
            return Q()
        own = Q(organisation__in=actor.organisations_where("records.see"))
        return own | Q(state=RecordReview.State.ACCEPTED) if actor.may(CHECK) else own

    def may(self, actor: Actor, action: str, row: Any) -> bool:
        checked = row.state == RecordReview.State.ACCEPTED and actor.may(CHECK)
        return action == "view" and (checked or actor.may("records.see", row.organisation_id))
