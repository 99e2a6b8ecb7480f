"""Terms that both texts share, how much of the lexical evidence each carries, and where they stand."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from qianqiao.matching.engine.explain.places import TermPlaces, text_at
from qianqiao.matching.engine.index.partition import LEXICAL
from qianqiao.matching.engine.prepared import FIELDS, TERMS, TITLE
from qianqiao.matching.engine.records import Record
from qianqiao.matching.engine.results import WordEvidence
from qianqiao.matching.engine.scoring.evaluation import Evaluation
from qianqiao.matching.engine.scoring.record_value import UnitValue
from qianqiao.matching.engine.text.clean import clean
from qianqiao.matching.engine.text.grams import grams_of, word_key
from qianqiao.matching.engine.text.language import LANGUAGES, language_of
from qianqiao.matching.engine.text.terms import term_words
from qianqiao.matching.engine.views import Unit, units_of

MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class PairOfRecords:
    """The record that asked and the one that stands in the corpus; `candidate_asks`: the latter is the demand."""

    query: Record
    candidate: Record
    candidate_asks: bool


@dataclass(frozen=True, slots=True)
class SharedTerm:
    """A term that both texts have in one language, with its share in the fused value.

    `source` is the query's own term of another language where a dictionary bridged the two.
    """

    key: str
    weight: float
    language: str
    source: str = ""


def shared_terms(evaluation: Evaluation, record: Record, carried: Iterable[UnitValue]) -> list[SharedTerm]:
    """Shared terms of the pairs of units that carried a record, the heaviest first."""
    units = units_of(record)
    weights: dict[tuple[str, str], float] = {}
    sources: dict[tuple[str, str], str] = {}
    best = list(carried)
    for item in best:
        for language in item.pair.languages:
            share = 1 / (len(best) * len(item.pair.languages))
            turned = evaluation.aimed(item.pair.query_unit, language).prepared.sources
            for key, weight in _of_pair(evaluation, units[item.unit], item, language).items():
                weights[language, key] = weights.get((language, key), 0.0) + weight * share
                sources.setdefault((language, key), turned.get(word_key(key), ""))
    ranked = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
    found = [
        SharedTerm(key, weight, language, sources[language, key])
        for (language, key), weight in ranked
        if weight > 0
    ]
    return [term for code in LANGUAGES for term in [t for t in found if t.language == code][:MOST_WORDS]]


def evidence(
    terms: list[SharedTerm], of_query: TermPlaces, of_candidate: TermPlaces, pair: PairOfRecords
) -> tuple[WordEvidence, ...]:
    """The terms with their places in both records, named as each writes them, the heaviest first."""
    total = sum(term.weight for term in terms) or 1.0
    found = []
    for term in terms:
        in_query = of_query.spans(term.language, term.source or term.key)
        in_candidate = of_candidate.spans(term.language, term.key)
        names = {
            "candidate": text_at(pair.candidate, in_candidate[0]) if in_candidate else term.key,
            "query": text_at(pair.query, in_query[0]) if in_query else term.source or term.key,
        }
        offer, demand = ("query", "candidate") if pair.candidate_asks else ("candidate", "query")
        spans = {"candidate": in_candidate, "query": in_query}
        found.append(
            WordEvidence(
                names[offer],
                term.weight / total,
                language_of(names[offer]) if term.source else term.language,
                spans[demand],
                spans[offer],
                names[demand] if term.source else "",
            )
        )
    return tuple(sorted(found, key=lambda word: (-word.weight, word.language, word.term)))


def _of_pair(evaluation: Evaluation, unit: Unit, item: UnitValue, language: str) -> dict[str, float]:
    """Weight of each shared term: what its characters, pairs and words added to the lexical signals."""
    view = next(view for view in unit.views if view.language == language)
    aimed = evaluation.aimed(item.pair.query_unit, view.language)
    keys_of_candidate = evaluation.keys_of(view)
    lexical = evaluation.corpus.partitions[view.language].lexical
    shares = [
        (lexical[name].cosine_shares if name == TITLE else lexical[name].bm25_shares)(
            aimed.prepared.keys[name], keys_of_candidate[name]
        )
        for name in FIELDS
    ]
    raw = np.full(aimed.full.mean.shape, np.nan)
    raw[:LEXICAL] = [own.sum() for own in shares]
    given = np.maximum(aimed.scale(thin=view.thin).weighted(raw), 0)
    added: list[dict[int, float]] = []
    for place, name in enumerate(FIELDS):
        values = shares[place] * (given[place] / raw[place] if raw[place] > 0 else 0.0)
        keys = aimed.prepared.keys[name].keys
        added.append({int(k): float(v) for k, v in zip(keys, values, strict=True) if v > 0})
    in_both = set(aimed.prepared.keys[TERMS].keys.tolist())
    title, text = clean(view.title), clean(view.text)
    shared = sorted(key for key in set(term_words(f"{title} . {text}")) if word_key(key) in in_both)
    grams = grams_of(shared)
    found: dict[str, float] = {}
    for place, key in enumerate(shared):
        own = set() if key[:1].isdigit() else set(grams.keys[grams.rows == place].tolist())
        weight = sum(part.get(gram, 0.0) for part in added[:2] for gram in own)
        found[key] = weight + added[2].get(word_key(key), 0.0)
    return found
