"""All of China in one command: time, memory and recall at a given size, each with its peer in one run.

    python bench/national.py [--offers 13500] [--demands 1024] [--sampled 200] [--workers 2]

Stocks come from `enlarged.py`; their vectors are mixed from the base's, which is encoded once (e5 where it was
exported, else USE; all as passages) and kept under var/bench like the prepared folders. "One thread": both sides of a
ratio run on one thread in this process, one after the other. The time for all of China is extrapolated by the
number of pairs: 450,000 x 1,350,000 over the pairs of the run.
"""

import argparse
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import faiss
import national_exact
import numpy as np
import psutil
import pyarrow.parquet as pq
from enlarged import Enlarged, base_texts

from qianqiao.cli.models import models_directory
from qianqiao.core.environment import data_directory
from qianqiao.matching.engine import Encoder, UseEncoder
from qianqiao.matching.engine.encoders.e5 import E5Encoder, availability
from qianqiao.matching.engine.encoders.ensemble import segments_of
from qianqiao.matching.engine.national import aiming, filling, searching
from qianqiao.matching.engine.national.drivers import Pool
from qianqiao.matching.engine.national.kernel import match_block
from qianqiao.matching.engine.national.layout import Prepared, read_array
from qianqiao.matching.engine.national.preparing import SHARD_ROWS, Inputs, Piece, prepare
from qianqiao.matching.engine.national.ranking import Matches, Parameters, Setting
from qianqiao.matching.engine.national.running import Order, run
from qianqiao.matching.engine.results import today_in_china

ALL_PAIRS = 450_000 * 1_350_000


def base_vectors(encoder: Encoder, texts: list[tuple[str, str]], folder: Path) -> np.ndarray:
    """Vectors [texts, 2, d] of titles and abstracts, encoded once."""
    name = encoder.identity.replace("/", "_").replace(":", "_")
    path = folder / f"base-{name}-{len(texts)}.npy"
    if not path.exists():
        rows = [encoder.encode([text[place] for text in texts]) for place in (0, 1)]
        np.save(path, np.stack(rows, axis=1))
    return np.load(path)


def prepared(side: str, count: int, encoder: Encoder, folder: Path, workers: int, block: int) -> Prepared:
    """The stock as a prepared folder, made where it is not there yet."""
    out = folder / f"{side}-{count}-{encoder.identity.split('/')[0]}"
    if not (out / "manifest.json").exists():
        texts = base_texts()
        stock, base = Enlarged(texts, count, side.removesuffix("s")), base_vectors(encoder, texts, folder)

        def pieces() -> Iterator[Piece]:
            for start in range(0, count, block):
                stop = min(start + block, count)
                rows = [stock.vectors(np.ascontiguousarray(base[:, place]), start, stop) for place in (0, 1)]
                yield list(stock.records(start, stop)), list(np.stack(rows, axis=1))

        started = time.perf_counter()
        prepare(Inputs(side, pieces(), encoder.identity, segments_of(encoder)), out, workers, _silent)
        print(f"prepared {count:,} {side} in {time.perf_counter() - started:.0f} s, {workers} processes")
    return Prepared.open(out, side)


def _silent(_step: str, _count: int) -> None:
    """Nothing to tell."""


class Clock:
    """Seconds spent in some functions of the kernel."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def watch(self, module: Any, name: str) -> None:
        """Count the time of a function from now on."""
        inner: Callable[..., Any] = getattr(module, name)

        def timed(*args: Any, **named: Any) -> Any:
            started = time.perf_counter()
            try:
                return inner(*args, **named)
            finally:
                self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started

        setattr(module, name, timed)


class Peak(threading.Thread):
    """The most memory of this process and its children while it runs: RSS summed, and shared pages once (PSS)."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.rss = self.pss = 0
        self.over = threading.Event()

    def run(self) -> None:
        """Look twice a second."""
        while not self.over.wait(0.5):
            rss = pss = 0
            me = psutil.Process()
            for process in (me, *me.children(recursive=True)):
                try:
                    found = process.memory_full_info()
                except psutil.Error:
                    continue
                rss, pss = rss + found.rss, pss + found.pss
            self.rss, self.pss = max(self.rss, rss), max(self.pss, pss)


