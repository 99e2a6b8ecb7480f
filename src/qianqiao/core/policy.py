"""Deny by default: one registry answers “may this actor” and “which rows”."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from django.db.models import Model, Q

from qianqiao.core.actor import Actor

M = TypeVar("M", bound=Model)


class Policy(Protocol):
    """What a room declares for a model."""

    def visible(self, actor: Actor) -> Q:
        """The rows that the actor may know of at all; any other row is a 404."""

    def may(self, actor: Actor, action: str, row: Any) -> bool:
        """Whether the actor may do the action to the row."""


_policies: dict[type[Model], Policy] = {}


def declare(model: type[M]) -> Callable[[type[Policy]], type[Policy]]:
    """Class decorator: registers the policy of a model."""

    def register(policy: type[Policy]) -> type[Policy]:
        _policies[model] = policy()
        return policy

    return register


def visible(actor: Actor, model: type[Model]) -> Q:
    policy = _policies.get(model)
    return policy.visible(actor) if policy else Q(pk__in=[])


def may(actor: Actor, action: str, row: Model) -> bool:
    policy = _policies.get(type(row))
    return policy.may(actor, action, row) if policy else False


def declared_models() -> frozenset[type[Model]]:
    return frozenset(_policies)
