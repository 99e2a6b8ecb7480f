"""Structured fit: field, indicators, region, maturity, price, mode, purpose; each in [-1, 1], 0 where unknown."""

from qianqiao.matching.engine.indicators.compare import MET, UNKNOWN, compare_indicators
from qianqiao.matching.engine.records import EXPERT, Record
from qianqiao.matching.engine.scoring.limits import definite_price
from qianqiao.matching.engine.scoring.weights import Weights
from qianqiao.matching.engine.text.purpose import finds_out, wants_to_know

STRUCTURED = ("field", "indicators", "region", "maturity", "price", "mode", "purpose")
_PROVINCE, _CITY = 2, 4


def field_fit(demand: Record, offer: Record) -> float:
    """1 where the main fields agree, less for a side field, -1 where none is shared."""
    if not demand.fields or not offer.fields:
        return 0.0
    if not set(demand.fields) & set(offer.fields):
        return -1.0
    return 1.0 if demand.fields[0] in offer.fields or offer.fields[0] in demand.fields else 0.5


def indicator_fit(demand: Record, offer: Record) -> float:
    """Met less unmet as a share of all required indicators; an unknown one counts for nothing."""
    if not demand.indicators or not offer.indicators:
        return 0.0
    outcomes = [item.outcome for item in compare_indicators(demand.indicators, offer.indicators)]
    signs = [0 if outcome == UNKNOWN else 1 if outcome == MET else -1 for outcome in outcomes]
    return sum(signs) / len(signs)


def region_fit(demand: Record, offer: Record) -> float:
    """1 in one city, 0.6 in one province, -0.2 elsewhere (GB/T 2260 codes)."""
    if not demand.region or not offer.region:
        return 0.0
    if demand.region[:_PROVINCE] != offer.region[:_PROVINCE]:
        return -0.2
    cities = demand.region[_PROVINCE:_CITY], offer.region[_PROVINCE:_CITY]
    return 1.0 if cities[0] == cities[1] != "00" else 0.6


def maturity_fit(demand: Record, offer: Record) -> float:
    """1 at or above the required TRL, then a third less per missing step, at least -1."""
    if offer.trl is None:
        return 0.0
    needed = demand.trl_min
    if needed is None:
        return 0.0
    return max(-1.0, 1.0 - (max(0, needed - offer.trl)) * 2 / 3)


def price_fit(demand: Record, offer: Record) -> float:
    """1 where a definite price lies within a definite budget; 0 where either is open."""
    price = definite_price(offer)
    if price is None or demand.budget_max is None:
        return 0.0
    return 1.0 if price <= demand.budget_max else -1.0


def mode_fit(demand: Record, offer: Record) -> float:
    """1 where a wanted way of cooperation is offered, -1 where none is."""
    if not demand.modes or not offer.modes:
        return 0.0
    return 1.0 if set(demand.modes) & set(offer.modes) else -1.0


def offers_to_find_out(offer: Record) -> bool | None:
    """Whether the title says that the offer finds something out; a person's name says nothing."""
    if offer.kind == EXPERT or offer.documents:
        return None
    return finds_out(f"{offer.title} {offer.title_en}".strip())


def purpose_fit(demand: Record, offer: Record) -> float:
    """-1 where one side is about finding something out and the other about changing it; never above 0."""
    wanted = wants_to_know(" ".join((demand.title, demand.text, demand.title_en, demand.text_en)).strip())
    offered = offers_to_find_out(offer)
    return -1.0 if wanted is not None and offered is not None and wanted != offered else 0.0


def structured_parts(
    demand: Record, offer: Record, weights: Weights, *, across: bool = False
) -> list[tuple[str, float]]:
    """Weighted contributions by name, in the order of STRUCTURED; `across`: the texts share no language."""
    factor = weights.across_structured if across else 1.0
    values = (
        field_fit(demand, offer),
        indicator_fit(demand, offer),
        region_fit(demand, offer),
        maturity_fit(demand, offer),
        price_fit(demand, offer),
        mode_fit(demand, offer),
        purpose_fit(demand, offer),
    )
    return [
        (name, factor * getattr(weights, name) * value)
        for name, value in zip(STRUCTURED, values, strict=True)
    ]
