"""Reasons that counted: words shared, titles or texts of one meaning, and structured fit above nothing."""

from collections.abc import Iterable, Mapping, Sequence

from qianqiao.matching.engine.explain.passages import best_passage
from qianqiao.matching.engine.explain.places import source_of
from qianqiao.matching.engine.indicators.compare import MET, as_text, compare_indicators
from qianqiao.matching.engine.records import Record
from qianqiao.matching.engine.results import Finding, Params, Span, WordEvidence
from qianqiao.matching.engine.scoring.evaluation import Evaluation
from qianqiao.matching.engine.scoring.record_value import RecordValue
from qianqiao.matching.engine.text.language import EN, LANGUAGES, ZH
from qianqiao.matching.engine.views import Unit, units_of

_NAMED = 4
_LEAST_SHARE = 0.03
_LEAST_WEIGHT = 0.02
_LEXICAL = ("title_words", "text_words", "terms")
_TEXT_MEANING = ("text_meaning", "title_to_text", "text_to_title")
Located = tuple[Finding, tuple[Span, ...]]
Spans = Mapping[WordEvidence, tuple[Span, ...]]


def text_reasons(
    evaluation: Evaluation, candidate: Record, value: RecordValue, words: Sequence[WordEvidence], spans: Spans
) -> list[Located]:
    """Reasons in the texts with the places they name in the candidate, the heaviest first."""
    given = dict(value.contributions)
    found: list[Located] = []
    lexical = sum(given[name] for name in _LEXICAL)
    if lexical > _LEAST_WEIGHT:
        found += _shared_terms(words, spans, lexical)
    whole, titles = sum(given[name] for name in _TEXT_MEANING), given["title_meaning"]
    if all(view.thin for view in _carrying(candidate, value).views):
        whole, titles = 0.0, whole + titles
    if whole > _LEAST_WEIGHT:
        found.append(_texts(evaluation, candidate, value, spans, whole))
    if titles > _LEAST_WEIGHT:
        found.append(_titles(evaluation, candidate, value, titles))
    found.sort(key=lambda item: -item[0].weight)
    return found


def _shared_terms(words: Sequence[WordEvidence], spans: Spans, weight: float) -> list[Located]:
    """The heaviest shared terms of each language."""
    named: dict[str, list[WordEvidence]] = {}
    for code in LANGUAGES:
        heavy = [
            word for word in words if word.language == code and word.weight >= _LEAST_SHARE and spans[word]
        ]
        if heavy:
            named[code] = heavy[:_NAMED]
    if not named:
        return []
    params = {f"terms_{code}": "|".join(_named(word) for word in own) for code, own in named.items()}
    listed = [word for own in named.values() for word in own]
    finding = Finding("shared_terms", params, weight, tuple(word.term for word in listed))
    return [(finding, tuple(span for word in listed for span in spans[word]))]


def _named(word: WordEvidence) -> str:
    """The word, with the other side's word for it where a dictionary bridged the two."""
    return f"{word.term}（{word.counterpart}）" if word.counterpart else word.term


def _titles(evaluation: Evaluation, candidate: Record, value: RecordValue, weight: float) -> Located:
    """The closeness of the titles of the pair of units that carried most."""
    unit = _carrying(candidate, value)
    finding = Finding("title_meaning", _titles_of(evaluation, unit, value), weight)
    return finding, _whole(candidate, unit, "title", value)


def _texts(
    evaluation: Evaluation, candidate: Record, value: RecordValue, spans: Spans, weight: float
) -> Located:
    """The closeness of the texts; names the passage where the shared words stand thickest, if any do."""
    unit = _carrying(candidate, value)
    passages = {
        code: best_passage(candidate, unit.document, code, spans)
        for code in value.carried_by[0].pair.languages
    }
    told = {f"passage_{code}": passage.text for code, passage in passages.items() if passage is not None}
    if told:
        places = tuple(passage.span for passage in passages.values() if passage is not None)
        code = "passage_demand" if candidate.is_demand else "passage"
        return Finding(code, told, weight), places
    finding = Finding("text_meaning", _titles_of(evaluation, unit, value), weight)
    return finding, _whole(candidate, unit, "text", value)


def _carrying(candidate: Record, value: RecordValue) -> Unit:
    return units_of(candidate)[value.carried_by[0].unit]


def _titles_of(evaluation: Evaluation, unit: Unit, value: RecordValue) -> Params:
    """The two titles in each language in which they stand."""
    query = evaluation.units[value.carried_by[0].pair.query_unit]
    params: dict[str, str] = {}
    for side, own in (("query", query), ("candidate", unit)):
        by_language = {view.language: view.title for view in own.views}
        first = next(iter(by_language.values()))
        params[f"{side}_zh"] = by_language.get(ZH, first)
        params[f"{side}_en"] = by_language.get(EN, first)
    return params


def _whole(candidate: Record, unit: Unit, role: str, value: RecordValue) -> tuple[Span, ...]:
    """The whole title or text in the languages that counted."""
    source = source_of(candidate, unit.document)
    languages = value.carried_by[0].pair.languages
    names: Iterable[str] = (
        field
        for view in unit.views
        if view.language in languages
        for field in view.fields
        if field.startswith(role)
    )
    return tuple(Span(name, 0, len(getattr(source, name)), unit.document) for name in names)


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
