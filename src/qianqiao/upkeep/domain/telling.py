"""Tells an organisation's people what runs out and what was retired: all of it in one notice, a record once a day."""

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from qianqiao.core import clock
from qianqiao.core.lifecycle import PUBLISHED
from qianqiao.notices.domain import notify
from qianqiao.notices.queries import people_with
from qianqiao.organisations.models import Organisation
from qianqiao.organisations.views.record_pages.addresses import address
from qianqiao.upkeep import records, ruling
from qianqiao.upkeep.domain.todos import LIST
from qianqiao.upkeep.models import RecordTelling, Retirement
from qianqiao.upkeep.records import CATALOGUE, DEMANDS
from qianqiao.upkeep.states import RETIRED

RETIRED_LIST = "/my/records/?show=expired"
Group = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Matter:
    """What is to be told about one record."""

    number: str
    code: str
    day: date
    text: str


def tell_expiring() -> int:
    """Reminds at each of the days that the rules give, once; returns how many groups were told."""
    groups: dict[Group, list[tuple[str, date]]] = defaultdict(list)
    for group, number, until in _running_out():
        groups[group].append((number, until))
    numbers = [number for own in groups.values() for number, _ in own]
    known = set(RecordTelling.objects.filter(number__in=numbers).values_list("number", "matter"))
    due = {group: _due(own, known) for group, own in sorted(groups.items())}
    return sum(_tell(group, "expiring", own) for group, own in due.items() if own)


def _running_out() -> Iterator[tuple[Group, str, date]]:
    window = ruling.soon(clock.today())
    for permission in (CATALOGUE, DEMANDS):
        for model in records.models_for(permission):
            rows = model._default_manager.filter(state=PUBLISHED, valid_until__range=window)  # noqa: SLF001  Django's manager
            for number, owner, until in rows.values_list("number", f"{model.owner_field}_id", "valid_until"):
                yield (owner, permission), number, until


def _due(own: Sequence[tuple[str, date]], known: Set[tuple[str, str]]) -> list[Matter]:
    """Who has reached a reminder, with those that will within the days that one notice gathers; each level once."""
    today, found, settled = clock.today(), dict[str, Matter](), set[str]()
    for level in reversed(ruling.reminder_days()):
        told = {(number, until): f"expires:{until}:{level}" for number, until in own}
        fresh = [
            Matter(number, code, until, "records.expiring")
            for (number, until), code in told.items()
            if number not in settled
            and (number, code) not in known
            and (until - today).days <= ruling.gathered(level)
        ]
        settled |= {number for (number, _), code in told.items() if (number, code) in known}
        if any((matter.day - today).days <= level for matter in fresh):
            found |= {matter.number: matter for matter in fresh}
            settled |= found.keys()
    return list(found.values())


def tell_retired() -> int:
    """Tells of every retirement that nobody was told of; returns how many groups were told."""
    groups: dict[Group, list[Matter]] = defaultdict(list)
    rows = Retirement.objects.filter(state=RETIRED, told_on=None).order_by("pk")
    for row in rows:
        told = Matter(
            row.number, f"retired:{row.pk}", row.undo_until or row.due_on, f"records.retired.{row.reason}"
        )
        groups[row.organisation_id, row.permission].append(told)
    return sum(_tell(group, "retired", own) for group, own in sorted(groups.items()))


def _tell(group: Group, kind: str, matters: Sequence[Matter]) -> bool:
    """One notice for all matters of a group, in one transaction with the note that it was given.

    False where the group had one of the kind today, or each record was told about today: they wait for tomorrow.
    """
    (organisation, permission), today = group, clock.today()
    name = f"{kind}:{permission}"
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(pk=organisation)
        if RecordTelling.objects.filter(organisation=organisation, day=today, group=name).exists():
            return False
        numbers = [matter.number for matter in matters]
        seen = RecordTelling.objects.filter(number__in=numbers)
        busy = set(seen.filter(day=today).values_list("number", flat=True))
        known = set(seen.values_list("number", "matter"))
        left = [
            matter
            for matter in matters
            if matter.number not in busy and (matter.number, matter.code) not in known
        ]
        if not left:
            return False
        RecordTelling.objects.bulk_create(
            RecordTelling(
                number=matter.number, matter=matter.code, organisation_id=organisation, group=name, day=today
            )
            for matter in left
        )
        if kind == "retired":
            keys = [int(matter.code.partition(":")[2]) for matter in left]
            Retirement.objects.filter(pk__in=keys).update(told_on=today)
        _notify(group, kind, left)
    return True


def _notify(group: Group, kind: str, matters: Sequence[Matter]) -> None:
    first = min(matters, key=lambda matter: (matter.day, matter.number))
    alone = len(matters) == 1
    many = LIST if kind == "expiring" else RETIRED_LIST
    notify(
        people_with(group[1], group[0]),
        code=first.text if alone else f"records.{kind}_many",
        params={"count": str(len(matters)), "number": first.number, "day": first.day.isoformat()},
        address=address(first.number) if alone else many,
        key=f"upkeep:{group[0]}:{group[1]}:{kind}:{clock.today()}",
        organisation_id=group[0],
    )
