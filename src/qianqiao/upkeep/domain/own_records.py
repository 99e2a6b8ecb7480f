"""The person whose account is an expert record is asked whether it is still true, beside the organisation."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from qianqiao.catalogue.links import live
from qianqiao.catalogue.models import ExpertLink
from qianqiao.catalogue.states import LINKED
from qianqiao.core import clock
from qianqiao.core.clock import SHANGHAI
from qianqiao.core.lifecycle import PUBLISHED
from qianqiao.core.workdays import CLOSE
from qianqiao.notices.domain import close_todo, open_todo
from qianqiao.notices.models import Todo
from qianqiao.organisations.views.record_pages.addresses import address
from qianqiao.upkeep import ruling

PREFIX = "upkeep:own-expert:"


def key_of(number: str) -> str:
    return f"{PREFIX}{number}"


def refresh_own(numbers: Iterable[str]) -> None:
    """Brings the to-dos of the people behind some expert records up to date, in the running transaction."""
    experts = sorted(number for number in set(numbers) if number.startswith("X"))
    if not experts:
        return
    linked = {row.expert.number: row for row in live().filter(state=LINKED, expert__number__in=experts)}
    for number in experts:
        _bring(number, linked.get(number))


def refresh_all_own() -> None:
    """The same for everybody; repeating it changes nothing."""
    due = live().filter(state=LINKED, expert__state=PUBLISHED, expert__valid_until__lte=_horizon())
    wanted = set(due.values_list("expert__number", flat=True))
    standing = Todo.objects.filter(key__startswith=PREFIX, closed_at=None).values_list("key", flat=True)
    wanted |= {key.removeprefix(PREFIX) for key in standing}
    for number in sorted(wanted):
        with transaction.atomic():
            refresh_own([number])


def _horizon() -> date:
    return clock.today() + timedelta(days=ruling.reminder_days()[0])


def _bring(number: str, link: ExpertLink | None) -> None:
    until = link.expert.valid_until if link is not None and link.expert.state == PUBLISHED else None
    if link is None or until is None or not clock.today() <= until <= _horizon():
        close_todo(key_of(number))
        return
    # without the organisation: it is about the person, so nobody takes it over when the person leaves
    open_todo(
        key=key_of(number),
        code="records.todo.own_expiring",
        params={"number": number, "day": until.isoformat()},
        address=address(number),
        user_id=link.user_id,
        due_at=datetime.combine(until, CLOSE, tzinfo=SHANGHAI),
    )
