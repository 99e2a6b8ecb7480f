"""Agencies that keep records alive: what runs out stands on their lists, and what they confirm is told to the organisation."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from qianqiao.core.actor import SYSTEM, Actor
from qianqiao.core.clock import SHANGHAI
from qianqiao.core.validity import KEEP
from qianqiao.core.workdays import CLOSE
from qianqiao.mandates.domain.todos import todo_suffix
from qianqiao.mandates.models import Mandate
from qianqiao.mandates.policies import CARRY
from qianqiao.mandates.queries import keeping
from qianqiao.notices.domain import close_todo, notify, open_todo
from qianqiao.notices.models import Todo
from qianqiao.notices.queries import people_with
from qianqiao.notices.texts import naming
from qianqiao.organisations.models import Organisation
from qianqiao.organisations.views.record_pages.addresses import address
from qianqiao.upkeep import records
from qianqiao.upkeep.domain.todos import LIST, Expiring, expiring
from qianqiao.upkeep.records import permission_for


def refresh_agencies(organisation: int | None = None) -> None:
    """Brings the to-dos of agencies up to date, for the mandates of one organisation or for all.

    The end of a mandate takes its to-do off the list, as all that it put there.
    """
    for mandate in keeping(organisation):
        with transaction.atomic():
            _bring(mandate, expiring(mandate.organisation_id, mandate.records))


def _bring(mandate: Mandate, found: Mapping[tuple[int, str], Expiring]) -> None:
    key = f"upkeep:kept{todo_suffix(mandate.number)}"
    if not found:
        close_todo(key)
        return
    first = min(found.values(), key=lambda one: one.day)
    count = sum(one.count for one in found.values())
    params = {
        **naming(organisation=mandate.organisation),
        "count": str(count),
        "number": first.number,
        "day": first.day.isoformat(),
    }
    if Todo.objects.filter(key=key, closed_at=None, params=params).exists():
        return
    open_todo(
        key=key,
        code="records.todo.kept_expiring" if count == 1 else "records.todo.kept_expiring_many",
        params=params,
        address=address(first.number) if count == 1 else LIST,
        organisation_id=mandate.agency_id,
        permission=CARRY,
        due_at=datetime.combine(first.day, CLOSE, tzinfo=SHANGHAI),
    )


def of_agency(what: str, batch: UUID, numbers: Iterable[str], *, actor: Actor) -> None:
    """`what` is kept or kept_back. Nothing is told of records of the actor's own organisations."""
    told: dict[tuple[int, str, int], list[str]] = defaultdict(list)
    for record in records.by_numbers(numbers, actor=SYSTEM):
        owner = record.owner_id_for_policy
        agency = _agency(owner, record.number, actor)
        if owner is not None and agency is not None:
            told[owner, permission_for(record.number), agency].append(record.number)
    agencies = Organisation.objects.in_bulk({key[2] for key in told})
    for (owner, permission, agency), own in sorted(told.items()):
        alone = len(own) == 1
        notify(
            people_with(permission, owner),
            code=f"records.{what}" if alone else f"records.{what}_many",
            params={**naming(agency=agencies[agency]), "number": own[0], "count": str(len(own))},
            address=address(own[0]) if alone else "/my/records/",
            key=f"upkeep:{what}:{batch}:{owner}:{permission}:{own[0]}",
            organisation_id=owner,
        )


def _agency(owner: int | None, number: str, actor: Actor) -> int | None:
    if owner is None or not actor.carries(KEEP, owner, number):
        return None
    return next(one.agency for one in actor.carried if KEEP in one.permissions and one.covers(owner, number))
