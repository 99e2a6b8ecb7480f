"""How much vectors give back when the words that a reason names are taken out of a text: what a proof may count on.

    python bench/removals.py

Every removal that the explanations of sample matches and of matches among real papers try is encoded; the gain is the value with
the new vectors less that with the old ones. `explain/proof.py` asks no model where words alone fall by more than any gain here.
"""

import os
from collections.abc import Iterator, Sequence

import numpy as np
import sample_grades
from enlarged import shared_data
from systems import AS_OF
from tasks.papers import read_papers
from tasks.samples import in_language
from text_models import available_models, default_encoder

from qianqiao.matching.engine import Corpus, Matcher, Record
from qianqiao.matching.engine.explain import explanation, proof
from qianqiao.matching.engine.records import DEMAND
from qianqiao.matching.engine.results import now_in_china
from qianqiao.matching.engine.scoring.evaluation import Evaluation
from qianqiao.matching.engine.views import texts_to_encode

PAPERS, ASKED = 3_000, 60
Stocks = Iterator[tuple[list[Record], list[Record], int]]


def stocks() -> Stocks:
    """Queries, offers and how many matches of each query are explained."""
    samples = sample_grades.load()
    for ours, theirs in (("both", "both"), ("zh", "en"), ("en", "en")):
        queries = [in_language(record, ours) for record in samples.demands.values()]
        yield queries, [in_language(record, theirs) for record in samples.offers.values()], 10
    papers = read_papers(shared_data() / "zh_papers.jsonl.gz")
    offers = [Record(id=one["id"], title=one["title"], text=one["abstract"]) for one in papers[:PAPERS]]
    asked = papers[PAPERS : PAPERS + ASKED]
    yield [Record(one["id"], one["title"], one["abstract"], kind=DEMAND) for one in asked], offers, 20


class Gains:
    """Takes the place of `proof.lowered` and keeps (part of the text taken out, gain) of every trial."""

    def __init__(self) -> None:
        self.seen: list[tuple[float, float]] = []

    def lowered(
        self,
        evaluation: Evaluation,
        trials: Sequence[proof.Trial],
        year: int,
        worth: proof.Worth | None = None,
    ) -> list[bool]:
        """The answers of the proof itself, after the trials were encoded."""
        evaluation.make_ready(trial.changed for trial in trials)
        for trial, fresh in zip(trials, proof._vectors(evaluation, trials), strict=True):  # noqa: SLF001  what is measured
            texts = texts_to_encode(trial.changed)
            if len(texts) == len(trial.vectors):
                by_words = proof._value(evaluation, trial, trial.vectors, year, worth)  # noqa: SLF001  the same
                gain = proof._value(evaluation, trial, fresh, year, worth) - by_words  # noqa: SLF001  the same
                self.seen.append((proof.part_removed(trial.candidate, texts), gain))
        return proof.lowered(evaluation, trials, year, worth)


def main() -> None:
    """Prints the largest gain for each part of the text."""
    encoder = default_encoder(available_models())
    gains = Gains()
    explanation.lowered = gains.lowered
    for queries, offers, top in stocks():
        matcher = Matcher(Corpus.build(offers, encoder), queries=queries)
        for query in queries:
            matcher.ranking(query, top, AS_OF)
    part, gain = np.array(gains.seen).T
    print(f"{now_in_china():%Y-%m-%d %H:%M}, load {os.getloadavg()[0]:.1f}: {len(part):,} removals")
    least = 0.0
    for most, beyond_doubt in proof.BEYOND_DOUBT:
        own = gain[((part > least) | (least == 0)) & (part <= most)]
        told = f"most {own.max():.3f}, 99 % below {np.quantile(own, 0.99):.3f}" if len(own) else "none"
        print(f"  {least:.2f} to {most:.2f} of the text: {len(own):,}, {told}; beyond doubt {beyond_doubt}")
        least = most


if __name__ == "__main__":
    main()
