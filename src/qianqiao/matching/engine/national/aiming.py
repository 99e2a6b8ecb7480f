"""A block of demands aimed at the offers of one language: weights of keys, unit vectors, scales of every signal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from qianqiao.matching.engine.index.lexical import KeyCounts
from qianqiao.matching.engine.index.partition import LEXICAL, MEANINGS
from qianqiao.matching.engine.national.finishing import centred, counts_of
from qianqiao.matching.engine.national.layout import Array, Prepared, read_array
from qianqiao.matching.engine.national.shards import RECORDS
from qianqiao.matching.engine.national.statistics import Field, has_language
from qianqiao.matching.engine.national.summary import Kind, Summary
from qianqiao.matching.engine.national.weighing import LONGEST_REPEAT, Counts
from qianqiao.matching.engine.prepared import FIELDS, TERMS, TITLE, prepare, turned
from qianqiao.matching.engine.scoring.evaluation import Scale
from qianqiao.matching.engine.scoring.weights import Weights
from qianqiao.matching.engine.text.language import LANGUAGES
from qianqiao.matching.engine.views import View

Floats = NDArray[np.float64]
_SAMPLED_AT_ONCE = 256
# Signals that a demand without a title, or with nothing else, cannot have: numbers in SIGNALS.
_WITHOUT_TITLE = (0, 3, 5)
_WITHOUT_TEXT = (4, 6)


@dataclass(frozen=True)
class Moments:
    """Sum and sum of squares of a signal over `counts` rows: all [demands, columns]; `sampled` is the share seen."""

    counts: Floats
    sums: Floats
    squares: Floats


@dataclass(frozen=True)
class Aim:
    """Demands of a block as they meet offers of one language [n].

    `demand` numbers them in the block, `cross` where they have no text of this language. `words` by field
    [n, keys]; times an offer's weights it gives the signal. `units` [n, 2, d]; `mute` [n, columns].
    """

    language: str
    demand: NDArray[np.int64]
    cross: NDArray[np.bool_]
    mute: NDArray[np.bool_]
    words: Mapping[str, csr_matrix]
    units: NDArray[np.float32]


def aim(demands: Prepared, block: int, summary: Summary, *, crossing: bool) -> Aim | None:
    """The demands of a block against one language: each by its text in it, else (`crossing`) by its first text."""
    shard = demands.shard_path(block)
    sources = _sources(shard, summary.language)
    if not crossing:
        sources = {source: rows for source, rows in sources.items() if source == summary.language}
    if not sources:
        return None
    parts = [_part(demands, shard, source, rows, summary) for source, rows in sources.items()]
    number = np.concatenate([part.demand for part in parts])
    order = np.argsort(number, kind="stable")
    words = {name: vstack([part.words[name] for part in parts], format="csr")[order] for name in FIELDS}
    return Aim(
        summary.language,
        number[order],
        np.concatenate([part.cross for part in parts])[order],
        np.concatenate([part.mute for part in parts])[order],
        words,
        np.concatenate([part.units for part in parts])[order],
    )


def _sources(shard: Path, language: str) -> dict[str, NDArray[np.int64]]:
    """Rows to be used by the language that they are written in."""
    found: dict[str, NDArray[np.int64]] = {}
    own = read_array(shard, f"{language}.record") if has_language(shard, language) else np.empty(0, np.int32)
    for source in LANGUAGES:
        if source == language and len(own):
            found[source] = np.arange(len(own))
        elif source != language and has_language(shard, source):
            record, place = (read_array(shard, f"{source}.{part}") for part in ("record", "place"))
            rows = np.flatnonzero((place == 0) & ~np.isin(record, own))
            if len(rows):
                found[source] = rows
    return found


def _part(demands: Prepared, shard: Path, source: str, rows: NDArray[np.int64], summary: Summary) -> Aim:
    shape = read_array(shard, f"{source}.shape")[rows]
    raw = read_array(shard, f"{source}.vectors")[rows].astype(np.float32)
    means = demands.statistic(f"{source}.centres")
    roles = np.where(shape[:, 1][:, None], [[0, 0]], [[0, 1]])
    units = centred(raw, means[roles], demands.segments)
    record = read_array(shard, f"{source}.record")[rows].astype(np.int64)
    if source == summary.language:
        words = {}
        for name in FIELDS:
            counts = counts_of(shard, f"{source}.{name}").rows(rows)
            keys = read_array(shard, f"{source}.{name}.keys")
            words[name] = _weighted(name, counts, keys, summary.fields[name])
    else:
        words = _turned(shard, record, summary)
    cross = np.full(len(rows), source != summary.language)
    return Aim(summary.language, record, cross, _mute(shape, units, demands), words, units)


def _mute(shape: Array, units: Array, demands: Prepared) -> NDArray[np.bool_]:
    """Which columns say nothing for a demand, whatever the offer."""
    mute = np.zeros((len(shape), LEXICAL + len(MEANINGS) * len(demands.segments)), np.bool_)
    untitled, thin = ~shape[:, 0], shape[:, 0] & shape[:, 1]
    for silent, signals in ((untitled, _WITHOUT_TITLE), (thin, _WITHOUT_TEXT)):
        mute[np.ix_(silent, columns_of(signals, len(demands.segments)))] = True
    for number, segment in enumerate(demands.segments):
        empty = ~np.any(units[..., segment.place], axis=-1)
        for place, (ours, _) in enumerate(MEANINGS):
            mute[empty[:, ours], LEXICAL + number * len(MEANINGS) + place] = True
    return mute


def columns_of(signals: Sequence[int], models: int) -> NDArray[np.int64]:
    """The columns of some of SIGNALS: one for a signal of words, one a model for one of meaning."""
    found = [place for place in signals if place < LEXICAL]
    for number in range(models):
        found += [place + number * len(MEANINGS) for place in signals if place >= LEXICAL]
    return np.array(found, dtype=np.int64)


def _weighted(name: str, counts: Counts, keys: Array, field: Field) -> csr_matrix:
    """A demand's weights of the keys that offers know; unknown ones count in what it could have reached."""
    place = np.minimum(np.searchsorted(field.keys, keys), max(len(field.keys) - 1, 0))
    known = field.keys[place] == keys if len(field.keys) else np.zeros(len(keys), np.bool_)
    frequencies = np.where(known, field.frequencies[place] if len(field.keys) else 0, 0)
    idf = field.idf(frequencies)[counts.columns]
    own = counts.counts.astype(np.float64)
    if name == TITLE:
        weights = (1 + np.log(own)) * idf
        total = np.sqrt(_by_row(counts, weights**2))
        weights = weights / np.repeat(np.maximum(total, 1e-12), np.diff(counts.bounds))
    else:
        weights = idf * np.minimum(own, LONGEST_REPEAT)
        weights = weights / np.repeat(np.maximum(_by_row(counts, weights), 1e-12), np.diff(counts.bounds))
    kept = known[counts.columns]
    bounds = np.concatenate([[0], np.cumsum(_by_row(counts, kept).astype(np.int64))])
    columns = place[counts.columns][kept].astype(np.int32)
    shape = (len(counts.lengths), len(field.keys))
    return csr_matrix((weights[kept].astype(np.float32), columns, bounds), shape=shape)


