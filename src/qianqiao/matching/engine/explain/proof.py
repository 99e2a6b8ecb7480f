"""Proof by removal: does the score fall when the text that a reason names is taken out?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qianqiao.matching.engine.corpus import role_of
from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.records import Record
from qianqiao.matching.engine.scoring.evaluation import Evaluation
from qianqiao.matching.engine.scoring.queries import vectors_of_texts
from qianqiao.matching.engine.scoring.record_value import record_value
from qianqiao.matching.engine.views import texts_to_encode

LEAST_DROP = 1e-3
# The most that vectors gave back when words were taken out was 0.17, in 200 removals from samples and papers.
_BEYOND_DOUBT = 0.35


@dataclass(frozen=True, slots=True)
class Trial:
    """A candidate with its vectors and text value, and the same candidate without the named text.

    `gain` is what the removal alone gives back, because the purpose of the offer is read from its words.
    """

    candidate: Record
    vectors: Vectors
    value: float
    changed: Record
    gain: float = 0.0


def lowered(evaluation: Evaluation, trials: Sequence[Trial], this_year: int) -> list[bool]:
    """For each trial, whether the score falls. The encoder is asked only where words leave a doubt."""
    evaluation.make_ready(trial.changed for trial in trials)
    known = [_by_words(evaluation, trial, this_year) for trial in trials]
    doubtful = [place for place, answer in enumerate(known) if answer is None]
    vectors = _vectors(evaluation, [trials[place] for place in doubtful])
    for place, own in zip(doubtful, vectors, strict=True):
        value = record_value(evaluation, trials[place].changed, own, this_year).value
        known[place] = value + trials[place].gain < trials[place].value - LEAST_DROP
    return [bool(answer) for answer in known]


def _by_words(evaluation: Evaluation, trial: Trial, this_year: int) -> bool | None:
    """True where the words alone lower the value beyond doubt; None where that is not enough."""
    texts = texts_to_encode(trial.changed)
    if len(texts) != len(trial.vectors):
        return None
    value = record_value(evaluation, trial.changed, trial.vectors, this_year).value + trial.gain
    if evaluation.corpus.encoder is None:
        return value < trial.value - LEAST_DROP
    return True if value < trial.value - _BEYOND_DOUBT else None


def _vectors(evaluation: Evaluation, trials: Sequence[Trial]) -> list[Vectors]:
    """Vectors of the changed candidates; texts that did not change keep theirs. One call of the encoder."""
    wanted: list[str] = []
    stored: dict[str, Vectors] = {}
    for trial in trials:
        before = texts_to_encode(trial.candidate)
        stored |= {text: trial.vectors[place] for place, text in enumerate(before)}
    role = role_of(trials[0].candidate) if trials else "passage"
    for trial in trials:
        wanted += [text for text in texts_to_encode(trial.changed) if text not in stored]
    fresh = vectors_of_texts(wanted, evaluation.corpus.encoder, role)
    stored |= {text: fresh[place] for place, text in enumerate(wanted)}
    return [np.stack([stored[text] for text in texts_to_encode(trial.changed)]) for trial in trials]
