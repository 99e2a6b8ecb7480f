"""One search and one demand against a stock on disk, at three sizes, with what building it costs.

    python bench/large.py --sizes 13500,135000[,1350000] [--models use|both] [--folder PATH]

Records and vectors as in `enlarged.py`: the base is really encoded (once, kept in var/bench), the rest mixed from it;
queries are encoded while the clock runs. Milliseconds are those on the clock and, after the slash, those of the
processor, which a busy machine disturbs less. Recall: of the best twenty of all rows, scored by the same scales, how many
are in the answer (up to 135,000 offers). Peers in the same run: bm25s on the same terms, faiss over all vectors.
"""

import argparse
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import large_peers
import numpy as np
from enlarged import Enlarged, base_texts
from numpy.typing import NDArray

from qianqiao.core.environment import data_directory
from qianqiao.matching.engine import (
    Encoder,
    Ensemble,
    Matcher,
    Record,
    UseEncoder,
    segments_of,
    texts_to_encode,
)
from qianqiao.matching.engine.encoders.e5 import E5Encoder, availability, export
from qianqiao.matching.engine.large import LargeCorpus, LargeSearch, Source, build_generation
from qianqiao.matching.engine.large.building import Batch
from qianqiao.matching.engine.results import now_in_china
from qianqiao.matching.engine.text.clean import clean
from qianqiao.matching.engine.text.terms import term_words

BATCH = 4_000
QUERIES = 40
Base = tuple[NDArray[np.float32], NDArray[np.float32]]


def encoder_of(models: str) -> Encoder:
    """USE, or e5 (on titles) and USE together."""
    use = UseEncoder(processes=1)
    if models == "use":
        return use
    folder = data_directory() / "models"
    if not availability(folder).usable:
        export(folder)
    return Ensemble((E5Encoder(folder), use))


def base_vectors(base: Sequence[tuple[str, str]], encoder: Encoder) -> Base:
    """Vectors of titles and of full texts of the base, from the file of an earlier run where there is one.

    Full texts by USE alone, as in a large stock whose texts e5 has not read yet.
    """
    name = encoder.identity.replace("/", "_").replace("+", "-")
    path = data_directory() / "bench" / f"base-{len(base)}-{name}.npz"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        texts = [texts_to_encode(Record("", title, text)) for title, text in base]
        titles = encoder.encode([own[0] for own in texts])
        full = np.zeros_like(titles)
        last = segments_of(encoder)[-1].place
        full[:, last] = UseEncoder(processes=1).encode([own[1] for own in texts])
        np.savez(path, titles=titles, texts=full)
    with np.load(path) as stored:
        return stored["titles"], stored["texts"]


def batches(stock: Enlarged, vectors: Base, encoder: Encoder) -> Iterator[Batch]:
    """The stock with its vectors, a few thousand records at a time; where a model is silent, it stays so."""
    for start in range(0, stock.count, BATCH):
        records = list(stock.records(start, min(stock.count, start + BATCH)))
        rows = np.zeros((len(records), 2, encoder.dimension), np.float32)
        for role, own in enumerate(vectors):
            for segment in segments_of(encoder):
                if np.any(own[:, segment.place]):
                    rows[:, role, segment.place] = stock.vectors(own[:, segment.place], start, start + BATCH)
        yield records, {record.id: rows[place] for place, record in enumerate(records)}


def demands(base: list[tuple[str, str]]) -> list[Record]:
    """Demands of 300 to 1,000 characters."""
    found = (own for own in Enlarged(base, 400, "demand").records() if 300 <= len(own.text) <= 1_000)
    return [own for own, _ in zip(found, range(QUERIES), strict=False)]


