"""Fits the scale of expert scores: who worked on an offer that was graded 3 or 4 for a demand should score well.

Needs a database with the sample data (`qianqiao demo --no-serve`). Prints the median logit per grade, the rank of the
first such expert, and the slope and offset to be kept in `qianqiao/matching/scales.py`.
"""

import csv
import math
from collections.abc import Iterator
from dataclasses import replace

import django
import numpy as np
from numpy.typing import NDArray

django.setup()

from qianqiao.catalogue.models import Achievement, Expert, Patent  # noqa: E402  models are ready only now
from qianqiao.matching import queries  # noqa: E402  the same
from qianqiao.matching.engine import Matcher  # noqa: E402  the same
from qianqiao.matching.records import record_of  # noqa: E402  the same
from qianqiao.matching.stocks import STOCKS  # noqa: E402  the same
from qianqiao.samples.loading import data_folder  # noqa: E402  the same

Floats = NDArray[np.float64]


def graded() -> dict[tuple[str, str, str], int]:
    """(demand, name, organisation) to the best grade of an offer that the person worked on."""
    makers: dict[str, set[tuple[str, str]]] = {}
    for model, attribute in ((Achievement, "completed_by"), (Patent, "inventors")):
        for offer in model.objects.select_related("owner"):
            makers.setdefault(offer.external_id, set()).update(
                (name, offer.owner.name) for name in getattr(offer, attribute)
            )
    best: dict[tuple[str, str, str], int] = {}
    for folder in data_folder().iterdir():
        file = folder / "grades.csv"
        if folder.is_dir() and file.is_file():
            for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()):
                for name, owner in makers.get(row["offer"], ()):
                    key = (row["demand"], name, owner)
                    best[key] = max(best.get(key, 0), int(row["grade"]))
    return best


def pairs() -> Iterator[tuple[str, int, float, int]]:
    """(demand, rank, logit of the engine's own score, grade) of every demand and expert."""
    grades = graded()
    people = {
        one.number: (one.name, one.organisation.name) for one in Expert.objects.select_related("organisation")
    }
    stock = STOCKS["experts"]
    stock.refresh()
    if stock.corpus is None:
        return
    matcher = Matcher(stock.corpus)
    for row in queries.published("D"):
        record = record_of(row)
        if record is None:
            continue
        query = replace(record, confidentiality="", budget_max=None)
        for match in matcher.ranking(query, len(people), explained=False).matches:
            score = min(max(match.score, 1e-6), 1 - 1e-6)
            yield (
                row.number,
                match.rank,
                math.log(score / (1 - score)),
                grades.get((row.external_id, *people[match.offer_id]), 0),
            )


def fitted(logits: Floats, relevant: Floats) -> tuple[float, float]:
    """Slope and offset of a logistic regression, by Newton's method."""
    slope, offset = 1.0, 0.0
    for _ in range(100):
        p = 1 / (1 + np.exp(-(slope * logits + offset)))
        rest, weight = relevant - p, p * (1 - p)
        across = (weight * logits).sum()
        curve = np.array([[(weight * logits**2).sum(), across], [across, weight.sum()]])
        step = np.linalg.solve(curve, np.array([(rest * logits).sum(), rest.sum()]))
        slope, offset = slope + float(step[0]), offset + float(step[1])
    return slope, offset


def main() -> None:
    rows = list(pairs())
    logits, grades = np.array([row[2] for row in rows]), np.array([row[3] for row in rows])
    first: dict[str, int] = {}
    for demand, rank, _, grade in rows:
        if grade >= 3:
            first[demand] = min(first.get(demand, rank), rank)
    for grade in sorted(set(grades.tolist())):
        own = logits[grades == grade]
        print(f"grade {grade}: {len(own)} pairs, median logit {np.median(own):.2f}")
    print(
        f"MRR of the first fitting expert: {np.mean([1 / rank for rank in first.values()]):.3f} over {len(first)} demands"
    )
    slope, offset = fitted(logits, (grades >= 3).astype(np.float64))
    print(f"EXPERT_SLOPE = {slope:.2f}, EXPERT_OFFSET = {offset:.2f}")


if __name__ == "__main__":
    main()
