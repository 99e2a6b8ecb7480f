"""Turns a signed-in person into an actor."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from qianqiao.core.actor import ANONYMOUS, Actor, ActorKind, Carried
from qianqiao.organisations import roles
from qianqiao.organisations.holding import Holding, holdings
from qianqiao.organisations.models import User
from qianqiao.organisations.signing_in import second_factor

# What a person's grants bring besides them; a room above registers how it is found.
Carrying = Callable[[Mapping[int, frozenset[str]]], tuple[Carried, ...]]
_carrying: list[Carrying] = []


def register_carrying(found_by: Carrying) -> None:
    """Declares what looks up the mandates of a person's organisations; call it when the app is ready."""
    if found_by not in _carrying:
        _carrying.append(found_by)


def actor_of(user: User | AnonymousUser) -> Actor:
    """The actor of a person: what its memberships, and what others lent it, let it do today.

    Roles that need a second factor count only once the person has one; what was held with them does not either.
    """
    if not isinstance(user, User) or not user.is_active:
        return ANONYMOUS
    known = roles.roles()
    grants: dict[int, frozenset[str]] = {}
    held, lacks = _counting(user)
    platform: set[str] = set(known["operator"].permissions if user.is_staff and not lacks else ())
    for one in held:
        key = one.organisation.pk
        grants[key] = grants.get(key, frozenset()) | roles.permissions_of(one.roles)
        scoped = [known[code] for code in one.roles if code in known and known[code].scope]
        for role in scoped:
            platform |= role.permissions if role.scope == roles.PLATFORM else set()
    return Actor(
        ActorKind.PERSON,
        user_id=user.pk,
        label=str(user),
        grants=grants,
        regions=_regions(held),
        platform=frozenset(platform),
        carried=tuple(one for found_by in _carrying for one in found_by(grants)),
        lacks_second_factor=lacks,
    )


def regions_in(user: User, organisation_id: int) -> frozenset[str]:
    """The regions that a person follows by the roles in one organisation; those of `actor_of` are by all of them."""
    return _regions(one for one in _counting(user)[0] if one.organisation.pk == organisation_id)


def _regions(held: Iterable[Holding]) -> frozenset[str]:
    known = roles.roles()
    return frozenset(
        one.region or one.organisation.region
        for one in held
        if any(code in known and known[code].scope == roles.REGION for code in one.roles)
    )


def _counting(user: User) -> tuple[list[Holding], bool]:
    """What a person holds that counts today, and whether something does not for want of a second factor."""
    held = list(holdings(user))
    lacks = _lacks_second_factor(user, held)
    if lacks:
        held = [one for one in held if not second_factor.roles_that_need_it(one.roles)]
    return held, lacks


def _lacks_second_factor(user: User, held: Sequence[Holding]) -> bool:
    needed = user.is_staff or any(second_factor.roles_that_need_it(one.roles) for one in held)
    return needed and not second_factor.is_exempt(user) and not second_factor.has_second_factor(user)


def actor_of_request(request: HttpRequest) -> Actor:
    """The actor of a request, looked up once per request."""
    known = getattr(request, "_qianqiao_actor", None)
    if not isinstance(known, Actor):
        known = actor_of(request.user)
        request._qianqiao_actor = known  # type: ignore[attr-defined]  # noqa: SLF001  our own mark
    return known
