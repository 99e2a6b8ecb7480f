"""Proof by removal: does the score fall when the text that a reason names is taken out?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from qianqiao.matching.engine.corpus import role_of
from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.encoders.ensemble import Segment, members_of
from qianqiao.matching.engine.records import Record
from qianqiao.matching.engine.scoring.evaluation import Evaluation
from qianqiao.matching.engine.scoring.queries import vectors_of_texts
from qianqiao.matching.engine.scoring.record_value import RecordValue, record_value
from qianqiao.matching.engine.views import texts_to_encode

LEAST_DROP = 1e-3
# Beyond doubt, by the part of the text that was taken out. The most that vectors gave back in 4,197 removals (samples in
# both languages, 3,000 papers; e5 and USE): 0.158 below a twentieth, 0.251 below a tenth, 0.354 above (bench/removals.py).
BEYOND_DOUBT = ((0.05, 0.2), (0.1, 0.3), (1.0, 0.45))


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
    part = part_removed(trial.candidate, texts)
    beyond_doubt = next(drop for most, drop in BEYOND_DOUBT if part <= most)
    return True if value < trial.value - beyond_doubt else None


def part_removed(candidate: Record, left: Sequence[str]) -> float:
    """How much of a record's texts is gone from what is left of them, from 0 to 1."""
    return 1 - sum(map(len, left)) / max(sum(map(len, texts_to_encode(candidate))), 1)


def _vectors(evaluation: Evaluation, trials: Sequence[Trial]) -> list[Vectors]:
    """Vectors of the changed candidates; texts that did not change keep theirs.

    One call of each model, for the texts of which it has spoken: where it was silent about a text as it stood, it stays
    so about the changed one, or what it says would be taken for what the removal did.
    """
    stored: dict[str, Vectors] = {}
    for trial in trials:
        stored |= {text: trial.vectors[place] for place, text in enumerate(texts_to_encode(trial.candidate))}
    changed = [texts_to_encode(trial.changed) for trial in trials]
    found = [
        np.stack([stored.get(text, np.zeros_like(trial.vectors[0])) for text in texts])
        for trial, texts in zip(trials, changed, strict=True)
    ]
    role = role_of(trials[0].candidate) if trials else "passage"
    for segment, member in members_of(evaluation.corpus.encoder):
        wanted = [
            (rows[place], text)
            for trial, texts, rows in zip(trials, changed, found, strict=True)
            for place, text in enumerate(texts)
            if text not in stored and _spoken(trial, len(texts), place, segment)
        ]
        fresh = vectors_of_texts([text for _, text in wanted], member, role)
        for (row, _), own in zip(wanted, fresh, strict=True):
            row[segment.place] = own
    return found


def _spoken(trial: Trial, count: int, place: int, segment: Segment) -> bool:
    """Whether a model has spoken of the text at a place; of any text, where their number has changed."""
    before = trial.vectors[:, segment.place]
    return bool(np.any(before[place] if count == len(before) else before))
