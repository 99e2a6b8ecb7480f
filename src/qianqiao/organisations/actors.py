"""Turns a signed-in person into an actor."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import HttpRequest

from qianqiao.core import clock
from qianqiao.core.actor import ANONYMOUS, Actor, ActorKind
from qianqiao.organisations import roles
from qianqiao.organisations.models import Membership, User
from qianqiao.organisations.signing_in import second_factor


def actor_of(user: User | AnonymousUser) -> Actor:
    """The actor of a person: what its active memberships let it do today.

    A membership with a role that needs a second factor counts only once the person has one.
    """
    if not isinstance(user, User) or not user.is_active:
        return ANONYMOUS
    grants: dict[int, frozenset[str]] = {}
    regions: set[str] = set()
    active = _active_memberships(user)
    lacks = _lacks_second_factor(user, active)
    if lacks:
        active = [one for one in active if not second_factor.roles_that_need_it(one.roles)]
    platform: set[str] = set(roles.roles()["operator"].permissions if user.is_staff and not lacks else ())
    for membership in active:
        key = membership.organisation_id
        grants[key] = grants.get(key, frozenset()) | roles.permissions_of(membership.roles)
        scopes = {roles.roles()[code].scope for code in membership.roles if code in roles.roles()}
        if roles.REGION in scopes:
            regions.add(membership.region or membership.organisation.region)
        if roles.PLATFORM in scopes:
            platform |= roles.permissions_of(
                code for code in membership.roles if roles.roles()[code].scope == roles.PLATFORM
            )
    return Actor(
        ActorKind.PERSON,
        user_id=user.pk,
        label=str(user),
        grants=grants,
        regions=frozenset(regions),
        platform=frozenset(platform),
        lacks_second_factor=lacks,
    )


def _active_memberships(user: User) -> list[Membership]:
    return list(
        user.memberships.filter(
            Q(valid_until=None) | Q(valid_until__gte=clock.today()), state=Membership.State.ACTIVE
        ).select_related("organisation")
    )


def _lacks_second_factor(user: User, memberships: list[Membership]) -> bool:
    needed = user.is_staff or any(second_factor.roles_that_need_it(one.roles) for one in memberships)
    return needed and not second_factor.is_exempt(user) and not second_factor.has_second_factor(user)


def actor_of_request(request: HttpRequest) -> Actor:
    """The actor of a request, looked up once per request."""
    known = getattr(request, "_qianqiao_actor", None)
    if not isinstance(known, Actor):
        known = actor_of(request.user)
        request._qianqiao_actor = known  # type: ignore[attr-defined]  # noqa: SLF001  our own mark
    return known
