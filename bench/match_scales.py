"""Fits the two scales that the matching room adds to the engine's: experts, and text asked without any form.

Needs a database with the sample data (`qianqiao demo --no-serve`). Works on the engine's value before its curve, so the
result does not depend on that curve. Prints what is kept in `qianqiao/matching/scales.py`.
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
from qianqiao.demands.models import Demand  # noqa: E402  the same
from qianqiao.matching import queries  # noqa: E402  the same
from qianqiao.matching.engine import Matcher, Record, Weights  # noqa: E402  the same
from qianqiao.matching.records import record_of  # noqa: E402  the same
from qianqiao.matching.stocks import STOCKS  # noqa: E402  the same
from qianqiao.samples.loading import data_folder  # noqa: E402  the same

Floats = NDArray[np.float64]
FITTING = 3


def grades() -> dict[tuple[str, str], int]:
    """(demand, offer) to grade, by sample numbers."""
    found = {}
    for folder in data_folder().iterdir():
        file = folder / "grades.csv"
        if folder.is_dir() and file.is_file():
            for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()):
                found[row["demand"], row["offer"]] = int(row["grade"])
    return found


def persons() -> dict[tuple[str, str], set[str]]:
    """(name, organisation) to the sample numbers of the offers that the person worked on."""
    found: dict[tuple[str, str], set[str]] = {}
    for model, attribute in ((Achievement, "completed_by"), (Patent, "inventors")):
        for offer in model.objects.select_related("owner"):
            for name in getattr(offer, attribute):
                found.setdefault((name, offer.owner.name), set()).add(offer.external_id)
    return found


def values(kind: str, query: Record) -> Iterator[tuple[str, float]]:
    """(number, value before the curve) of a query against every record of a stock."""
    weights, stock = Weights(), STOCKS[kind]
    stock.refresh()
    if stock.corpus is None:
        return
    for match in Matcher(stock.corpus, weights).ranking(query, len(stock), explained=False).matches:
        score = min(max(match.score, 1e-6), 1 - 1e-6)
        yield match.offer_id, (math.log(score / (1 - score)) - weights.offset) / weights.slope


def expert_pairs() -> Iterator[tuple[float, int]]:
    """Value and best grade of the offers that the expert worked on, for every demand and expert."""
    graded, worked = grades(), persons()
    works = {
        one.number: worked.get((one.name, one.organisation.name), set())
        for one in Expert.objects.select_related("organisation")
    }
    for row in queries.published("D"):
        record = record_of(row)
        if record is not None:
            for number, value in values("experts", replace(record, confidentiality="", budget_max=None)):
                yield (
                    value,
                    max((graded.get((row.external_id, offer), 0) for offer in works[number]), default=0),
                )


def asked_pairs() -> Iterator[tuple[float, int]]:
    """Value and grade for titles, first sentences and whole problems, as somebody might type them."""
    graded = grades()
    offers = {o.number: o.external_id for model in (Achievement, Patent) for o in model.objects.all()}
    for row in queries.published("D"):
        if not isinstance(row, Demand):
            continue
        for text in (row.title, row.title_en, row.problem.split("。")[0], row.problem, row.problem_en):
            if text:
                for number, value in values("offers", Record(id="asked", text=text, kind="demand")):
                    yield value, graded.get((row.external_id, offers[number]), 0)


def fitted(found: Floats, relevant: Floats) -> tuple[float, float]:
    """Slope and offset of a logistic regression: Newton's method on standard values, with half steps."""
    mean, deviation = float(found.mean()), float(found.std())
    z = (found - mean) / deviation
    slope, offset = 0.0, math.log(relevant.mean() / (1 - relevant.mean()))
    for _ in range(200):
        p = 1 / (1 + np.exp(-(slope * z + offset)))
        rest, weight = relevant - p, p * (1 - p) + 1e-9
        across = (weight * z).sum()
        curve = np.array([[(weight * z**2).sum(), across], [across, weight.sum()]])
        step = np.linalg.solve(curve, np.array([(rest * z).sum(), rest.sum()])) / 2
        slope, offset = slope + float(step[0]), offset + float(step[1])
    return slope / deviation, offset - slope * mean / deviation


def tell(name: str, pairs: list[tuple[float, int]]) -> None:
    found, graded = np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs])
    for grade in sorted(set(graded.tolist())):
        own = found[graded == grade]
        print(f"{name}, grade {grade}: {len(own)} pairs, median value {np.median(own):.2f}")
    slope, offset = fitted(found, (graded >= FITTING).astype(np.float64))
    print(f"{name}: slope {slope:.2f}, offset {offset:.2f}")


if __name__ == "__main__":
    tell("experts", list(expert_pairs()))
    tell("asked text", list(asked_pairs()))
