"""Ranking quality of the engine beside bm25s and the text model alone, all in one run.

    python bench/quality.py [--papers PATH]

Graded samples: nDCG@10 and MRR of the first pair graded 4; tuned on every second field, the others
held out. Papers (zh_papers.jsonl.gz where it is at hand): title to abstract, the half whose id has an
odd digest is held out.
"""

import argparse
import gzip
import json
import os
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np
import peers
import sample_grades
from ranking_measures import ndcg, reciprocal_rank
from remembering import Remembering

from qianqiao.matching.engine import Corpus, Encoder, Matcher, Record, UseEncoder

Ranked = dict[str, list[str]]
VIEWS = ("zh", "en", "both", "zh->en", "en->zh")


def in_language(record: Record, view: str) -> Record:
    """The record as somebody would have it who wrote in one language, or in both."""
    if view == "both":
        return record
    title, text = (record.title, record.text) if view == "zh" else (record.title_en, record.text_en)
    return Record(**{**_fields(record), "title": title, "text": text, "title_en": "", "text_en": ""})


def _fields(record: Record) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__slots__}


def whole(record: Record) -> str:
    """All text of a record, for the peers."""
    return " ".join(text for text in (record.title, record.text, record.title_en, record.text_en) if text)


def engine_ranks(
    queries: Sequence[Record], offers: Sequence[Record], encoder: Encoder | None, depth: int
) -> Ranked:
    """Ids in the engine's order; budgets are set aside as limits are not what is measured."""
    open_offers = [Record(**{**_fields(offer), "valid_until": None}) for offer in offers]
    open_queries = [
        Record(**{**_fields(query), "valid_until": None, "budget_max": None}) for query in queries
    ]
    matcher = Matcher(Corpus.build(open_offers, encoder), queries=open_queries)
    return {
        query.id: [match.offer_id for match in matcher.ranking(query, depth, explained=False).matches]
        for query in open_queries
    }


def ranks_of(scores: np.ndarray, queries: Sequence[Record], offers: Sequence[Record], depth: int) -> Ranked:
    """Ids by falling score, ties by id."""
    order = np.argsort([offer.id for offer in offers])
    found: Ranked = {}
    for query, row in zip(queries, scores, strict=True):
        best = order[np.argsort(-row[order], kind="stable")][:depth]
        found[query.id] = [offers[place].id for place in best]
    return found


def all_ranks(
    queries: Sequence[Record], offers: Sequence[Record], encoder: Encoder, depth: int
) -> dict[str, Ranked]:
    """Every system on the same texts."""
    ours, theirs = [whole(query) for query in queries], [whole(offer) for offer in offers]
    return {
        "engine": engine_ranks(queries, offers, encoder, depth),
        "engine, words only": engine_ranks(queries, offers, None, depth),
        "bm25s, jieba words": ranks_of(
            peers.bm25s_scores(ours, theirs, peers.word_tokens), queries, offers, depth
        ),
        "bm25s, char pairs": ranks_of(
            peers.bm25s_scores(ours, theirs, peers.pair_tokens), queries, offers, depth
        ),
        "USE alone": ranks_of(peers.dense_scores(ours, theirs, encoder), queries, offers, depth),
    }


def graded(encoder: Encoder) -> None:
    """The project's own graded pairs, in five settings of language."""
    samples = sample_grades.load()
    print(
        f"graded samples: {len(samples.demands)} demands, {len(samples.offers)} offers, "
        f"{sum(map(len, samples.grades.values()))} graded pairs"
    )
    for view in VIEWS:
        left, _, right = view.partition("->")
        queries = [in_language(record, left) for record in samples.demands.values()]
        offers = [in_language(record, right or left) for record in samples.offers.values()]
        print(f"\n{view:22s}  tuning: nDCG@10    MRR   held out: nDCG@10    MRR")
        for name, ranked in all_ranks(queries, offers, encoder, 20).items():
            cells = []
            for half in (samples.tuning, samples.held_out):
                gains = [ndcg(ranked[demand], samples.grades[demand]) for demand in half]
                firsts = [
                    reciprocal_rank(ranked[demand], {o for o, g in samples.grades[demand].items() if g == 4})
                    for demand in half
                ]
                cells.append(f"{np.mean(gains):15.4f} {np.mean(firsts):6.3f}")
            print(f"{name:22s}  " + "     ".join(cells))


def papers(path: Path, encoder: Encoder, count: int) -> None:
    """Title to abstract among all abstracts; queries from the held-out half alone."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    rows = [row for row in rows if row["abstract"] and row["title"]]
    offers = [Record(id=row["id"], text=row["abstract"]) for row in rows]
    held = [row for row in rows if blake2b(row["id"].encode(), digest_size=1).digest()[0] % 2][:count]
    queries = [Record(id=row["id"], title=row["title"], kind="demand") for row in held]
    print(f"\nzh_papers, title to abstract: {len(queries)} held-out titles, {len(offers)} abstracts; MRR@10")
    for name, ranked in all_ranks(queries, offers, encoder, 10).items():
        print(f"{name:22s}  {np.mean([reciprocal_rank(ranked[q.id], {q.id}, 10) for q in queries]):.4f}")


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    shared = os.environ.get(
        "QIANQIAO_SHARED_DATA", str(Path(__file__).resolve().parents[2] / "shared" / "data")
    )
    parser.add_argument("--papers", type=Path, default=Path(shared) / "zh_papers.jsonl.gz")
    parser.add_argument("--queries", type=int, default=1_000, help="held-out titles to ask")
    options = parser.parse_args()
    encoder = Remembering(UseEncoder())
    graded(encoder)
    if options.papers.exists():
        papers(options.papers, encoder, options.queries)
    else:
        print("\nzh_papers.jsonl.gz is not at hand: left out")


if __name__ == "__main__":
    main()
