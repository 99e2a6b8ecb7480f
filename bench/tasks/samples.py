"""The project's own graded pairs in five settings of language; every second field by name is held out."""

from dataclasses import replace

import sample_grades
from ranking_measures import mean, ndcg, reciprocal_rank
from systems import Questions, all_ranks, measured
from tables import Measured, Settings, Table, tabled

from qianqiao.matching.engine import Record

VIEWS = ("zh", "en", "both", "zh → en", "en → zh")


def in_language(record: Record, view: str) -> Record:
    """The record as somebody would have it who wrote in one language, or in both."""
    if view == "both":
        return record
    title, text = (record.title, record.text) if view == "zh" else (record.title_en, record.text_en)
    return replace(record, title=title, text=text, title_en="", text_en="")


def run(settings: Settings) -> list[Table]:
    """nDCG@10 (gains 0, 0, 1, 3, 7 for ungraded, 1, 2, 3, 4) and reciprocal rank of the first offer graded 4."""
    samples = sample_grades.load()
    halves = {"held-out": samples.held_out, "tuning": samples.tuning}
    columns: dict[str, dict[str, Measured]] = {half: {} for half in halves}
    for view in VIEWS:
        left, _, right = view.partition(" → ")
        ranked = all_ranks(
            Questions.of(
                [in_language(record, left) for record in samples.demands.values()],
                [in_language(record, right or left) for record in samples.offers.values()],
            ),
            settings.models,
            20,
        )
        for half, demands in halves.items():
            columns[half][f"{view} nDCG"] = measured(
                ranked, demands, lambda demand, found: ndcg(found, samples.grades[demand])
            )
            columns[half][f"{view} MRR"] = measured(
                ranked, demands, lambda demand, found: reciprocal_rank(found, _best(samples.grades[demand]))
            )
    return [
        tabled(
            f"samples-{half}", f"{len(demands)} demands, {len(samples.offers)} offers", columns[half], mean
        )
        for half, demands in halves.items()
    ]


def _best(grades: dict[str, int]) -> set[str]:
    return {offer for offer, grade in grades.items() if grade == 4}
