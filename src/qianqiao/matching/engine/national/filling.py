"""Exact signals of chosen pairs: all keys, all dimensions."""

from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from qianqiao.matching.engine.index.partition import LEXICAL, MEANINGS
from qianqiao.matching.engine.national.aiming import Aim, columns_of
from qianqiao.matching.engine.national.finishing import weighted_of
from qianqiao.matching.engine.national.layout import Prepared, read_array
from qianqiao.matching.engine.prepared import FIELDS

Floats = NDArray[np.float64]
_PAIRS = 16_384
# Signals that an offer without a title cannot have: numbers in SIGNALS.
_WITHOUT_TITLE = (0, 3, 6)


def signals_of(
    aimed: Aim, offers: Prepared, shard: Path, queries: NDArray[np.int64], rows: NDArray[np.int64]
) -> Floats:
    """Raw signals [pairs, 3 + 4 a model] of demands with rows of a shard; NaN where one says nothing."""
    stem = aimed.language
    words = [weighted_of(shard, f"{stem}.{name}", aimed.words[name].shape[1]) for name in FIELDS]
    units = read_array(shard, f"{stem}.units")
    result = np.empty((len(rows), LEXICAL + len(MEANINGS) * len(offers.segments)))
    for start in range(0, len(rows), _PAIRS):
        ours, theirs = queries[start : start + _PAIRS], rows[start : start + _PAIRS]
        own = result[start : start + _PAIRS]
        for place, (name, weighted) in enumerate(zip(FIELDS, words, strict=True)):
            own[:, place] = _products(aimed.words[name], weighted, ours, theirs)
        own[:, LEXICAL:] = _cosines(aimed.units, units, offers, ours, theirs)
    titled = read_array(shard, f"{stem}.shape")[rows, 0]
    result[np.ix_(~titled, columns_of(_WITHOUT_TITLE, len(offers.segments)))] = np.nan
    result[aimed.mute[queries]] = np.nan
    return result


def _products(
    left: csr_matrix, right: csr_matrix, ours: NDArray[np.int64], theirs: NDArray[np.int64]
) -> Floats:
    """Sum over the keys that both sides hold, pair by pair."""
    both = left[ours].multiply(right[theirs])
    return np.asarray(both.sum(axis=1), np.float64).ravel()


def _cosines(
    ours: NDArray[np.float32],
    theirs: NDArray[np.float16],
    offers: Prepared,
    queries: NDArray[np.int64],
    rows: NDArray[np.int64],
) -> Floats:
    """The four cosines of each model; NaN where the offer has no vector."""
    right = theirs[rows].astype(np.float32)
    found = np.empty((len(rows), len(MEANINGS) * len(offers.segments)))
    bounds = np.concatenate([[0], np.flatnonzero(np.diff(queries)) + 1, [len(queries)]]).tolist()
    for number, segment in enumerate(offers.segments):
        dots = np.empty((len(rows), 2, 2), np.float32)
        own = np.ascontiguousarray(ours[..., segment.place])
        other = np.ascontiguousarray(right[..., segment.place])
        for start, stop in pairwise(bounds):
            np.matmul(other[start:stop], own[queries[start]].T, out=dots[start:stop])
        dots[~np.any(other, axis=-1)] = np.nan
        for place, (mine, its) in enumerate(MEANINGS):
            found[:, number * len(MEANINGS) + place] = dots[:, its, mine]
    return found
