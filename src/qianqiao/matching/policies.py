"""Whose judgements and subscriptions these are, and in whose interest a person judges a pair."""

from typing import Any

from django.db.models import Q

from qianqiao.core.actor import Actor
from qianqiao.core.policy import declare
from qianqiao.matching.models import MatchJudgement, MatchSubscription
from qianqiao.matching.records import Row


class _OwnPolicy:
    def visible(self, actor: Actor) -> Q:
        return Q(user_id=actor.user_id) if actor.user_id is not None else Q(pk__in=[])

    def may(self, actor: Actor, action: str, row: Any) -> bool:
        return action in {"view", "edit"} and actor.user_id is not None and row.user_id == actor.user_id


@declare(MatchJudgement)
class JudgementPolicy(_OwnPolicy):
    """A judgement is its author's; operators read them all, for the quality figures."""

    def visible(self, actor: Actor) -> Q:
        return Q() if actor.is_operator else super().visible(actor)


@declare(MatchSubscription)
class SubscriptionPolicy(_OwnPolicy):
    pass


def interest(actor: Actor, *, demand: Row, offer: Row) -> str:
    """As who a signed-in person judges: every reader may for their own list, the sides' word counts for training."""
    if actor.acts_for(demand.owner_id_for_policy):
        return MatchJudgement.Who.DEMAND_SIDE
    if actor.acts_for(offer.owner_id_for_policy):
        return MatchJudgement.Who.OFFER_SIDE
    return MatchJudgement.Who.OPERATOR if actor.is_operator else MatchJudgement.Who.READER


def may_follow(actor: Actor, row: Row) -> bool:
    """Records of one's own organisations can be followed."""
    return actor.user_id is not None and actor.acts_for(row.owner_id_for_policy)
