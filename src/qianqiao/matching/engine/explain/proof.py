"""Proof by removal: does the score fall when the text that a reason names is taken out?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from qianqiao.matching.engine.corpus import role_of
from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.records import Record
from qianqiao.matching.engine.scoring.evaluation import Evaluation
from qianqiao.matching.engine.scoring.queries import vectors_of_texts
from qianqiao.matching.engine.scoring.record_value import RecordValue, record_value
from qianqiao.matching.engine.views import texts_to_encode

LEAST_DROP = 1e-3
# The most that vectors gave back when words were taken out was 0.17, in 200 removals from samples and papers.
_BEYOND_DOUBT = 0.35


# The whole value of a record by a learned model: texts, structured fit and all.
Worth = Callable[[Record, RecordValue], float]


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


def lowered(
    evaluation: Evaluation, trials: Sequence[Trial], this_year: int, worth: Worth | None = None
) -> list[bool]:
    """For each trial, whether the score falls. The encoder is asked only where words leave a doubt."""
    evaluation.make_ready(trial.changed for trial in trials)
    known = [_by_words(evaluation, trial, this_year, worth) for trial in trials]
    doubtful = [place for place, answer in enumerate(known) if answer is None]
    vectors = _vectors(evaluation, [trials[place] for place in doubtful])
    for place, own in zip(doubtful, vectors, strict=True):
        value = _value(evaluation, trials[place], own, this_year, worth)
        known[place] = value < trials[place].value - LEAST_DROP
    return [bool(answer) for answer in known]


def _value(
    evaluation: Evaluation, trial: Trial, vectors: Vectors, this_year: int, worth: Worth | None
) -> float:
    """What the changed candidate is worth: by its texts and what the removal gives back, or by the model."""
    value = record_value(evaluation, trial.changed, vectors, this_year)
    return value.value + trial.gain if worth is None else worth(trial.changed, value)


def _by_words(evaluation: Evaluation, trial: Trial, this_year: int, worth: Worth | None) -> bool | None:
    """True where the words alone lower the value beyond doubt; None where that is not enough.

    What is beyond doubt was measured for the fusion; a learned model may weigh vectors more.
    """
    texts = texts_to_encode(trial.changed)
    if len(texts) != len(trial.vectors):
        return None
    if worth is not None and evaluation.corpus.encoder is not None:
        return None
    value = _value(evaluation, trial, trial.vectors, this_year, worth)
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
