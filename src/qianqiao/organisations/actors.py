"""Turns a signed-in person into an actor."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from qianqiao.core.actor import ANONYMOUS, Actor, ActorKind
from qianqiao.organisations.models import User


def actor_of(user: User | AnonymousUser) -> Actor:
    """The actor of a person, with all organisations it belongs to."""
    if not isinstance(user, User) or not user.is_active:
        return ANONYMOUS
    return Actor(
        ActorKind.PERSON,
        user_id=user.pk,
        label=str(user),
        organisation_ids=frozenset(user.memberships.values_list("organisation_id", flat=True)),
        is_operator=user.is_staff,
    )


def actor_of_request(request: HttpRequest) -> Actor:
    """The actor of a request, looked up once per request."""
    known = getattr(request, "_qianqiao_actor", None)
    if not isinstance(known, Actor):
        known = actor_of(request.user)
        request._qianqiao_actor = known  # type: ignore[attr-defined]  # noqa: SLF001  our own mark
    return known
