"""The most near misses that any mixture of the engine's signals could put right: an exact upper bound, in sample.

    python bench/near_miss_limit.py

For the tuning halves of both sets of triples: the weights, none below nought, that put most triples right at once are found by
integer programming, with the triples themselves as the data. No choice of weights does better on them, and one chosen
elsewhere does no better. What is weighed are standard scores before their knee, each model's apart. Beside it the bound where
weights may be negative, so that sharing words counts against an offer.
"""

import json
import os
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from systems import Questions
from tasks import near_misses, near_misses_natural
from tasks.near_misses import LANGUAGES
from text_models import available_models, default_encoder

from qianqiao.matching.engine import Corpus, Encoder, Matcher, Record
from qianqiao.matching.engine.prepared import prepare
from qianqiao.matching.engine.records import DEMAND
from qianqiao.matching.engine.results import now_in_china
from qianqiao.matching.engine.views import units_of

_MARGIN, _FAR, _SECONDS = 1e-3, 20.0, 60.0
Triple = dict[str, Any]


def differences(triples: list[Triple], encoder: Encoder | None) -> NDArray[np.float64]:
    """Standard scores of the fitting offer less those of the wrong one [triples, 3 + 4 a model]; silent ones are nought."""
    offers = {
        (triple["id"], side): Record(f"{triple['id']}/{side}", triple[side]["title"], triple[side]["text"])
        for triple in triples
        for side in ("fits", "misses")
    }
    queries = [
        Record(triple["id"], triple["need"]["title"], triple["need"]["text"], kind=DEMAND)
        for triple in triples
    ]
    questions = Questions.of(queries, list(offers.values()))
    corpus = Corpus.build(questions.offers, encoder)
    matcher = Matcher(corpus, queries=questions.queries)
    rows = []
    for query in questions.queries:
        evaluation = matcher.evaluation(query)
        two = []
        for side in ("fits", "misses"):
            offer = offers[query.id, side]
            (view,) = units_of(offer)[0].views
            vectors = corpus.vectors(offer.id)
            candidate = prepare(view, vectors, evaluation.keys_of(view))
            aimed = evaluation.aimed(0, view.language)
            raw = corpus.partitions[view.language].pair_signals(aimed.prepared, aimed.centred, candidate)
            scale = aimed.scale(thin=view.thin)
            two.append(np.nan_to_num((raw - scale.mean) / scale.deviation))
        rows.append(two[0] - two[1])
    return np.array(rows)


def most_right(rows: NDArray[np.float64], *, negative: bool) -> tuple[int, int]:
    """How many rows some weights w (their absolute values at most 1) can make w·row > 0 together, and a proven bound."""
    count, width = rows.shape
    scaled = rows / np.maximum(np.abs(rows).max(axis=0), 1e-12)
    right = LinearConstraint(np.hstack([scaled, -_FAR * np.eye(count)]), lb=_MARGIN - _FAR)
    lowest = np.concatenate([np.full(width, -1.0 if negative else 0.0), np.zeros(count)])
    found = milp(
        np.concatenate([np.zeros(width), -np.ones(count)]),
        integrality=np.concatenate([np.zeros(width), np.ones(count)]),
        bounds=Bounds(lowest, np.ones(width + count)),
        constraints=right,
        options={"time_limit": _SECONDS},
    )
    if found.x is None:
        raise RuntimeError(f"no mixture was found: {found.message}")
    return round(-found.fun), int(np.floor(-found.mip_dual_bound + 1e-6))


def main() -> None:
    """Prints a line for each set and language."""
    encoder = default_encoder(available_models())
    print(
        f"{now_in_china():%Y-%m-%d %H:%M}, load {os.getloadavg()[0]:.1f}, {encoder.identity if encoder else 'words alone'}"
    )
    for name, file in (("adversarial", near_misses.FILE), ("natural", near_misses_natural.FILE)):
        triples = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
        for language in LANGUAGES:
            own = [one for one in triples if one["language"] == language and one["split"] == "tune"]
            rows = differences(own, encoder)
            for negative, told in ((False, "no weight below nought"), (True, "any weights")):
                reached, bound = most_right(rows, negative=negative)
                print(
                    f"  {name}, {language}, {told}: {reached} of {len(rows)} ({reached / len(rows):.2f}), bound {bound}"
                )


if __name__ == "__main__":
    main()
