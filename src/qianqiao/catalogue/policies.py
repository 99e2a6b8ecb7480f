"""Who may see, change and publish catalogue records: published ones are public, the rest needs a role of the owner."""

from typing import Any

from django.db.models import Q

from qianqiao.catalogue.models import Achievement, Expert, ExpertLink, Offer, Patent
from qianqiao.core.actor import Actor, ActorKind
from qianqiao.core.lifecycle import IN_REVIEW
from qianqiao.core.policy import declare
from qianqiao.core.validity import KEEP
from qianqiao.reviewing.policies import CHECK
from qianqiao.reviewing.queries import checked_by_platform, may_decide, numbers_to_check

# What a person must hold to say which expert record is the own one, and what to confirm it.
CLAIM, LINK = "experts.claim", "experts.link"


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
        return action in {"edit", "write", "renew"} and self._may_write(actor, action, row)

    def _may_write(self, actor: Actor, action: str, row: Any) -> bool:
        """`edit` is all that its people do with a record, `write` its content alone, `renew` to say that it is still true."""
        if actor.may("records.edit", row.owner_id_for_policy):
            return True
        return action == "renew" and actor.carries(KEEP, row.owner_id_for_policy, row.number)


@declare(Achievement)
class AchievementPolicy(_RecordPolicy):
    pass


@declare(Patent)
class PatentPolicy(_RecordPolicy):
    pass


@declare(Expert)
class ExpertPolicy(_RecordPolicy):
    """Whoever the record is linked to writes it and keeps it alive, as long as it belongs to the organisation."""

    owner_field = Expert.owner_field

    def _may_write(self, actor: Actor, action: str, row: Any) -> bool:
        if super()._may_write(actor, action, row):
            return True
        return action in {"write", "renew"} and is_own(actor, row)


@declare(ExpertLink)
class ExpertLinkPolicy:
    """The person and the people of the organisation know of a link; the one who asked does not answer."""

    def visible(self, actor: Actor) -> Q:
        if actor.kind is ActorKind.SYSTEM:
            return Q()
        if actor.user_id is None:
            return Q(pk__in=[])
        return Q(user=actor.user_id) | Q(organisation__in=actor.organisations_where("records.see"))

    def may(self, actor: Actor, action: str, row: Any) -> bool:
        if action == "end" or actor.kind is not ActorKind.PERSON:
            return action == "end" and actor.kind is ActorKind.SYSTEM
        own = row.user_id == actor.user_id and actor.acts_for(row.organisation_id)
        officer = row.user_id != actor.user_id and actor.may(LINK, row.organisation_id)
        asks = {ExpertLink.State.CLAIMED: own, ExpertLink.State.PROPOSED: officer}
        answers = {ExpertLink.State.CLAIMED: officer, ExpertLink.State.PROPOSED: own}
        # of what is decided already the flow tells both sides that it is
        either = own or officer
        allowed = {
            "answer": answers.get(row.state, either),
            "take_back": asks.get(row.state, either),
            "undo": either,
        }
        return allowed.get(action, False)


def is_own(actor: Actor, row: Expert) -> bool:
    """Whether an expert record is the actor's own: linked to the account, in an organisation that it belongs to."""
    if actor.user_id is None or actor.kind is not ActorKind.PERSON or not actor.acts_for(row.organisation_id):
        return False
    own = ExpertLink.objects.filter(expert=row.pk, user=actor.user_id, state=ExpertLink.State.LINKED)
    return own.exists()
