"""Speed of the engine in memory on an enlarged corpus: building, one query, one upsert.

    python bench/memory_scale.py --count 100000

The text is real (zh_papers) where it is at hand: each further round joins the halves of two abstracts, so
that words keep their frequencies; vectors are random unit rows. Without it the sample offers serve.
"""

import argparse
import gzip
import json
import os
import random
import resource
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import sample_grades

from qianqiao.matching.engine import Corpus, Matcher, Record, UseEncoder, texts_to_encode


def base_texts(path: Path) -> list[tuple[str, str]]:
    """(title, text) pairs."""
    if not path.exists():
        return [(record.title, record.text) for record in sample_grades.load().offers.values()]
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [(row["title"], row["abstract"]) for row in rows if row["title"] and row["abstract"]]


def enlarged(texts: Sequence[tuple[str, str]], count: int, seed: int) -> list[Record]:
    """`count` records; those beyond the first round are made of two halves."""
    chance = random.Random(seed)
    records = [Record(f"n{number:07d}", title, text) for number, (title, text) in enumerate(texts[:count])]
    while len(records) < count:
        (title, left), (_, right) = chance.choice(texts), chance.choice(texts)
        text = left[: len(left) // 2] + right[len(right) // 2 :]
        records.append(Record(f"n{len(records):07d}", title, text))
    return records


def main() -> None:
    """Prints the times."""
    shared = os.environ.get(
        "QIANQIAO_SHARED_DATA", str(Path(__file__).resolve().parents[2] / "shared" / "data")
    )
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=Path, default=Path(shared) / "zh_papers.jsonl.gz")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=20)
    options = parser.parse_args()
    encoder = UseEncoder()
    records = enlarged(base_texts(options.papers), options.count, 1)
    generator = np.random.default_rng(1)
    vectors = {}
    for record in records:
        rows = generator.standard_normal((len(texts_to_encode(record)), encoder.dimension), np.float32)
        vectors[record.id] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    started = time.perf_counter()
    corpus = Corpus.build(records, encoder, vectors)
    print(f"build, {len(records)} records, vectors given: {time.perf_counter() - started:.1f} s")
    demands = list(sample_grades.load().demands.values())[: options.queries]
    matcher = Matcher(corpus, queries=demands)
    for explained in (False, True):
        times = []
        for demand in demands:
            started = time.perf_counter()
            matcher.ranking(demand, 20, explained=explained)
            times.append(1000 * (time.perf_counter() - started))
        middle, late = np.percentile(times[1:], [50, 95])
        print(
            f"one demand, top 20, {'explained' if explained else 'plain'}: p50 {middle:.0f} ms, p95 {late:.0f} ms"
        )
    started = time.perf_counter()
    corpus.upsert([Record(records[7].id, "改了标题", records[7].text)])
    Matcher(corpus).rank(demands[0], 20)
    print(f"one record changed and matched: {time.perf_counter() - started:.2f} s")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
