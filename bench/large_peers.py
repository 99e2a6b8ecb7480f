"""The stock on disk beside what scores every row: the engine itself, bm25s on the same terms, faiss over all vectors."""

import time
from collections.abc import Callable, Iterable, Sequence

import bm25s
import faiss
import numpy as np

from qianqiao.matching.engine import Corpus, Matcher, Record
from qianqiao.matching.engine.large import LargeCorpus
from qianqiao.matching.engine.large.building import Batch
from qianqiao.matching.engine.large.dense_index import aligned, texts_of
from qianqiao.matching.engine.large.shortlist import query_terms, query_vector
from qianqiao.matching.engine.scoring.evaluation import Evaluation
from qianqiao.matching.engine.scoring.record_value import record_values
from qianqiao.matching.engine.text.clean import clean
from qianqiao.matching.engine.text.terms import term_words

MOST = 135_000
TOP = 20
_DEMANDS = 20
Batches = Callable[[], Iterable[Batch]]


def compare(corpus: LargeCorpus, batches: Batches, demands: Sequence[Record], words: Sequence[str]) -> None:
    """Prints recall and the peers' times."""
    asked = demands[:_DEMANDS]
    matcher = Matcher(corpus)
    evaluations = [matcher.evaluation(own) for own in asked]
    best = _best_of_all(corpus, batches, evaluations)
    kept = [
        len({match.offer_id for match in matcher.ranking(own, TOP, explained=False).matches} & set(names))
        / TOP
        for own, names in zip(asked, best, strict=True)
    ]
    print(
        f"  recall@20 against all rows: mean {np.mean(kept):.3f}, least {min(kept):.2f} ({len(asked)} demands)"
    )
    _bm25s(corpus, batches, evaluations, words)
    _faiss(corpus, evaluations)


def _best_of_all(corpus: LargeCorpus, batches: Batches, evaluations: Sequence[Evaluation]) -> list[list[str]]:
    """The best ids for each query: every record scored in memory, some thousands at a time, by the scales of the whole."""
    found: list[list[tuple[float, str]]] = [[] for _ in evaluations]
    for records, vectors in batches():
        part = Corpus(corpus.encoder, corpus.side, corpus.generation.statistics)
        part.upsert(records, vectors)
        layout = part.layout()
        for own, evaluation in zip(found, evaluations, strict=True):
            values = record_values(evaluation, layout, 2026, evaluation.fused_in(part))
            nearest = np.argsort(-values, kind="stable")[:TOP]
            own += [(-float(values[place]), layout.ids[place]) for place in nearest]
    return [[name for _, name in sorted(own)[:TOP]] for own in found]


def _milliseconds(calls: Sequence[Callable[[], object]]) -> str:
    times = []
    for call in calls:
        started = time.process_time()
        call()
        times.append(1000 * (time.process_time() - started))
    return f"p50 {np.percentile(times, 50):.1f} ms"


def _bm25s(
    corpus: LargeCorpus, batches: Batches, evaluations: Sequence[Evaluation], words: Sequence[str]
) -> None:
    """A whole demand and a few words, on the terms that the stock itself counts; processor time."""
    started = time.perf_counter()
    texts = [f"{own.title} . {own.text}" for records, _ in batches() for own in records]
    tokens = [term_words(clean(text)) for text in texts]
    counted = time.perf_counter() - started
    index = bm25s.BM25()
    index.index(tokens, show_progress=False)
    built = time.perf_counter() - started - counted
    files, sample = corpus.generation.files["zh"], corpus.partitions["zh"]
    aimed = [evaluation.aimed(0, "zh") for evaluation in evaluations]
    ours = _milliseconds([lambda own=own: files.terms.best(query_terms(sample, own), TOP) for own in aimed])
    queries = [term_words(clean(f"{own.query.title} . {own.query.text}")) for own in evaluations]
    theirs = _milliseconds(
        [lambda own=own: index.retrieve([own], k=TOP, show_progress=False) for own in queries]
    )
    short = [term_words(clean(text)) or ["-"] for text in words]
    few = _milliseconds([lambda own=own: index.retrieve([own], k=TOP, show_progress=False) for own in short])
    print(
        f"  lists of terms, demand: ours {ours}; bm25s {theirs} (few words {few}), its index alone {built:.0f} s"
    )


def _faiss(corpus: LargeCorpus, evaluations: Sequence[Evaluation]) -> None:
    """Nearest texts: our index against all vectors, recall and processor time."""
    files, sample = corpus.generation.files["zh"], corpus.partitions["zh"]
    wanted = [query_vector(sample, evaluation.aimed(0, "zh")) for evaluation in evaluations]
    centre = np.concatenate([fields[1].mean for fields in sample.dense]).astype(np.float32)
    flat = faiss.IndexFlatIP(corpus.segments[-1].stop)
    for start in range(0, len(files), 20_000):
        rows = texts_of(files.vectors.rows[start : start + 20_000], corpus.segments)
        flat.add(aligned(rows, centre, corpus.segments))
    faiss.omp_set_num_threads(1)
    exact = [set(flat.search(own.astype(np.float32)[None], 100)[1][0].tolist()) for own in wanted]
    found = [set(files.dense.best(own, 100).tolist()) for own in wanted]
    recall = np.mean([len(one & two) / 100 for one, two in zip(exact, found, strict=True)])
    ours = _milliseconds([lambda own=own: files.dense.best(own, 100) for own in wanted])
    theirs = _milliseconds([lambda own=own: flat.search(own.astype(np.float32)[None], 100) for own in wanted])
    print(f"  nearest texts: ours {ours}, faiss over all {theirs}; recall@100 {recall:.3f}")
