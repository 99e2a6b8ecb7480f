"""Agreements are known to the people of their parties who may see their organisation's cases, and to nobody else."""

from typing import Any

from django.db.models import Q

from qianqiao.agreements.models import Agreement
from qianqiao.core.actor import Actor, ActorKind
from qianqiao.core.policy import declare


@declare(Agreement)
class AgreementPolicy:
    def visible(self, actor: Actor) -> Q:
        if actor.kind is ActorKind.SYSTEM:
            return Q()
        own = actor.organisations_where("docking.see")
        return Q(pk__in=Agreement.objects.filter(parties__organisation__in=own).values("pk"))

    def may(self, actor: Actor, action: str, row: Any) -> bool:
        permission = {"view": "docking.see", "sign": "docking.sign"}.get(action)
        if permission is None:
            return False
        parties = row.parties.values_list("organisation_id", flat=True)
        return any(actor.may(permission, organisation) for organisation in parties)
