"""A saved search belongs to the person who saved it."""

from typing import Any

from django.db.models import Q

from qianqiao.core.actor import Actor
from qianqiao.core.policy import declare
from qianqiao.search.models import SavedSearch


@declare(SavedSearch)
class SavedSearchPolicy:
    def visible(self, actor: Actor) -> Q:
        return Q(user_id=actor.user_id) if actor.user_id is not None else Q(pk__in=[])

    def may(self, actor: Actor, action: str, row: Any) -> bool:
        return action in {"view", "edit"} and actor.user_id is not None and row.user_id == actor.user_id
