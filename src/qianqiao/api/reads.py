"""Keys that a person may see: the own ones, and those of organisations whose members it manages."""

from django.db.models import Q, QuerySet

from qianqiao.api.domain.keys import MANAGE
from qianqiao.api.domain.keys import organisations_for_keys as keyed
from qianqiao.api.models import ApiKey
from qianqiao.core import clock
from qianqiao.core.actor import Actor
from qianqiao.organisations.models import Organisation


def keys_of(actor: Actor) -> QuerySet[ApiKey]:
    """Those that work, newest first; nothing for somebody who is not signed in."""
    managed = actor.organisations_where(MANAGE)
    own = Q(user=actor.user_id) | Q(organisation__in=managed)
    rows = ApiKey.objects.filter(own, ended_at=None, expires_at__gt=clock.now())
    return rows.select_related("organisation", "user") if actor.user_id else rows.none()


def organisations_for_keys(actor: Actor) -> QuerySet[Organisation]:
    """Organisations for which the actor can make a key."""
    return Organisation.objects.filter(pk__in=keyed(actor)).order_by("name")
