"""The two searches that find candidates in a group of rows: by meaning and by rare shared words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sparse_dot_topn import sp_matmul_topn

from qianqiao.matching.engine.encoders.ensemble import Segment
from qianqiao.matching.engine.index.partition import LEXICAL, MEANINGS, SIGNALS
from qianqiao.matching.engine.national.aiming import Aim
from qianqiao.matching.engine.national.layout import read_array
from qianqiao.matching.engine.national.searching_arrays import SEARCHED, most_rows
from qianqiao.matching.engine.national.summary import Summary
from qianqiao.matching.engine.scoring.evaluation import Scale

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Question:
    """What is looked for in the rows of one kind: vectors [n, k], rare keys [n, keys], what neither depends on [n]."""

    vectors: NDArray[np.float32]
    words: csr_matrix
    base: Floats


@dataclass(frozen=True)
class Found:
    """Candidates of one search: row of the question, row of the group, value as far as this search knows it."""

    query: NDArray[np.int64]
    row: NDArray[np.int64]
    value: Floats


def question(
    aimed: Aim, scale: Scale, summary: Summary, segments: Sequence[Segment], postings: int
) -> Question:
    """Weights and deviations worked into the vectors and keys, so that one product tells the weighted sum.

    Of a demand's keys the rarest are searched, until they lead to `postings` rows.
    """
    factors = scale.weights[None, :LEXICAL] / scale.deviation[:, :LEXICAL]
    factors = np.where(aimed.mute[:, :LEXICAL], 0, factors)
    words = [
        _scaled(
            _searchable(aimed.words[name], summary.fields[name].frequencies, most_rows(summary.fields[name])),
            own,
        )
        for name, own in zip(
            SEARCHED, factors[:, [SIGNALS.index("text_words"), SIGNALS.index("terms")]].T, strict=True
        )
    ]
    frequencies = np.concatenate([summary.fields[name].frequencies for name in SEARCHED])
    joined = _rarest(csr_matrix(hstack(words, format="csr")), frequencies, postings)
    mixed, means = _mixed(aimed, scale, segments)
    projected = mixed.astype(np.float32) @ summary.projection[1].astype(np.float32)
    base = -means - (factors * scale.mean[:, :LEXICAL]).sum(axis=1)
    return Question(np.ascontiguousarray(projected), joined, base)


def _mixed(aimed: Aim, scale: Scale, segments: Sequence[Segment]) -> tuple[Floats, Floats]:
    """What meets an offer's title and text [n, 2d], and the part of the means [n]."""
    shares = np.asarray(scale.shares)
    spread = np.sqrt((shares**2).sum() + scale.agreement * (shares.sum() ** 2 - (shares**2).sum()))
    width = segments[-1].stop
    mixed = np.zeros((len(aimed.demand), 2 * width))
    means = np.zeros(len(aimed.demand))
    for number, segment in enumerate(segments):
        for place, (ours, theirs) in enumerate(MEANINGS):
            column = LEXICAL + number * len(MEANINGS) + place
            factor = scale.weights[LEXICAL + place] * shares[number] / spread / scale.deviation[:, column]
            factor = np.where(aimed.mute[:, column], 0, factor)
            columns = slice(theirs * width + segment.start, theirs * width + segment.stop)
            mixed[:, columns] += factor[:, None] * aimed.units[:, ours, segment.place]
            means += factor * scale.mean[:, column]
    return mixed, means


def _scaled(matrix: csr_matrix, factors: Floats) -> csr_matrix:
    data = matrix.data * np.repeat(factors, np.diff(matrix.indptr)).astype(np.float32)
    return csr_matrix((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def _searchable(matrix: csr_matrix, frequencies: NDArray[np.int64], most: float) -> csr_matrix:
    return _kept(matrix, frequencies[matrix.indices] <= most)


def _rarest(matrix: csr_matrix, frequencies: NDArray[np.int64], most: int) -> csr_matrix:
    """In each row the rarest keys, as long as together they stand in at most `most` rows."""
    owners = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    own = frequencies[matrix.indices]
    order = np.lexsort((matrix.indices, own, owners))
    running = np.cumsum(own[order])
    before = np.concatenate([[0], running])[matrix.indptr[:-1]]
    kept = np.zeros(len(own), np.bool_)
    kept[order] = running - before[owners[order]] <= most
    return _kept(matrix, kept)


def _kept(matrix: csr_matrix, kept: NDArray[np.bool_]) -> csr_matrix:
    bounds = np.concatenate([[0], np.cumsum(kept)])[matrix.indptr].astype(np.int32)
    indices = matrix.indices[kept].astype(np.int32)
    return csr_matrix((matrix.data[kept].astype(np.float32), indices, bounds), shape=matrix.shape)


def by_meaning(asked: Question, rows: NDArray[np.integer], shard: Path, group: str, most: int) -> Found:
    """The best `most` rows of a group for each of these rows of the question."""
    offers = read_array(shard, f"{group}.vectors")
    count = min(most, len(offers))
    values, places = faiss.knn(asked.vectors[rows], offers, count, metric=faiss.METRIC_INNER_PRODUCT)
    query = np.repeat(rows.astype(np.int64), count)
    return Found(query, places.ravel(), values.ravel() + asked.base[query])


def by_words(asked: Question, rows: NDArray[np.integer], shard: Path, group: str, most: int) -> Found:
    """The same by rare shared keys; rows that share none are not found."""
    offers = read_array(shard, f"{group}.rows")
    parts = tuple(read_array(shard, f"{group}.{part}") for part in ("weights", "places", "bounds"))
    inverted = csr_matrix(parts, shape=(len(parts[2]) - 1, len(offers)))
    best = sp_matmul_topn(asked.words[rows], inverted, min(most, len(offers)), sort=True)
    query = rows[np.repeat(np.arange(len(rows)), np.diff(best.indptr))].astype(np.int64)
    return Found(query, best.indices.astype(np.int64), best.data + asked.base[query])


Search = Callable[[Question, NDArray[np.integer], Path, str, int], Found]
