"""All four kinds of living records behind one set of functions: find them, take their steps, change their dates."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from qianqiao.catalogue.domain import aliveness as catalogue
from qianqiao.catalogue.domain.records import take_record_step
from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core import policy
from qianqiao.core.actor import Actor
from qianqiao.demands.domain import aliveness as demands
from qianqiao.demands.domain.records import take_demand_step
from qianqiao.demands.models import Demand

Record = Achievement | Patent | Expert | Demand
KINDS: dict[str, type[Any]] = {"A": Achievement, "P": Patent, "X": Expert, "D": Demand}
CATALOGUE, DEMANDS = "records.edit", "demands.edit"


def permission_for(number: str) -> str:
    """What somebody must hold to write the record."""
    return DEMANDS if number[:1] == "D" else CATALOGUE


def models_for(permission: str) -> list[type[Any]]:
    return [model for letter, model in KINDS.items() if permission_for(letter) == permission]


def by_numbers(numbers: Iterable[str], *, actor: Actor) -> Iterator[Record]:
    """The records that the actor may know, in the order of the kinds and their numbers."""
    wanted: dict[str, set[str]] = {}
    for number in numbers:
        wanted.setdefault(number[:1], set()).add(number)
    for letter, model in KINDS.items():
        if letter in wanted:
            rows = model._default_manager.filter(policy.visible(actor, model), number__in=wanted[letter])  # noqa: SLF001  Django's manager
            yield from rows.order_by("number")


def owners_of(numbers: Iterable[str]) -> set[tuple[int, str]]:
    """Organisation and permission of each record."""
    wanted: dict[str, list[str]] = {}
    for number in numbers:
        wanted.setdefault(number[:1], []).append(number)
    found: set[tuple[int, str]] = set()
    for letter, model in KINDS.items():
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


def confirm(record: Any, *, actor: Actor) -> Any:
    """Proven alive today by something else than a click; raises Refusal."""
    if isinstance(record, Demand):
        return demands.confirm_demand(record, actor=actor)
    return catalogue.confirm_record(record, actor=actor)


def put_back(
    record: Any, *, alive: date | None, until: date | None, actor: Actor, expected_version: int
) -> Any:
    """The dates as they were before; raises Refusal."""
    move = demands.put_demand_back if isinstance(record, Demand) else catalogue.put_record_back
    return move(record, alive=alive, until=until, actor=actor, expected_version=expected_version)
