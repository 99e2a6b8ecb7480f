"""One to-do per organisation for all its records that run out: counted anew, closed when none is left."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Min

from qianqiao.core import clock
from qianqiao.core.clock import SHANGHAI
from qianqiao.core.lifecycle import PUBLISHED
from qianqiao.core.workdays import CLOSE
from qianqiao.notices.domain import close_todo, open_todo
from qianqiao.notices.models import Todo
from qianqiao.organisations.models import Organisation
from qianqiao.organisations.views.record_pages.addresses import address
from qianqiao.upkeep import records, ruling
from qianqiao.upkeep.records import CATALOGUE, DEMANDS

PREFIX = "upkeep:expiring:"
LIST = "/my/records/?show=expiring"


@dataclass(slots=True)
class Expiring:
    """Records of one organisation that run out soon: how many, and the first of them."""

    count: int = 0
    day: date = date.max
    number: str = ""


def key_of(organisation: int, permission: str) -> str:
    return f"{PREFIX}{organisation}:{permission}"


def expiring(
    organisation: int | None = None, numbers: Collection[str] = ()
) -> dict[tuple[int, str], Expiring]:
    """By organisation and permission: published records that run out soon, where the first has reached a reminder.

    `numbers` narrows them to some records.
    """
    today = clock.today()
    begun = today + timedelta(days=ruling.reminder_days()[0])
    window = ruling.soon(today)
    found: dict[tuple[int, str], Expiring] = defaultdict(Expiring)
    for permission in (CATALOGUE, DEMANDS):
        for model in records.models_for(permission):
            owner = f"{model.owner_field}_id"
            rows = model._default_manager.filter(state=PUBLISHED, valid_until__range=window)  # noqa: SLF001  Django's manager
            if organisation is not None:
                rows = rows.filter(**{owner: organisation})
            if numbers:
                rows = rows.filter(number__in=numbers)
            for key, count, day, number in rows.values_list(owner).annotate(
                Count("pk"), Min("valid_until"), Min("number")
            ):
                one = found[key, permission]
                one.number = number if not one.count or day < one.day else one.number
                one.count, one.day = one.count + count, min(one.day, day)
    return {key: one for key, one in found.items() if one.day <= begun}


def refresh(organisation: int, permission: str) -> None:
    """Brings the to-do of one organisation up to date, in the running transaction."""
    _bring(organisation, permission, expiring(organisation).get((organisation, permission)))


def refresh_all() -> int:
    """Brings every organisation's to-do up to date; returns how many were changed. Repeating it changes nothing."""
    wanted = expiring()
    standing = Todo.objects.filter(key__startswith=PREFIX, closed_at=None)
    known = {row.key: row for row in standing}
    pairs = {key_of(*pair): pair for pair in wanted}
    changed = 0
    for key in sorted(known.keys() | pairs.keys()):
        raw = key.removeprefix(PREFIX).split(":")
        organisation, permission = pairs.get(key, (int(raw[0]), raw[-1]))
        one = wanted.get((organisation, permission))
        told = known.get(key)
        if told is not None and one is not None and told.params == _params(one):
            continue
        with transaction.atomic():
            # counted again under the lock: two workers, or a click meanwhile, end with the same entry
            Organisation.objects.select_for_update(no_key=True).get(pk=organisation)
            refresh(organisation, permission)
        changed += 1
    return changed


def _params(one: Expiring) -> dict[str, str]:
    return {"count": str(one.count), "number": one.number, "day": one.day.isoformat()}


def _bring(organisation: int, permission: str, one: Expiring | None) -> None:
    key = key_of(organisation, permission)
    if one is None:
        close_todo(key)
        return
    open_todo(
        key=key,
        code="records.todo.expiring" if one.count == 1 else "records.todo.expiring_many",
        params=_params(one),
        address=address(one.number) if one.count == 1 else LIST,
        organisation_id=organisation,
        permission=permission,
        due_at=datetime.combine(one.day, CLOSE, tzinfo=SHANGHAI),
    )