def _turned(shard: Path, records: NDArray[np.int64], summary: Summary) -> dict[str, csr_matrix]:
    """Words of first texts as the dictionary has them in the other language, beside their own."""
    table = pq.read_table(shard / RECORDS, columns=["language", "title", "text", "stated"])
    held = summary.fields[TERMS].keys

    def known(keys: NDArray[np.int64]) -> NDArray[np.bool_]:
        return np.isin(keys, held)

    found: dict[str, list[KeyCounts]] = {name: [] for name in FIELDS}
    for row in table.take(pa.array(records)).to_pylist():
        view = View(row["language"], row["title"], row["text"], tuple(row["stated"]))
        for name, own in turned(view, prepare(view, None), summary.language, known).keys.items():
            found[name].append(own)
    return {name: _stacked(name, own, summary.fields[name]) for name, own in found.items()}


def _stacked(name: str, rows: Sequence[KeyCounts], field: Field) -> csr_matrix:
    keys, columns = np.unique(np.concatenate([own.keys for own in rows]), return_inverse=True)
    counts = np.concatenate([own.counts for own in rows])
    bounds = np.cumsum([0, *(len(own.keys) for own in rows)])
    lengths = np.array([own.counts.sum() for own in rows])
    return _weighted(name, Counts(bounds, columns.astype(np.int32), counts, lengths), keys, field)