def knn_alone(demands: Prepared, offers: Prepared) -> float:
    """Seconds of faiss.knn, top 20, for the full texts of a block against all offers: all dimensions, one thread."""
    asked = read_array(demands.shard_path(0), "zh.vectors")[:, 1].astype(np.float32)
    seconds = 0.0
    for shard in range(len(offers.shard_records)):
        rows = np.ascontiguousarray(read_array(offers.shard_path(shard), "zh.units")[:, 1], np.float32)
        started = time.perf_counter()
        faiss.knn(asked, rows, 20, metric=faiss.METRIC_INNER_PRODUCT)
        seconds += time.perf_counter() - started
    return seconds


def one_thread(demands: Prepared, offers: Prepared, setting: Setting) -> Matches:
    """The parts of the kernel on one block, beside faiss.knn alone."""
    faiss.omp_set_num_threads(1)
    pairs = demands.shard_records[0] * offers.records
    alone = knn_alone(demands, offers)
    clock = Clock()
    for module, name in (
        (aiming, "aim"),
        (aiming, "moments"),
        (searching, "question"),
        (searching, "by_meaning"),
        (searching, "by_words"),
        (filling, "signals_of"),
    ):
        clock.watch(module, name)
    started = time.perf_counter()
    found = match_block(demands, 0, offers, setting)
    total = time.perf_counter() - started
    alone = min(alone, knn_alone(demands, offers))
    print(f"\none block, one thread: {demands.shard_records[0]:,} demands x {offers.records:,} offers")
    print(f"  faiss.knn alone, {offers.dimension} dimensions   {alone:8.1f} s")
    for name, seconds in clock.seconds.items():
        print(f"  {name:34s} {seconds:8.1f} s")
    print(
        f"  all                                {total:8.1f} s   ({pairs / total / 1e6:.1f} million pairs a second)"
    )
    print(f"  dense part against faiss.knn alone {clock.seconds['by_meaning'] / alone:8.2f} x")
    return found


def recall(found: Matches, demands: Prepared, offers: Prepared, sampled: int, top: int) -> None:
    """Share of the exact hybrid's best that stand among ours."""
    count = min(sampled, demands.shard_records[0])
    wanted = national_exact.best(demands, offers, count, top)
    shares = []
    for demand, places in enumerate(wanted):
        mine = found.demand == demand
        own = set(zip(found.shard[mine].tolist(), found.record[mine].tolist(), strict=True))
        shares.append(len(own & places) / len(places))
    print(
        f"recall@{top} against the exact hybrid, {count} demands: {np.mean(shares):.4f} (least {min(shares):.2f})"
    )


def whole(demands: Prepared, offers: Prepared, parameters: Parameters, workers: int, out: Path) -> None:
    """A real run with its files, its processes and their memory."""
    shutil.rmtree(out, ignore_errors=True)
    peak = Peak()
    peak.start()
    started = time.perf_counter()
    state = run(Order(demands.path, offers.path, out, parameters), Pool(workers), lambda _: None)
    seconds = time.perf_counter() - started
    peak.over.set()
    rows = sum(pq.read_metadata(path).num_rows for path in out.glob("block-*.parquet"))
    pairs = demands.records * offers.records
    print(f"\nrun with {workers} processes: {state.status}, {rows:,} matches, {seconds:.1f} s")
    print(
        f"  peak memory of all processes: {peak.rss / 2**30:.2f} GiB RSS, {peak.pss / 2**30:.2f} GiB with shared pages once"
    )
    print(f"  extrapolated to 450,000 x 1,350,000 by pairs: {seconds * ALL_PAIRS / pairs / 60:.0f} min")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--offers", type=int, default=13_500)
    options.add_argument("--demands", type=int, default=1_024)
    options.add_argument("--sampled", type=int, default=200)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--meaning", type=int, default=Parameters.meaning)
    options.add_argument("--words", type=int, default=Parameters.words)
    asked = options.parse_args()
    folder = data_directory() / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    encoder = E5Encoder(models_directory()) if availability(models_directory()).usable else UseEncoder()
    demands = prepared("demands", asked.demands, encoder, folder, asked.workers, SHARD_ROWS["demands"])
    offers = prepared("offers", asked.offers, encoder, folder, asked.workers, SHARD_ROWS["offers"])
    parameters = Parameters(meaning=asked.meaning, words=asked.words)
    found = one_thread(demands, offers, Setting(today_in_china(), parameters=parameters))
    if asked.sampled:
        recall(found, demands, offers, asked.sampled, parameters.top)
    whole(demands, offers, parameters, asked.workers, folder / "national-run")


if __name__ == "__main__":
    main()