def searches(base: list[tuple[str, str]]) -> list[str]:
    """Two to four words from titles of the base."""
    titles = [title for title, _ in base[:: max(1, len(base) // (2 * QUERIES))]]
    words = [term_words(clean(title))[: 2 + place % 3] for place, title in enumerate(titles)]
    return [" ".join(own) for own in words if len(own) > 1][:QUERIES]


def timed(calls: Sequence[Callable[[], object]]) -> str:
    """p50 and p95 in milliseconds on the clock / of this process's processor time, after one call for warmth."""
    calls[0]()
    clock, processor = [], []
    for call in calls:
        started = time.perf_counter(), time.process_time()
        call()
        clock.append(1000 * (time.perf_counter() - started[0]))
        processor.append(1000 * (time.process_time() - started[1]))
    (p50, p95), (own50, own95) = np.percentile(clock, [50, 95]), np.percentile(processor, [50, 95])
    return f"p50 {p50:.0f} ms, p95 {p95:.0f} ms / p50 {own50:.0f} ms, p95 {own95:.0f} ms"


def change(corpus: LargeCorpus, demand: Record) -> str:
    """Seconds from a new record to its place at the head of a ranking and in a search."""
    fresh = replace(demand, id="fresh", kind="patent", title=f"新的{demand.title}")
    started = time.perf_counter()
    corpus.upsert([fresh])
    matched = Matcher(corpus).ranking(demand, 20, explained=False).matches[0].offer_id == "fresh"
    found = "fresh" in {hit.record.id for hit in LargeSearch(corpus).search(demand.title)}
    seconds = time.perf_counter() - started
    if not matched or not found:
        raise RuntimeError("a new record was not found")
    corpus.remove(["fresh"])
    return f"{seconds:.2f} s"


def megabytes(kind: int) -> float:
    """Peak resident memory so far."""
    return resource.getrusage(kind).ru_maxrss / 1024


def measure(count: int, base: list[tuple[str, str]], models: str, root: Path) -> None:
    """Build, open, ask, change; one line each."""
    encoder = encoder_of(models)
    vectors, stock = base_vectors(base, encoder), Enlarged(base, count)
    build_generation(root, Source(batches(stock, vectors, encoder), encoder))
    corpus = LargeCorpus(root, encoder)
    seconds = corpus.generation.manifest.seconds
    disk = sum(path.stat().st_size for path in root.rglob("*") if path.is_file()) / 2**20
    print(f"\n{count:,} offers, {models}; {now_in_china():%Y-%m-%d %H:%M}, load {os.getloadavg()[0]:.1f}")
    print(
        f"  index, words: {seconds['words']:.0f} s ({count / max(seconds['words'], 0.1):.0f} records/s), "
        f"{seconds['source']:.0f} s of them for making the records"
    )
    print(f"  index, vectors given: {seconds['vectors']:.0f} s")
    print(
        f"  memory while building: {megabytes(resource.RUSAGE_SELF):.0f} MiB, each helper at most "
        f"{megabytes(resource.RUSAGE_CHILDREN):.0f} MiB; disk {disk:.0f} MiB"
    )
    asked, words = demands(base), searches(base)
    search, matcher = LargeSearch(corpus), Matcher(corpus)
    print(f"  search, hybrid, top 20: {timed([lambda text=text: search.search(text) for text in words])}")
    print(
        f"  demand, plain, top 20: {timed([lambda own=own: matcher.ranking(own, 20, explained=False) for own in asked])}"
    )
    print(
        f"  demand, explained, top 20: {timed([lambda own=own: matcher.ranking(own, 20) for own in asked])}"
    )
    print(f"  a new record, matched and searched: {change(corpus, asked[0])}")
    print(f"  memory in all: {megabytes(resource.RUSAGE_SELF):.0f} MiB")
    if count <= large_peers.MOST:
        large_peers.compare(corpus, lambda: batches(stock, vectors, encoder), asked, words)


def main() -> None:
    """Prints the figures of every size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="13500")
    parser.add_argument("--models", choices=("use", "both"), default="both")
    parser.add_argument(
        "--folder", type=Path, help="where generations are built (default: a temporary folder)"
    )
    options = parser.parse_args()
    base = base_texts()
    for size in options.sizes.split(","):
        root = options.folder or Path(tempfile.mkdtemp(prefix="large-"))
        try:
            measure(int(size), base, options.models, root / size)
        finally:
            if options.folder is None:
                shutil.rmtree(root)


if __name__ == "__main__":
    main()
