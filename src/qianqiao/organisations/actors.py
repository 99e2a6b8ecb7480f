"""Turns a signed-in person into an actor."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from qianqiao.core.actor import ANONYMOUS, Actor, ActorKind
from qianqiao.organisations import roles
from qianqiao.organisations.holding import holdings
from qianqiao.organisations.models import User


def actor_of(user: User | AnonymousUser) -> Actor:
    """The actor of a person: what its memberships, and what others lent it, let it do today."""
    if not isinstance(user, User) or not user.is_active:
        return ANONYMOUS
    known = roles.roles()
    grants: dict[int, frozenset[str]] = {}
    regions: set[str] = set()
    platform: set[str] = set(known["operator"].permissions if user.is_staff else ())
    for held in holdings(user):
        key = held.organisation.pk
        grants[key] = grants.get(key, frozenset()) | roles.permissions_of(held.roles)
        scoped = [known[code] for code in held.roles if code in known and known[code].scope]
        if any(role.scope == roles.REGION for role in scoped):
            regions.add(held.region or held.organisation.region)
        for role in scoped:
            platform |= role.permissions if role.scope == roles.PLATFORM else set()
    return Actor(
        ActorKind.PERSON,
        user_id=user.pk,
        label=str(user),
        grants=grants,
        regions=frozenset(regions),
        platform=frozenset(platform),
    )


def actor_of_request(request: HttpRequest) -> Actor:
    """The actor of a request, looked up once per request."""
    known = getattr(request, "_qianqiao_actor", None)
    if not isinstance(known, Actor):
        known = actor_of(request.user)
        request._qianqiao_actor = known  # type: ignore[attr-defined]  # noqa: SLF001  our own mark
    return known
