"""What a match lacks: unmet or unknown indicators, maturity, price, region, mode, another purpose."""

from qianqiao.matching.engine.indicators.compare import MET, UNMET, as_text, compare_indicators
from qianqiao.matching.engine.records import Record
from qianqiao.matching.engine.results import Finding
from qianqiao.matching.engine.scoring.limits import definite_price
from qianqiao.matching.engine.scoring.structured import offers_to_find_out, purpose_fit


def missing_between(demand: Record, offer: Record) -> tuple[Finding, ...]:
    """Everything that stands between the pair, the gravest first."""
    unmet, unknown = _indicators(demand, offer)
    return (
        *unmet,
        *_maturity(demand, offer),
        *_mode(demand, offer),
        *_purpose(demand, offer),
        *unknown,
        *_price(offer),
        *_place(demand, offer),
    )


def _indicators(demand: Record, offer: Record) -> tuple[list[Finding], list[Finding]]:
    unmet: list[Finding] = []
    unknown: list[Finding] = []
    for verdict in compare_indicators(demand.indicators, offer.indicators):
        if verdict.outcome == MET:
            continue
        params = {
            "name": verdict.required.name,
            "name_en": verdict.required.name_en or verdict.required.name,
            "required": as_text(verdict.required),
        }
        if verdict.outcome == UNMET and verdict.offered is not None:
            unmet.append(Finding("indicator_unmet", params | {"offered": as_text(verdict.offered)}))
        else:
            unknown.append(Finding("indicator_unknown", params))
    return unmet, unknown


def _maturity(demand: Record, offer: Record) -> list[Finding]:
    if demand.trl_min is None:
        return []
    needed = str(demand.trl_min)
    if offer.trl is None:
        return [Finding("trl_unknown", {"needed": needed})]
    if offer.trl < demand.trl_min:
        return [Finding("trl_gap", {"needed": needed, "offered": str(offer.trl)})]
    return []


def _mode(demand: Record, offer: Record) -> list[Finding]:
    if demand.modes and offer.modes and not set(demand.modes) & set(offer.modes):
        return [
            Finding("mode_not_offered", {"wanted": " ".join(demand.modes), "offered": " ".join(offer.modes)})
        ]
    return []


def _purpose(demand: Record, offer: Record) -> list[Finding]:
    if purpose_fit(demand, offer) >= 0:
        return []
    return [Finding("offer_only_finds_out" if offers_to_find_out(offer) else "offer_does_not_find_out", {})]


def _price(offer: Record) -> list[Finding]:
    if offer.documents or definite_price(offer) is not None:
        return []
    return [Finding("price_unknown", {})]


def _place(demand: Record, offer: Record) -> list[Finding]:
    if demand.region and offer.region and demand.region[:2] != offer.region[:2]:
        return [Finding("region_differs", {"demand": demand.region, "offer": offer.region})]
    return []
