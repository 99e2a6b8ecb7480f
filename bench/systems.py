"""Every system on the same questions: the engine in its forms, and its peers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import peers
from text_models import E5, USE, Models, default_encoder

from qianqiao.matching.engine import Audience, Corpus, Encoder, Matcher, Record
from qianqiao.matching.engine.records import has_structure

Ranked = dict[str, list[str]]
WORDS_ONLY = "engine, words only"
# documents of experts age: a figure must not change overnight
AS_OF = Audience(today=date(2026, 11, 27))


@dataclass(frozen=True, slots=True)
class Questions:
    """Queries against one stock; budgets and dates are set aside, as limits are not what is measured."""

    queries: tuple[Record, ...]
    offers: tuple[Record, ...]

    @classmethod
    def of(cls, queries: Sequence[Record], offers: Sequence[Record]) -> "Questions":
        """Questions in order of id."""
        opened = (
            tuple(replace(record, valid_until=None, budget_max=None) for record in side)
            for side in (queries, offers)
        )
        return cls(*(tuple(sorted(side, key=lambda record: record.id)) for side in opened))


def texts_alone(record: Record) -> Record:
    """The record without structured fields."""
    return Record(
        record.id,
        record.title,
        record.text,
        record.title_en,
        record.text_en,
        kind=record.kind,
        documents=record.documents,
    )


def whole(record: Record) -> str:
    """All text of a record, for the peers; the title of an expert is a name and says nothing."""
    own = (record.text, record.text_en) if record.documents else _texts(record)
    of_documents = [text for document in record.documents for text in _texts(document)]
    return "\n".join(text for text in (*own, *of_documents) if text)


def _texts(source: Record | object) -> tuple[str, ...]:
    return tuple(getattr(source, name) for name in ("title", "text", "title_en", "text_en"))


def engines(questions: Questions, models: Models) -> dict[str, tuple[Questions, Encoder | None]]:
    """The engine as it comes, with fewer models, without structured fields where there are any, by words alone."""
    default = default_encoder(models)
    found: dict[str, tuple[Questions, Encoder | None]] = {"engine": (questions, default)}
    if len(models.single) > 1:
        found |= {f"engine, {name} alone": (questions, encoder) for name, encoder in models.single.items()}
    if any(map(has_structure, questions.queries)):
        plain = Questions(*(tuple(map(texts_alone, side)) for side in (questions.queries, questions.offers)))
        found["engine, texts alone"] = (plain, default)
    return found | {WORDS_ONLY: (questions, None)}


def engine_ranks(questions: Questions, encoder: Encoder | None, depth: int) -> Ranked:
    """Ids in the engine's order."""
    matcher = Matcher(Corpus.build(questions.offers, encoder), queries=questions.queries)
    return {
        query.id: [match.offer_id for match in matcher.ranking(query, depth, AS_OF, explained=False).matches]
        for query in questions.queries
    }


def peer_scores(ours: Sequence[str], theirs: Sequence[str], models: Models) -> dict[str, peers.Scores]:
    """Scores [queries, documents] of every peer on whole texts."""
    by_pairs = peers.bm25s_scores(ours, theirs, peers.pair_tokens)
    found = {
        "bm25s, words": peers.bm25s_scores(ours, theirs, peers.word_tokens),
        "bm25s, char pairs": by_pairs,
        "TF-IDF, char 1-2-grams": peers.tfidf_scores(ours, theirs),
    }
    dense: dict[str, peers.Scores] = {}
    for name, encoder in models.single.items():
        found[name] = peers.dense_scores(ours, theirs, encoder)
        dense[name] = found[f"{name}, centred"] = peers.dense_scores(ours, theirs, encoder, centred=True)
    for chosen in ((USE,), (E5,), (USE, E5)):
        if all(name in dense for name in chosen):
            # every text has a cosine, so nothing is "not found" there
            ranked = [dense[name] + 2 for name in chosen]
            found[f"RRF of bm25s and {' and '.join(chosen)}"] = peers.rrf(by_pairs, *ranked)
    return found


def ranks_of(scores: peers.Scores, questions: Questions, depth: int) -> Ranked:
    """Ids by falling score, ties by id (questions are in order of id)."""
    found: Ranked = {}
    for query, row in zip(questions.queries, scores, strict=True):
        best = np.argsort(-row, kind="stable")[:depth]
        found[query.id] = [questions.offers[place].id for place in best]
    return found


def all_ranks(questions: Questions, models: Models, depth: int) -> dict[str, Ranked]:
    """System to query to the best `depth` ids."""
    return all_engine_ranks(questions, models, depth) | all_peer_ranks(questions, models, depth)


def all_engine_ranks(questions: Questions, models: Models, depth: int) -> dict[str, Ranked]:
    """The engine's part of `all_ranks`."""
    return {
        name: engine_ranks(own, encoder, depth) for name, (own, encoder) in engines(questions, models).items()
    }


def all_peer_ranks(questions: Questions, models: Models, depth: int) -> dict[str, Ranked]:
    """The peers' part of `all_ranks`."""
    ours, theirs = ([whole(record) for record in side] for side in (questions.queries, questions.offers))
    return {
        name: ranks_of(scores, questions, depth) for name, scores in peer_scores(ours, theirs, models).items()
    }


def measured(
    ranked: dict[str, Ranked], queries: Sequence[str], measure: Callable[[str, list[str]], float]
) -> dict[str, dict[str, float]]:
    """System -> query -> measure(query, ids) for some of the queries."""
    return {name: {query: measure(query, own[query]) for query in queries} for name, own in ranked.items()}
