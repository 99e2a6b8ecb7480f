"""Which side of a case an actor stands on, and what each side may be told of the other."""

from collections.abc import Collection
from dataclasses import replace

from django.db.models import Q

from qianqiao.core.actor import Actor, ActorKind, Carried
from qianqiao.docking.models import DEMAND, OFFER, SIDES, DockingCase, other

SEE, LIAISE = "docking.see", "docking.liaise"


def acts_for_side(actor: Actor, permission: str, case: DockingCase, side: str) -> bool:
    """Whether a person may do something in the name of a side: as one of its people, or under its mandate.

    The platform itself stands on no side.
    """
    if actor.kind is not ActorKind.PERSON:
        return False
    if case.organisation_id_of(side) in actor.grants:
        return permission in actor.grants[case.organisation_id_of(side)]
    held = mandate_for(actor, case, side)
    return held is not None and permission in held.permissions


def mandate_for(actor: Actor, case: DockingCase, side: str) -> Carried | None:
    """The mandate under which the actor stands on a side; an agency never stands on both.

    Of mandates from both sides the earlier one counts, and whoever belongs to the other side acts for that one alone.
    """
    found = _first(actor, case, side)
    if found is None or case.organisation_id_of(other(side)) in actor.grants:
        return None
    against = _first(actor, case, other(side))
    return (
        None
        if against is not None and (against.since, against.mandate) < (found.since, found.mandate)
        else found
    )


def carried_cases(actor: Actor) -> list[Carried]:
    """The mandates under which the actor does anything in cases; one that only keeps records alive opens none."""
    return [one for one in actor.carried if one.in_cases]


def _first(actor: Actor, case: DockingCase, side: str) -> Carried | None:
    """Permissions of several mandates for the same matter add up; the first gives the agency its side."""
    held = [
        one for one in carried_cases(actor) if one.covers(case.organisation_id_of(side), case.number_of(side))
    ]
    if not held:
        return None
    first = held[0]
    return replace(
        first,
        permissions=frozenset().union(*(one.permissions for one in held)),
        reads_sealed=any(one.reads_sealed for one in held),
    )


def organisations_seen(actor: Actor) -> frozenset[int]:
    """The organisations whose cases the actor sees as one of their people or, at least some, under a mandate."""
    return actor.organisations_where(SEE) | {one.organisation for one in carried_cases(actor)}


def side_of(actor: Actor, case: DockingCase) -> str:
    """The side whose people the actor belongs to; empty for everybody else. One who belongs to both stands where asked."""
    own = [side for side in SIDES if acts_for_side(actor, SEE, case, side)]
    if len(own) == len(SIDES):
        return case.receiver
    return own[0] if own else ""


def region_prefix(code: str) -> str:
    """330000 holds all of 33…, 330200 all of 3302…; nothing stands for the whole country."""
    return code[:2] if code[2:] == "0000" else code[:4] if code[4:] == "00" else code


def regions_followed(actor: Actor) -> list[str]:
    """Prefixes of the regions whose cases the actor may follow; "" for all; none where it is no liaison officer."""
    if LIAISE in actor.platform:
        return [""]
    if actor.organisations_where(LIAISE):
        return sorted({region_prefix(region) for region in actor.regions})
    return []


def follows(actor: Actor, case: DockingCase) -> bool:
    """Whether the actor is a liaison officer of the region of either side."""
    regions = (case.demand_side.region, case.offer_side.region)
    return any(
        region.startswith(prefix)
        for prefix in regions_followed(actor)
        for region in regions
        if region or not prefix
    )


def own_cases(actor: Actor) -> Q:
    """Cases in which the actor's organisations are a side, or one that it acts for under a mandate."""
    return own_cases_on(actor, DEMAND) | own_cases_on(actor, OFFER)


def own_cases_on(actor: Actor, side: str) -> Q:
    """Those of `own_cases` in which it is this side; whoever belongs to a side stands there and under no mandate."""
    found = Q(**{f"{side}_side__in": actor.organisations_where(SEE)})
    foreign = ~Q(**{f"{other(side)}_side__in": list(actor.grants)})
    for one in carried_cases(actor):
        if one.organisation not in actor.grants:
            found |= side_covered(side, one.organisation, one.records) & foreign
    return found


def with_counterpart(actor: Actor, number: str) -> Q:
    """Own cases with an organisation on the other side; none that would name the enterprise behind a sealed demand."""
    named = Q(is_discreet=False) | Q(interested_at__isnull=False)
    return (own_cases_on(actor, OFFER) & Q(demand_side__number=number) & named) | (
        own_cases_on(actor, DEMAND) & Q(offer_side__number=number)
    )


def side_covered(side: str, organisation_id: int, records: Collection[str]) -> Q:
    """Cases in which an organisation stands on a side about one of some records; no records means all."""
    found = Q(**{f"{side}_side": organisation_id})
    return found & Q(**{f"{side}__in": sorted(records)}) if records else found


def followed_cases(actor: Actor) -> Q:
    """Cases that the actor may follow as a liaison officer; a prefix of nothing is the whole country."""
    found = Q(pk__in=[])
    for prefix in regions_followed(actor):
        # every region begins with nothing
        found |= Q(demand_side__region__startswith=prefix) | Q(offer_side__region__startswith=prefix)
    return found


def is_named(case: DockingCase, side: str, *, viewer: str) -> bool:
    """Whether the viewer's side may know who stands on a side: behind a sealed demand only after an answer."""
    hidden = side == DEMAND and viewer == OFFER and case.is_discreet and case.interested_at is None
    return not hidden
