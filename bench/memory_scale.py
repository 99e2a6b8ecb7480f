"""Speed of the engine in memory on an enlarged corpus: building, one query, one upsert.

    python bench/memory_scale.py --count 100000

Texts as in `enlarged.py`; vectors are random unit rows.
"""

import argparse
import resource
import time

import numpy as np
import sample_grades
from enlarged import Enlarged, base_texts

from qianqiao.matching.engine import Corpus, Matcher, Record, UseEncoder, texts_to_encode


def main() -> None:
    """Prints the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=20)
    options = parser.parse_args()
    encoder = UseEncoder()
    records = list(Enlarged(base_texts(), options.count).records())
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
