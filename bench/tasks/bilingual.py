"""A known item across languages: an offer told in one language must find itself among all offers in the other."""

from dataclasses import replace

import sample_grades
from ranking_measures import mean, reciprocal_rank
from systems import Questions, all_ranks, measured, texts_alone
from tables import Measured, Settings, Table, tabled
from tasks.samples import in_language

from qianqiao.matching.engine.records import DEMAND

DEPTH = 10


def run(settings: Settings) -> list[Table]:
    """MRR@10, structured fields left out: they would name the item."""
    samples = sample_grades.load()
    offers = [texts_alone(record) for record in samples.offers.values()]
    held_out = {name.rsplit("-", 1)[0] for name in samples.held_out}
    halves = {
        half: [o.id for o in offers if (o.id.rsplit("-", 1)[0] in held_out) == (half == "held out")]
        for half in ("held out", "tuning")
    }
    columns: dict[str, Measured] = {}
    for left, right in (("en", "zh"), ("zh", "en")):
        queries = [replace(in_language(offer, left), kind=DEMAND) for offer in offers]
        questions = Questions.of(queries, [in_language(offer, right) for offer in offers])
        ranked = all_ranks(questions, settings.models, DEPTH)
        for half, names in halves.items():
            columns[f"{left} → {right}, {half}"] = measured(
                ranked, names, lambda name, found: reciprocal_rank(found, {name}, DEPTH)
            )
    counts = ", ".join(f"{len(names)} {half}" for half, names in halves.items())
    return [tabled("bilingual", f"{len(offers)} offers ({counts})", columns, mean)]
