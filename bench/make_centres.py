"""Writes the packaged mean vectors and prints the background of the signals (tuning half of the samples).

python bench/make_centres.py
"""

from pathlib import Path

import numpy as np
import sample_grades
from remembering import Remembering

from qianqiao.cli.models import models_directory
from qianqiao.matching.engine import Corpus, Encoder, Matcher, Record, UseEncoder, encode_records
from qianqiao.matching.engine.encoders import centres
from qianqiao.matching.engine.encoders.e5 import E5Encoder
from qianqiao.matching.engine.index.partition import ROLES, SIGNALS
from qianqiao.matching.engine.text.language import LANGUAGES
from qianqiao.matching.engine.views import units_of


def side_means(records: list[Record], encoder: Encoder) -> dict[tuple[str, str], np.ndarray]:
    """Mean vector per language and role."""
    vectors = encode_records(records, encoder)
    found: dict[tuple[str, str], list[np.ndarray]] = {}
    for record in records:
        views = [view for unit in units_of(record) for view in unit.views]
        for number, view in enumerate(views):
            for place, role in enumerate(ROLES):
                found.setdefault((view.language, role), []).append(vectors[record.id][2 * number + place])
    return {key: np.mean(rows, axis=0).astype(np.float32) for key, rows in found.items()}


def main() -> None:
    """Means first, then the background that they lead to."""
    samples = sample_grades.load()
    e5 = E5Encoder(models_directory())
    fields = {name.rsplit("-", 1)[0] for name in samples.tuning}
    demands = [samples.demands[name] for name in samples.tuning]
    offers = [record for name, record in samples.offers.items() if name.rsplit("-", 1)[0] in fields]
    encoders: list[Encoder] = [Remembering(UseEncoder()), Remembering(e5)]
    stored = {
        "|".join((encoder.identity.replace("/", "_"), side, *key)): mean
        for encoder in encoders
        for side, records in (("demand", demands), ("offer", offers))
        for key, mean in side_means(records, encoder).items()
    }
    np.savez(Path(centres.__file__).with_name("centres.npz"), **stored)
    centres.packaged_centres.cache_clear()
    titles = [Record(id=o.id, title=o.title, title_en=o.title_en, kind=o.kind) for o in offers]
    for encoder in encoders:
        print(encoder.identity)
        print_background(Matcher(Corpus.build(offers, encoder), queries=demands), demands)
        print("offers that are no more than a title")
        print_background(Matcher(Corpus.build(titles, encoder), queries=demands), demands)


def print_background(matcher: Matcher, demands: list[Record]) -> None:
    """Mean and deviation of each signal over pairs of one and of two languages."""
    for query_language in LANGUAGES:
        for language in LANGUAGES:
            rows = []
            for demand in demands:
                only = one_language(demand, query_language)
                evaluation = matcher.evaluation(only)
                aimed = evaluation.aimed(0, language)
                rows.append(matcher.corpus.partitions[language].signals(aimed.prepared, aimed.centred))
            means = np.mean([np.nanmean(row, axis=0) for row in rows], axis=0)
            deviations = np.mean([np.nanstd(row, axis=0) for row in rows], axis=0)
            print(query_language, "->", language)
            for name, mean, deviation in zip(SIGNALS, means, deviations, strict=True):
                print(f"    {name:14s} {mean:8.4f} {deviation:8.4f}")


def one_language(record: Record, language: str) -> Record:
    """The record with its texts in one language alone."""
    title, text = (record.title, record.text) if language == "zh" else (record.title_en, record.text_en)
    return Record(id=f"{record.id}/{language}", title=title, text=text, kind=record.kind)


if __name__ == "__main__":
    main()
