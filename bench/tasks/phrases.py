"""Pairs of patent phrases and how alike people found them (English): rank correlation with the scores of pairs.

A phrase is a title without text. The engine's figure is the text value of the pair before the curve, which orders
pairs as the score does and, unlike it, is not rounded. The stock are the targets of the anchors that are asked.
"""

import csv
import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from ranking_measures import mean, spearman
from systems import Questions, engines, peer_scores, whole
from tables import Row, Settings, Table
from tasks.papers import digest, is_held_out

from qianqiao.matching.engine import Corpus, Encoder, Matcher, Record
from qianqiao.matching.engine.records import DEMAND

ANCHORS = 150


@dataclass(frozen=True, slots=True)
class Pair:
    """Two phrases and the mean of what people said, 0 (unrelated) to 1 (the same)."""

    anchor: str
    target: str
    judged: float


def run(settings: Settings) -> list[Table]:
    """Spearman over all pairs, and the mean over anchors; whole anchors are held out by their digest."""
    pairs = chosen(read_pairs(settings.shared / "uspto_phrase.csv.gz"))
    anchors = sorted({pair.anchor for pair in pairs})
    targets = sorted({pair.target for pair in pairs})
    questions = Questions.of(
        [Record(id=name, title=name, kind=DEMAND) for name in anchors],
        [Record(id=name, title=name) for name in targets],
    )
    texts = ([whole(record) for record in side] for side in (questions.queries, questions.offers))
    scores = {
        name: pair_values(own, encoder)
        for name, (own, encoder) in engines(questions, settings.models).items()
    }
    scores |= peer_scores(*texts, settings.models)
    halves: dict[str, list[Pair]] = {
        half: [pair for pair in pairs if is_held_out(pair.anchor) == (half == "held out")]
        for half in ("held out", "tuning")
    }
    places = (
        {name: place for place, name in enumerate(anchors)},
        {name: place for place, name in enumerate(targets)},
    )
    columns = [f"{half} {kind}" for half in halves for kind in ("all pairs", "mean of anchors")]
    rows = {
        name: tuple(figure for own in halves.values() for figure in _figures(own, values, places))
        for name, values in scores.items()
    }
    counts = ", ".join(
        f"{len(own)} pairs of {len({pair.anchor for pair in own})} anchors {half}"
        for half, own in halves.items()
    )
    return [Table("phrases", tuple(columns), rows, f"{len(targets)} targets; {counts}")]


def read_pairs(path: Path) -> list[Pair]:
    """All pairs; the same pair under several contexts counts as often."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [Pair(row["anchor"], row["target"], float(row["score"])) for row in csv.DictReader(file)]


def chosen(pairs: list[Pair]) -> list[Pair]:
    """The pairs of the first anchors of each half, in an order that is nobody's choice."""
    anchors = sorted({pair.anchor for pair in pairs}, key=digest)
    halves = ([name for name in anchors if is_held_out(name) == half] for half in (True, False))
    kept = {name for own in halves for name in own[:ANCHORS]}
    return [pair for pair in pairs if pair.anchor in kept]


def pair_values(questions: Questions, encoder: Encoder | None) -> np.ndarray:
    """Text values [queries, offers] from the engine's evaluation of each query against the whole stock."""
    corpus = Corpus.build(questions.offers, encoder)
    matcher = Matcher(corpus, queries=questions.queries)
    units = [corpus.units(offer.id)[0] for offer in questions.offers]
    return np.stack([matcher.evaluation(query).fused[0, units] for query in questions.queries])


def _figures(
    pairs: list[Pair], values: np.ndarray, places: tuple[Mapping[str, int], Mapping[str, int]]
) -> Row:
    by_anchor: dict[str, tuple[list[float], list[float]]] = {}
    for pair in pairs:
        found, judged = by_anchor.setdefault(pair.anchor, ([], []))
        found.append(float(values[places[0][pair.anchor], places[1][pair.target]]))
        judged.append(pair.judged)
    every: Callable[[int], list[float]] = lambda side: [v for own in by_anchor.values() for v in own[side]]  # noqa: E731
    return spearman(every(0), every(1)), mean([spearman(*own) for own in by_anchor.values()])
