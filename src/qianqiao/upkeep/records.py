"""All four kinds of living records behind one set of functions: find them, take their steps, keep them alive."""

from collections.abc import Iterable, Iterator
from typing import Any

from qianqiao.catalogue.domain import aliveness as catalogue
from qianqiao.catalogue.domain.records import take_record_step
from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core import policy
from qianqiao.core.actor import Actor
from qianqiao.core.records import record_models
from qianqiao.core.validity import Validity
from qianqiao.demands.domain import aliveness as demands
from qianqiao.demands.domain.records import take_demand_step
from qianqiao.demands.models import Demand

Record = Achievement | Patent | Expert | Demand
CATALOGUE, DEMANDS = "records.edit", "demands.edit"


def permission_for(number: str) -> str:
    """What somebody must hold to write the record."""
    return DEMANDS if number[:1] == "D" else CATALOGUE


def models_for(permission: str) -> list[type[Any]]:
    return [model for letter, model in record_models().items() if permission_for(letter) == permission]


def by_numbers(numbers: Iterable[str], *, actor: Actor) -> Iterator[Record]:
    """The records that the actor may know, in the order of the kinds and their numbers."""
    wanted: dict[str, set[str]] = {}
    for number in numbers:
        wanted.setdefault(number[:1], set()).add(number)
    for letter, model in record_models().items():
        if letter in wanted:
            rows = model._default_manager.filter(policy.visible(actor, model), number__in=wanted[letter])  # noqa: SLF001  Django's manager
            yield from rows.order_by("number")


def owners_of(numbers: Iterable[str]) -> set[tuple[int, str]]:
    """Organisation and permission of each record."""
    wanted: dict[str, list[str]] = {}
    for number in numbers:
        wanted.setdefault(number[:1], []).append(number)
    found: set[tuple[int, str]] = set()
    for letter, model in record_models().items():
        rows = model._default_manager.filter(number__in=wanted.get(letter, []))  # noqa: SLF001  Django's manager
        owners = rows.order_by().values_list(f"{model.owner_field}_id", flat=True).distinct()
        found |= {(owner, permission_for(letter)) for owner in owners} if letter in wanted else set()
    return found


def take(
    record: Any, step: str, *, actor: Actor, reason: str = "", expected_version: int | None = None
) -> Any:
    """A step of the record's own flow; raises Refusal."""
    move = take_demand_step if isinstance(record, Demand) else take_record_step
    return move(record, step, actor=actor, reason=reason, expected_version=expected_version)


def validity_of(record: Any) -> Validity[Any]:
    """How the record stays alive: confirmed, or put back."""
    return demands.VALIDITY if isinstance(record, Demand) else catalogue.VALIDITY