def _by_row(counts: Counts, values: Array) -> Floats:
    return np.asarray(np.bincount(counts.owners(), values, len(counts.lengths)), np.float64)


def moments(aimed: Aim, kind: Kind, demands: Prepared) -> Moments:
    """Over all offers of a kind: exact for sums and for vectors, squares of words from the sampled rows."""
    found = [_word_moments(aimed, kind, name) for name in FIELDS]
    width = demands.dimension
    for number, segment in enumerate(demands.segments):
        for ours, theirs in MEANINGS:
            columns = slice(theirs * width + segment.start, theirs * width + segment.stop)
            query = aimed.units[:, ours, segment.place].astype(np.float64)
            products = kind.products[columns, columns]
            counts = np.full(len(query), float(kind.spoken[theirs, number]))
            squares = np.einsum("ij,ij->i", query @ products, query)
            found.append((counts, query @ kind.vectors[columns], squares))
    counts, sums, squares = (np.stack(column, axis=1) for column in zip(*found, strict=True))
    counts[aimed.mute] = sums[aimed.mute] = squares[aimed.mute] = 0
    return Moments(counts, sums, squares)


def _word_moments(aimed: Aim, kind: Kind, name: str) -> tuple[Floats, Floats, Floats]:
    """Rows, sum and sum of squares of one signal of words."""
    words, rows = aimed.words[name], kind.counted(name)
    counts = np.full(words.shape[0], float(rows))
    sums = np.asarray(words @ kind.means[name]) * rows
    sample = kind.samples[name]
    if name == TITLE:
        sample = sample[np.flatnonzero(kind.sample_titled)]
    if not sample.shape[0]:
        return counts, sums, np.zeros(len(counts))
    columns = csr_matrix(sample.T)
    squares = np.concatenate(
        [
            np.asarray((words[start : start + _SAMPLED_AT_ONCE] @ columns).power(2).sum(axis=1)).ravel()
            for start in range(0, words.shape[0], _SAMPLED_AT_ONCE)
        ]
    )
    return counts, sums, squares.astype(np.float64) * rows / sample.shape[0]


def scale_of(found: Moments, names: Sequence[str], relation: str, weights: Weights, *, thin: bool) -> Scale:
    """Mean and deviation [n, columns] as the engine finds them, drawn to the background where rows are few."""
    background = weights.backgrounds(names, relation, thin=thin)
    mean = np.array([item.mean for item in background])
    deviation = np.array([item.deviation for item in background])
    share = weights.background_rows
    total = share + found.counts
    means = (mean * share + found.sums) / total
    squares = ((deviation**2 + mean**2) * share + found.squares) / total
    return Scale(
        means,
        np.sqrt(np.maximum(squares - means**2, (deviation / 2) ** 2)),
        np.array(weights.signal_weights(relation, from_demand=True)) * (weights.thin if thin else 1.0),
        np.array(weights.shares(names, relation)),
        weights.knee,
        weights.agreement,
        weights.words_alone,
    )


def rows_of(scale: Scale, rows: NDArray[np.integer]) -> Scale:
    """The scale of these demands, a row each."""
    return replace(scale, mean=scale.mean[rows], deviation=scale.deviation[rows])
