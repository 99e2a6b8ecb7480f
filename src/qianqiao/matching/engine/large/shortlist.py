"""From all rows of a generation to the few records that are worth an exact score."""

from bisect import insort
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.encoders.base import unit
from qianqiao.matching.engine.index.partition import LEXICAL, MEANINGS, SIGNALS, Partition
from qianqiao.matching.engine.large.language_files import LanguageFiles
from qianqiao.matching.engine.large.term_index import WeightedTerms
from qianqiao.matching.engine.prepared import TERMS
from qianqiao.matching.engine.scoring.evaluation import Evaluation, QueryView

# so many rows of each language by shared terms, and as many by nearness of meaning
DEPTH = 400
_JUDGED = 3
_TEXT_ROLE = 1
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Base:
    """What a shortlist is drawn from: files and samples by language, which records still stand."""

    files: Mapping[str, LanguageFiles]
    samples: Mapping[str, Partition]
    alive: NDArray[np.bool_]
    structure: Callable[[Evaluation, int], float]
    structured: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Nearest:
    """Numbers of records, best first, with their approximate values; `complete` where none was left out."""

    numbers: Numbers
    values: NDArray[np.float64]
    complete: bool


def nearest(base: Base, evaluation: Evaluation, depth: int, count: int) -> Nearest:
    """Records by approximate value: signals of terms and of meaning exact, that of characters taken to follow them.

    Structured fit is added to those that hold structure, and to as many others as it takes to be sure of the first `count`.
    """
    found = [np.empty(0, np.int64)]
    complete = True
    for number in range(len(evaluation.units)):
        for code, files in base.files.items():
            rows, all_rows = _rows(files, base.samples[code], evaluation.aimed(number, code), depth)
            complete = complete and all_rows
            found.append(files.records[rows].astype(np.int64))
    numbers = np.unique(np.concatenate(found))
    numbers = numbers[base.alive[numbers]]
    values = np.max([_values(base, evaluation, n, numbers) for n in range(len(evaluation.units))], axis=0)
    _judge(base, evaluation, numbers, values, count)
    order = np.lexsort((numbers, -values))
    return Nearest(numbers[order], values[order], complete)


def _judge(
    base: Base, evaluation: Evaluation, numbers: Numbers, values: NDArray[np.float64], count: int
) -> None:
    """Add structured fit to `values`, in place: to all that hold structure, which may lift them, then to the others.

    The titles of the others alone say what they are for, which can only lower them: from the best on, no more need be
    judged once `count` judged ones stand above the next. A bound keeps a query that lowers nearly all from reading all.
    """
    holds = base.structured[numbers]
    for place in np.flatnonzero(holds):
        values[place] += base.structure(evaluation, int(numbers[place]))
    best = sorted(values[holds])[-count:]
    for judged, place in enumerate(np.argsort(np.where(holds, np.inf, -values), kind="stable")):
        enough = len(best) >= count and best[-count] > values[place]
        if enough or holds[place] or judged >= _JUDGED * count:
            return
        values[place] += base.structure(evaluation, int(numbers[place]))
        insort(best, values[place])


def _rows(files: LanguageFiles, sample: Partition, aimed: QueryView, depth: int) -> tuple[Numbers, bool]:
    """Rows worth a look in one language, and whether these are all."""
    if len(files) <= 2 * depth:
        return np.arange(len(files)), True
    by_words = files.terms.best(query_terms(sample, aimed), depth)
    by_meaning = files.dense.best(query_vector(sample, aimed), depth)
    return np.union1d(by_words, by_meaning), False


def query_terms(sample: Partition, aimed: QueryView) -> WeightedTerms:
    """The query's terms, worth what they are worth in the whole language."""
    field = sample.lexical[TERMS]
    own = aimed.prepared.keys[TERMS]
    return WeightedTerms.of(own, field.idf(own.keys), field.mean_length())


def query_vector(sample: Partition, aimed: QueryView) -> NDArray[np.float64]:
    """The vector whose product with a text's vector is what the two signals that look at texts give together."""
    scale = aimed.full
    wanted = np.zeros(aimed.centred.shape[1])
    for number, segment in enumerate(sample.segments):
        for place, (ours, theirs) in enumerate(MEANINGS):
            if theirs != _TEXT_ROLE or not np.any(aimed.centred[ours, segment.place]):
                continue
            column = LEXICAL + number * len(MEANINGS) + place
            own = unit(aimed.centred[ours, segment.place][None])[0]
            weight = scale.weights[LEXICAL + place] * scale.shares[number] / scale.deviation[column]
            wanted[segment.place] += weight * own
    return wanted


def row_values(
    files: LanguageFiles, sample: Partition, aimed: QueryView, rows: Numbers
) -> NDArray[np.float64]:
    """Approximate values of some rows [rows]."""
    scale = aimed.full
    shapes = np.asarray(files.shapes[rows])
    words = np.full((len(rows), LEXICAL), np.nan)
    terms, text = SIGNALS.index("terms"), SIGNALS.index("text_words")
    words[:, terms] = files.terms.scores(query_terms(sample, aimed), rows)
    standard = (words[:, terms] - scale.mean[terms]) / scale.deviation[terms]
    words[:, text] = scale.mean[text] + standard * scale.deviation[text]
    meanings = sample.meanings(aimed.prepared, aimed.centred, files.candidates_like(sample, rows))
    signals = sample.silenced(aimed.prepared, shapes[:, 0], words, meanings)
    return aimed.values(signals, shapes[:, 1])


def _values(base: Base, evaluation: Evaluation, number: int, numbers: Numbers) -> NDArray[np.float64]:
    """Values [numbers] for one unit of the query: mean over shared languages, over others where none is shared."""
    own = {view.language for view in evaluation.units[number].views}
    sums, counts = np.zeros((2, len(numbers))), np.zeros((2, len(numbers)))
    for code in sorted(base.files, key=lambda code: code not in own):
        files, relation = base.files[code], 0 if code in own else 1
        rows = files.rows_of(numbers)
        owners = np.searchsorted(numbers, files.records[rows])
        if relation:
            # no other language is asked where one is shared
            kept = counts[0][owners] == 0
            rows, owners = rows[kept], owners[kept]
        if not len(rows):
            continue
        best = np.full(len(numbers), -np.inf)
        np.maximum.at(
            best, owners, row_values(files, base.samples[code], evaluation.aimed(number, code), rows)
        )
        known = np.isfinite(best)
        sums[relation][known] += best[known]
        counts[relation][known] += 1
    values = np.full(len(numbers), -np.inf)
    for relation in (1, 0):
        known = counts[relation] > 0
        values[known] = sums[relation][known] / counts[relation][known]
    return values
