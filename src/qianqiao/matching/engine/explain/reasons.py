"""Reasons that counted: words shared, titles of one meaning, and structured fit above nothing."""

from collections.abc import Mapping

from qianqiao.matching.engine.explain.words import source_of
from qianqiao.matching.engine.indicators.compare import MET, as_text, compare_indicators
from qianqiao.matching.engine.records import Record
from qianqiao.matching.engine.results import Finding, Params, Span, WordEvidence
from qianqiao.matching.engine.scoring.evaluation import Evaluation
from qianqiao.matching.engine.scoring.record_value import RecordValue
from qianqiao.matching.engine.views import units_of

_NAMED = 4
_LEAST_SHARE = 0.06
_LEAST_WEIGHT = 0.02
_LEXICAL = ("title_words", "text_words", "terms")
Located = tuple[Finding, tuple[Span, ...]]


def text_reasons(
    evaluation: Evaluation,
    candidate: Record,
    value: RecordValue,
    words: tuple[WordEvidence, ...],
    spans: Mapping[WordEvidence, tuple[Span, ...]],
) -> list[Located]:
    """Reasons in the texts with the places they name in the candidate, the heaviest first."""
    given = dict(value.contributions)
    found: list[Located] = []
    lexical = sum(given[name] for name in _LEXICAL)
    named = [word for word in words if word.weight >= _LEAST_SHARE and spans[word]][:_NAMED]
    if named and lexical > _LEAST_WEIGHT:
        terms = tuple(word.term for word in named)
        places = tuple(span for word in named for span in spans[word])
        found.append((Finding("shared_terms", {"terms": "|".join(terms)}, lexical, terms), places))
    for name in ("title_meaning", "text_meaning"):
        if given[name] > _LEAST_WEIGHT:
            found.append(_meaning(evaluation, candidate, value, name, given[name]))
    found.sort(key=lambda item: -item[0].weight)
    return found


def _meaning(
    evaluation: Evaluation, candidate: Record, value: RecordValue, name: str, weight: float
) -> Located:
    """The closeness of the titles, or of the texts, of the pair of units that carried most."""
    best = value.carried_by[0]
    unit = units_of(candidate)[best.unit]
    view = next(item for item in unit.views if item.language == best.pair.language)
    other = next(
        item
        for item in evaluation.units[best.pair.query_unit].views
        if item.language == best.pair.query_language
    )
    ending = "_en" if any(field.endswith("_en") for field in view.fields) else ""
    wanted = f"{name.partition('_')[0]}{ending}"
    source = source_of(candidate, unit.document)
    field = wanted if wanted in view.fields else view.fields[0]
    span = Span(field, 0, len(getattr(source, field)), unit.document)
    params = {"candidate": view.title, "query": other.title}
    return Finding(name, params, weight), (span,)


def structured_reasons(demand: Record, offer: Record, given: Mapping[str, float]) -> list[Finding]:
    """Structured fit that added to the score."""
    makers = {
        "field": _field,
        "indicators": _indicators,
        "region": _region,
        "maturity": _maturity,
        "price": _price,
        "mode": _mode,
    }
    return [
        Finding(f"{name}_fits", make(demand, offer), given[name])
        for name, make in makers.items()
        if given.get(name, 0.0) > _LEAST_WEIGHT
    ]


def _field(demand: Record, offer: Record) -> Params:
    return {"fields": " ".join(code for code in demand.fields if code in offer.fields)}


def _indicators(demand: Record, offer: Record) -> Params:
    met = [item for item in compare_indicators(demand.indicators, offer.indicators) if item.outcome == MET]
    first = met[0]
    return {
        "name": first.required.name,
        "name_en": first.required.name_en or first.required.name,
        "required": as_text(first.required),
        "offered": as_text(first.offered) if first.offered else "",
        "count": str(len(met)),
        "total": str(len(demand.indicators)),
    }


def _region(demand: Record, offer: Record) -> Params:
    same_city = demand.region[:4] == offer.region[:4]
    return {"level": "city" if same_city else "province", "demand": demand.region, "offer": offer.region}


def _maturity(demand: Record, offer: Record) -> Params:
    return {"needed": str(demand.trl_min), "offered": str(offer.trl)}


def _price(demand: Record, offer: Record) -> Params:
    return {"price": str(offer.price_amount or 0), "budget": str(demand.budget_max)}


def _mode(demand: Record, offer: Record) -> Params:
    return {"modes": " ".join(mode for mode in demand.modes if mode in offer.modes)}
