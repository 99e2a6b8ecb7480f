"""Similar offers and similar demands: which means to take off, measured on the graded samples.

Two offers count as similar where one demand grades both of them 2 or better, two demands where one offer is graded 2
or better for both. Compared: the means of the other side (as for matches), and the means of the records at hand. Prints
MRR and the share of records with a similar one among the first five, over all that have one at all, then quantiles (.1 .25 .5 .75 .9) of
the scores of the five nearest, similar ones and others: the least scores of `matching/similar.py` lie between.

Example: python bench/similar.py
"""

from collections.abc import Mapping

import numpy as np
from sample_grades import load

from qianqiao.matching.engine import Corpus, Matcher, Record, UseEncoder

ON_TOPIC = 2
FIRST = 5
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


def neighbours(groups: list[set[str]]) -> dict[str, set[str]]:
    """Each record with those that share a group with it."""
    found: dict[str, set[str]] = {}
    for group in groups:
        for one in group:
            found.setdefault(one, set()).update(group - {one})
    return {one: others for one, others in found.items() if others}


def measures(
    matcher: Matcher, records: Mapping[str, Record], similar: Mapping[str, set[str]]
) -> tuple[float, float]:
    reciprocal, among = 0.0, 0
    for one, others in similar.items():
        ranking = matcher.ranking(records[one], FIRST * 4 + 1, explained=False)
        order = [m.offer_id for m in ranking.matches if m.offer_id != one]
        place = next((n for n, other in enumerate(order, start=1) if other in others), 0)
        reciprocal += 1 / place if place else 0
        among += 0 < place <= FIRST
    return reciprocal / len(similar), among / len(similar)


def scores(
    matcher: Matcher, records: Mapping[str, Record], similar: Mapping[str, set[str]]
) -> tuple[list[float], list[float]]:
    """Scores of the five nearest of every record: of those that are similar, and of the others."""
    found: tuple[list[float], list[float]] = ([], [])
    for one in records:
        for match in matcher.ranking(records[one], FIRST + 1, explained=False).matches:
            if match.offer_id != one:
                found[match.offer_id not in similar.get(one, set())].append(match.score)
    return found


def main() -> None:
    samples = load()
    graded = [(d, o) for d, own in samples.grades.items() for o, grade in own.items() if grade >= ON_TOPIC]
    sides = {
        "offers": (samples.offers, [{o for d, o in graded if d == one} for one in samples.demands]),
        "demands": (samples.demands, [{d for d, o in graded if o == one} for one in samples.offers]),
    }
    encoder = UseEncoder()
    print(f"{'':24}{'records':>8}{'MRR':>8}{'first 5':>9}")
    for side, (records, groups) in sides.items():
        similar = neighbours(groups)
        corpus = Corpus.build(records.values(), encoder)
        own = {key: vectors for key in records if (vectors := corpus.vectors(key)) is not None}
        ways = {
            "other side": Matcher(corpus),
            "records at hand": Matcher(corpus, queries=list(records.values()), vectors=own),
        }
        for name, matcher in ways.items():
            mrr, among = measures(matcher, records, similar)
            print(f"{side + ', ' + name:24}{len(similar):8}{mrr:8.3f}{among:9.3f}", flush=True)
        for word, found in zip(
            ("similar", "others"), scores(ways["records at hand"], records, similar), strict=True
        ):
            print(
                f"    scores of {word}: "
                + ", ".join(f"{value:.3f}" for value in np.quantile(found, QUANTILES))
            )


if __name__ == "__main__":
    main()
