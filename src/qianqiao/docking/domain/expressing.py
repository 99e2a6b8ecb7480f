"""Expresses interest: opens a case between two organisations about a demand, an offer or both."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core import audit, clock, numbers, outbox, policy
from qianqiao.core.actor import Actor
from qianqiao.core.lifecycle import PUBLISHED
from qianqiao.core.workflow import Refusal
from qianqiao.demands.models import Demand
from qianqiao.docking.domain.clock_keeping import record, settle
from qianqiao.docking.domain.steps import INTERESTED_LEVEL, teach
from qianqiao.docking.domain.telling import tell_side
from qianqiao.docking.models import DEMAND, OFFER, DockingCase, Wish
from qianqiao.docking.states import CASE_FLOW, OPEN

LETTER = "K"
Offered = Achievement | Patent | Expert


@dataclass(frozen=True, slots=True)
class Interest:
    """The short form: what we need or offer, what we would like next, how to reach us."""

    text: str
    wishes: Sequence[str]
    reach: str


def express(
    interest: Interest,
    *,
    demand: Demand | None,
    offer: Offered | None,
    organisation_id: int,
    actor: Actor,
) -> DockingCase:
    """Opens a case in the name of an organisation; the caller has made sure that the actor may know of both records.

    Raises Refusal text_missing, reach_missing, wish_missing, nothing_named, not_allowed, not_your_record,
    record_not_published, same_organisation or open_case_exists (with its number); then nothing is written.
    """
    _check(interest)
    started_by, demand_side, offer_side = _sides(demand, offer, organisation_id)
    if not may_express(actor, organisation_id, demand=demand, offer=offer):
        raise Refusal("not_allowed")
    if demand_side == offer_side:
        raise Refusal("same_organisation")
    for row in (demand, offer):
        if row is not None and (row.state != PUBLISHED or not policy.may(actor, "view", row)):
            raise Refusal("record_not_published", row.number)
    now = clock.now()
    case = DockingCase(
        demand=demand.number if demand else "",
        offer=offer.number if offer else "",
        demand_side_id=demand_side,
        offer_side_id=offer_side,
        started_by=started_by,
        is_discreet=_is_discreet(demand, started_by),
        state=CASE_FLOW.initial,
        text=interest.text.strip(),
        wishes=list(dict.fromkeys(interest.wishes)),
        created_at=now,
        updated_at=now,
    )
    setattr(case, f"{started_by}_reach", interest.reach.strip())
    setattr(case, f"{started_by}_person_id", actor.user_id)
    return _open(case, actor)


def may_express(
    actor: Actor, organisation_id: int, *, demand: Demand | Offered | None, offer: Offered | None
) -> bool:
    """Whether the actor may begin in an organisation's name: as one of its people, or under its mandate."""
    if actor.may("docking.express", organisation_id):
        return True
    named = [row for row in (demand, offer) if row is not None]
    numbers = [row.number for row in named if row.owner_id_for_policy == organisation_id]
    return organisation_id not in actor.grants and any(
        "docking.express" in one.permissions and one.covers(organisation_id, *numbers)
        for one in actor.carried
    )


def _is_discreet(demand: Demand | None, started_by: str) -> bool:
    sealed = demand is not None and demand.confidentiality == Demand.Confidentiality.SEALED
    return sealed and started_by == OFFER


def _open(case: DockingCase, actor: Actor) -> DockingCase:
    try:
        with transaction.atomic():
            case.number = numbers.take(LETTER)[0]
            case.save(force_insert=True)
            record(case, "express", side=case.started_by, user_id=actor.user_id)
            settle(case, by=case.started_by)
            tell_side(case, case.receiver, "expressed", key="expressed", permission="docking.answer")
            teach(case, case.started_by, INTERESTED_LEVEL)
            audit.append(
                "docking.express",
                subject=case.number,
                actor=actor,
                chain=case.audit_chain,
                data={
                    "to": case.state,
                    "demand": case.demand,
                    "offer": case.offer,
                    "demand_side": case.demand_side_id,
                    "offer_side": case.offer_side_id,
                    "by": case.started_by,
                },
            )
            told = {"model": "docking.dockingcase", "number": case.number, "state": case.state}
            outbox.emit("docking.express", told)
    except IntegrityError as error:
        if "docking_case_one_open" not in str(error):
            raise
        found = open_case(case)
        raise Refusal("open_case_exists", found.number if found else "") from None
    return case


def open_case(case: DockingCase) -> DockingCase | None:
    """The case that stands open between the same sides about the same records."""
    return DockingCase.objects.filter(
        demand=case.demand,
        offer=case.offer,
        demand_side=case.demand_side_id,
        offer_side=case.offer_side_id,
        state__in=OPEN,
    ).first()


def _check(interest: Interest) -> None:
    if not interest.text.strip():
        raise Refusal("text_missing")
    if not interest.reach.strip():
        raise Refusal("reach_missing")
    if not interest.wishes or not set(interest.wishes) <= set(Wish.values):
        raise Refusal("wish_missing")


def _sides(demand: Demand | None, offer: Offered | None, organisation_id: int) -> tuple[str, int, int]:
    """Which side begins, and the organisations of both; one of the records must be somebody else's."""
    if demand is None and offer is None:
        raise Refusal("nothing_named")
    demand_side = demand.organisation_id if demand is not None else organisation_id
    offer_side = (offer.owner_id_for_policy if offer is not None else None) or organisation_id
    if organisation_id not in {demand_side, offer_side}:
        raise Refusal("not_your_record")
    return (DEMAND if organisation_id == demand_side else OFFER), demand_side, offer_side
