"""Does learning from grades help? The untrained fusion beside what is learned, whole fields and whole demands held out.

    python bench/learning.py [--views both zh zh-en texts] [--seeds 3] [--words-only]

Ours are the graded samples (92 demands, 1,366 graded pairs of 17 fields). Half of the fields served for tuning the
fusion itself, so that its figures here are flattered; what is learned never sees the demands it is asked about.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import sample_grades

from qianqiao.matching.engine import Corpus, Encoder, Matcher, Record, UseEncoder
from qianqiao.matching.engine.learning.curve import Curve
from qianqiao.matching.engine.learning.features import FEATURES
from qianqiao.matching.engine.learning.ranker import Ranker
from qianqiao.matching.engine.learning.training.cases import Case, cases_of
from qianqiao.matching.engine.learning.training.figures import Judged, figures_of, interval, ndcg
from qianqiao.matching.engine.learning.training.fitting import Table, fit, fit_by, with_trees
from qianqiao.matching.engine.learning.training.folds import folds_of
from qianqiao.matching.engine.learning.training.heldout import answered_by_fusion, held_out_by
from qianqiao.matching.engine.learning.training.labels import Label
from qianqiao.matching.engine.results import today_in_china

Learner = Callable[[Table, Mapping[str, str], int], Ranker]
VIEWS = ("both", "zh", "zh-en", "texts")
FIELD_FOLDS, DEMAND_FOLDS = 8, 5
ALONE_ROUNDS = 200


def linear(table: Table, groups: Mapping[str, str], seed: int) -> Ranker:
    """What the command calls linear."""
    return fit(table, "linear", groups, seed).ranker


def trees(table: Table, groups: Mapping[str, str], seed: int) -> Ranker:
    """What the command calls trees: LightGBM on top of the linear ranking."""
    return fit(table, "trees", groups, seed).ranker


def trees_alone(table: Table, groups: Mapping[str, str], seed: int) -> Ranker:
    """LightGBM with the same constraints and nothing below it."""
    width = len(FEATURES)
    nothing = Ranker((0.0,) * width, (0.0,) * width, Curve((1.0, 3.0, 5.0)))
    return fit_by(lambda own: with_trees(own, nothing, seed=seed, rounds=ALONE_ROUNDS), table, groups, seed)


LEARNERS: dict[str, Learner] = {"linear": linear, "trees on linear": trees, "LightGBM alone": trees_alone}


def as_seen(view: str, record: Record) -> Record:
    """The record as somebody would have it who wrote in one language, in both, or texts without any form."""
    if view == "both":
        return record
    if view == "texts":
        return Record(record.id, record.title, record.text, record.title_en, record.text_en, kind=record.kind)
    chinese = view == "zh" or record.is_demand
    title, text = (record.title, record.text) if chinese else (record.title_en, record.text_en)
    return replace(record, title=title, text=text, title_en="", text_en="")


def cases_in(view: str, encoder: Encoder | None) -> list[Case]:
    """The samples as training sees them."""
    samples = sample_grades.load()
    demands = {key: as_seen(view, record) for key, record in samples.demands.items()}
    offers = [as_seen(view, record) for record in samples.offers.values()]
    pairs = sorted((d, o, grade) for d, own in samples.grades.items() for o, grade in own.items())
    labels = [Label(demand, offer, grade) for demand, offer, grade in pairs]
    corpus = Corpus.build(offers, encoder)
    matcher = Matcher(corpus, queries=list(demands.values()))
    return cases_of(matcher, corpus, demands, labels, this_year=today_in_china().year, seed=0)


def held_out(cases: Sequence[Case], learner: Learner, by: str, seed: int) -> list[Judged]:
    """Answers with whole fields or whole demands held out."""
    own = {case.demand: case.group for case in cases}
    fields = {case.demand: case.demand.rsplit("-", 1)[0] for case in cases}
    groups, count = (fields, FIELD_FOLDS) if by == "field" else (own, DEMAND_FOLDS)
    return held_out_by(lambda table: learner(table, own, seed), cases, folds_of(groups, count, seed))


def line(name: str, runs: Sequence[Sequence[Judged]], fusion: Sequence[Judged]) -> str:
    """Means over the seeds, and the difference to the fusion with its interval over demands."""
    figures = [figures_of(run) for run in runs]
    keys = (
        "ndcg",
        "mrr",
        "spearman",
        "level_error",
        "brier_graded",
        "ece_graded",
        "brier_shown",
        "ece_shown",
    )
    cells = "".join(f"{np.mean([getattr(own, key) for own in figures]):9.4f}" for key in keys)
    gaps = np.mean([[ndcg(a) - ndcg(b) for a, b in zip(run, fusion, strict=True)] for run in runs], axis=0)
    low, high = interval(list(gaps), seed=0)
    told = "" if np.allclose(gaps, 0) else f"  {gaps.mean():+.4f} [{low:+.4f}, {high:+.4f}]"
    return f"{name:18s}{cells}{told}"


def table(view: str, cases: Sequence[Case], seeds: int) -> None:
    """One view, both ways of holding out."""
    fusion = [answered_by_fusion(case) for case in cases]
    for by in ("field", "demand"):
        print(f"\n{view}, whole {by}s held out, mean of {seeds} seeds")
        print(
            f"{'':18s}{'nDCG@10':>9s}{'MRR':>9s}{'Spearman':>9s}{'|level|':>9s}"
            f"{'Brier':>9s}{'ECE':>9s}{'Brier20':>9s}{'ECE20':>9s}  difference in nDCG@10 (95 %)"
        )
        print(line("untrained fusion", [fusion], fusion))
        for name, learner in LEARNERS.items():
            runs = [held_out(cases, learner, by, seed) for seed in range(seeds)]
            print(line(name, runs, fusion), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--views", nargs="+", choices=VIEWS, default=["both", "zh-en"])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--words-only", action="store_true")
    options = parser.parse_args()
    encoder = None if options.words_only else UseEncoder()
    print(f"text models: {encoder.identity if encoder else 'none'}")
    for view in options.views:
        cases = cases_in(view, encoder)
        graded = sum(len(case.grades) for case in cases)
        print(
            f"\n{view}: {len(cases)} demands, {graded} graded pairs, {len(cases[0].offers)} candidates a demand"
        )
        table(view, cases, options.seeds)


if __name__ == "__main__":
    main()
