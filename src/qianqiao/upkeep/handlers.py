"""Events in: what cases and memberships tell of records, and writes that change what runs out."""

from typing import Any

from qianqiao.catalogue.models import Expert
from qianqiao.core import clock, outbox
from qianqiao.core.actor import SYSTEM
from qianqiao.core.lifecycle import PUBLISHED
from qianqiao.core.outbox import Event
from qianqiao.docking.models import DEMAND, DockingCase
from qianqiao.organisations.holding import memberships_in_force
from qianqiao.organisations.models import User
from qianqiao.upkeep import records, ruling
from qianqiao.upkeep.domain.retiring import LIVE, announce
from qianqiao.upkeep.domain.todos import refresh

SOLVED_ALREADY = "solved_already"


def _case(event: Event) -> DockingCase:
    return DockingCase.objects.get(number=event.payload["number"])


def _record(number: str) -> Any:
    return next(records.by_numbers([number], actor=SYSTEM), None) if number else None


@outbox.on("docking.agree", name="upkeep.ask_whether_solved")
def ask_whether_solved(event: Event) -> None:
    """An agreement about a demand: perhaps it is solved."""
    case = _case(event)
    demand = _record(case.demand)
    if demand is not None:
        announce(demand, lambda _: (ruling.SOLVED, f"case:{case.number}"))


@outbox.on("docking.refuse", name="upkeep.ask_after_refusal")
def ask_after_refusal(event: Event) -> None:
    """The enterprise declined because its demand is solved already."""
    case = _case(event)
    if SOLVED_ALREADY in case.reasons and case.receiver == DEMAND:
        ask_whether_solved(event)


@outbox.on("docking.accept", name="upkeep.proven_by_answer")
def proven_by_answer(event: Event) -> None:
    """Who is interested when asked about a record stands by it: it is alive."""
    case = _case(event)
    record = _record(case.number_of(case.receiver))
    if record is not None and record.state == PUBLISHED and record.last_proven_alive != clock.today():
        records.validity_of(record).confirm(record, actor=SYSTEM)


@outbox.on("organisations.member_left", name="upkeep.expert_left")
def expert_left(event: Event) -> None:
    """An expert of the organisation with the same name, or with the person's address as contact, may be gone too.

    Nothing links accounts to experts, so the owner is asked; who came back meanwhile has not left.
    """
    user = User.objects.filter(pk=event.payload["user"]).first()
    organisation = event.payload["organisation"]
    if user is None or memberships_in_force().filter(user=user, organisation=organisation).exists():
        return
    for expert in Expert.objects.filter(organisation=organisation, state__in=LIVE).order_by("pk"):
        by_address = user.email.lower() in expert.contact.lower()
        if by_address or (user.name and expert.name == user.name):
            announce(expert, lambda _: (ruling.LEFT, f"left:{event.id}"))


@outbox.on("catalogue.records_changed", name="upkeep.refresh_todos")
@outbox.on("demands.records_changed", name="upkeep.refresh_todos")
def refresh_todos(event: Event) -> None:
    """A record that was edited, withdrawn or renewed elsewhere no longer waits to be confirmed."""
    for organisation, permission in sorted(records.owners_of(event.payload["numbers"])):
        refresh(organisation, permission)
