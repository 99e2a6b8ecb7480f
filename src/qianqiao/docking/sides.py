"""Which side of a case an actor stands on, and what each side may be told of the other."""

from django.db.models import Q

from qianqiao.core.actor import Actor, ActorKind
from qianqiao.docking.models import DEMAND, OFFER, SIDES, DockingCase

SEE, LIAISE = "docking.see", "docking.liaise"


def acts_for_side(actor: Actor, permission: str, case: DockingCase, side: str) -> bool:
    """Whether a person may do something in the name of a side. The platform itself stands on no side."""
    return actor.kind is ActorKind.PERSON and permission in actor.grants.get(
        case.organisation_id_of(side), frozenset()
    )


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
    """Cases in which the actor's organisations are a side."""
    own = actor.organisations_where(SEE)
    return Q(demand_side__in=own) | Q(offer_side__in=own)


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
