"""Who may see and steer an import: those who may import for its organisation, whoever began one for none, operators.

Imports of demands are closed to operators too: their rows may be sealed.
"""

from typing import Any

from django.db.models import Q

from qianqiao.core.actor import Actor, ActorKind
from qianqiao.core.policy import declare
from qianqiao.imports.models import DuplicateCluster, ImportRun

IMPORT = "records.import"


@declare(ImportRun)
class ImportRunPolicy:
    def visible(self, actor: Actor) -> Q:
        if actor.kind is ActorKind.SYSTEM:
            return Q()
        if actor.user_id is None:
            return Q(pk__in=[])
        own = Q(user=actor.user_id, owner=None) | Q(owner__in=actor.organisations_where(IMPORT))
        return own | ~Q(kind="demands") if actor.is_operator else own

    def may(self, actor: Actor, action: str, row: Any) -> bool:
        if actor.kind is ActorKind.SYSTEM:
            return True
        if action == "process":
            return False
        is_own = row.owner_id is None and actor.user_id is not None and actor.user_id == row.user_id
        return is_own or actor.may(IMPORT, row.owner_id) or (actor.is_operator and row.kind != "demands")


@declare(DuplicateCluster)
class DuplicateClusterPolicy:
    def visible(self, actor: Actor) -> Q:
        if actor.kind is ActorKind.SYSTEM or actor.is_operator:
            return Q()
        return Q(members__organisation__in=actor.organisations_where("records.edit"))

    def may(self, actor: Actor, action: str, row: Any) -> bool:
        if actor.kind is ActorKind.SYSTEM or actor.is_operator:
            return True
        organisations = row.members.values_list("organisation", flat=True)
        return action in {"view", "decide"} and any(actor.may("records.edit", one) for one in organisations)
