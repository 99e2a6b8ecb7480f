"""Events in: what cases and memberships tell of records, and writes that change what runs out."""

from functools import partial
from typing import Any

from qianqiao.catalogue import links
from qianqiao.catalogue.domain.linking import end_links
from qianqiao.catalogue.models import Expert
from qianqiao.catalogue.states import LINKED
from qianqiao.core import clock, outbox
from qianqiao.core.actor import SYSTEM
from qianqiao.core.lifecycle import PUBLISHED
from qianqiao.core.outbox import Event
from qianqiao.docking.models import DEMAND, DockingCase
from qianqiao.mandates.models import Mandate
from qianqiao.organisations.holding import memberships_in_force
from qianqiao.organisations.models import User
from qianqiao.upkeep import records, ruling
from qianqiao.upkeep.domain.agencies import refresh_agencies
from qianqiao.upkeep.domain.own_records import refresh_own
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
    """The expert record of a linked account is retired without a question, and the link ends.

    Where there is no link, an expert with the same name, or with the person's address as contact, may be gone too: the owner
    is asked. Who came back meanwhile has not left.
    """
    user = User.objects.filter(pk=event.payload["user"]).first()
    organisation = event.payload["organisation"]
    if user is None or memberships_in_force().filter(user=user, organisation=organisation).exists():
        return
    if _retire_linked(user.pk, organisation):
        return
    unlinked = Expert.objects.exclude(links__state=LINKED)
    for expert in unlinked.filter(organisation=organisation, state__in=LIVE).order_by("pk"):
        by_address = user.email.lower() in expert.contact.lower()
        if by_address or (user.name and expert.name == user.name):
            announce(expert, lambda _: (ruling.LEFT, f"left:{event.id}"))


def _retire_linked(user_id: int, organisation_id: int) -> bool:
    """Whether the person had a confirmed expert record there; one that was only asked about is not asked about any more."""
    own = list(links.live().filter(user=user_id, organisation=organisation_id))
    linked = [row for row in own if row.state == LINKED]
    for row in linked:
        announce(row.expert, partial(_left_by_link, key=row.pk))
    end_links(own)
    return bool(linked)


def _left_by_link(_record: Any, *, key: int) -> tuple[str, str]:
    return ruling.MEMBER_LEFT, f"left:link:{key}"


@outbox.on("catalogue.expert_link_confirm", name="upkeep.refresh_own")
@outbox.on("catalogue.expert_link_undo", name="upkeep.refresh_own")
@outbox.on("catalogue.expert_link_end", name="upkeep.refresh_own")
def refresh_after_link(event: Event) -> None:
    """Whose record it is decides who is asked whether it is still true."""
    refresh_own([event.payload["number"]])


@outbox.on("mandates.accept", name="upkeep.list_for_agency")
def list_for_agency(event: Event) -> None:
    """What runs out already when a mandate to keep records alive begins."""
    refresh_agencies(Mandate.objects.get(number=event.payload["number"]).organisation_id)


@outbox.on("catalogue.records_changed", name="upkeep.refresh_todos")
@outbox.on("demands.records_changed", name="upkeep.refresh_todos")
def refresh_todos(event: Event) -> None:
    """A record that was edited, withdrawn or renewed elsewhere no longer waits to be confirmed."""
    owners = records.owners_of(event.payload["numbers"])
    for organisation, permission in sorted(owners):
        refresh(organisation, permission)
    for organisation in sorted({key for key, _ in owners}):
        refresh_agencies(organisation)
    refresh_own(event.payload["numbers"])
