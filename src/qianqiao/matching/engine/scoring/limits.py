"""Hard limits, kept apart from the score: what may never be returned as a match."""

from decimal import Decimal

from qianqiao.matching.engine.records import LIVE_STATES, SEALED, Record
from qianqiao.matching.engine.results import Audience, HardLimit, Params


def definite_price(offer: Record) -> Decimal | None:
    """The least that the offer costs, where it says so; free is 0; None where it is open."""
    if offer.price_model == "free":
        return Decimal(0)
    if offer.price_model == "negotiable":
        return None
    return offer.price_amount


def own_limit(record: Record, audience: Audience) -> tuple[str, Params] | None:
    """Why a record may take part in no match for this audience: sealed, not live, or expired."""
    if record.confidentiality == SEALED and record.owner not in audience.owners - {""}:
        return "sealed", {"id": record.id}
    if record.state not in LIVE_STATES:
        return "not_live", {"id": record.id, "state": record.state}
    if record.valid_until is not None and record.valid_until < audience.today:
        return "expired", {"id": record.id, "date": record.valid_until.isoformat()}
    return None


def pair_limit(demand: Record, offer: Record, audience: Audience) -> HardLimit | None:
    """The first hard limit between a demand and an offer, or None."""
    for record in (demand, offer):
        own = own_limit(record, audience)
        if own is not None:
            return HardLimit(demand.id, offer.id, *own)
    price = definite_price(offer)
    if price is not None and demand.budget_max is not None and price > demand.budget_max:
        params = {"price": str(price), "budget": str(demand.budget_max)}
        return HardLimit(demand.id, offer.id, "over_budget", params)
    return None
