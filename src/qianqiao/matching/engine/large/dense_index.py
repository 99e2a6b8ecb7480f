"""The vectors of texts, centred, in a faiss index that finds a shortlist; exact cosines come from the stored rows."""

import os
from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.encoders.base import Vectors, unit
from qianqiao.matching.engine.encoders.ensemble import Segment
from qianqiao.matching.engine.large.vector_store import VectorStore

_FILE = "dense.faiss"
TITLE, TEXT = 0, 1
# below so many rows the index is exact; above, cells as many as 4 roots of the rows, at most so many
EXACT_UP_TO = 20_000
MOST_CELLS = 2_048
_TRAINED_PER_CELL = 32
_ROUNDS = 6
PROBES = 32
_SEED = 2_026


def aligned(rows: NDArray[np.floating], centre: NDArray[np.float32], segments: Sequence[Segment]) -> Vectors:
    """Each model's stretch less its mean and at length 1; a silent one stays zero."""
    found = np.zeros(rows.shape, np.float32)
    for segment in segments:
        own = rows[..., segment.place].astype(np.float32)
        spoken = np.any(own, axis=1)
        found[spoken, segment.place] = unit(own[spoken] - centre[segment.place])
    return found


def build(
    folder: Path, stored: VectorStore, centre: NDArray[np.float64], segments: Sequence[Segment]
) -> None:
    """Index the texts of all rows that have any vector; the rest can be found by words alone."""
    middle = centre.astype(np.float32)
    faiss.omp_set_num_threads(len(os.sched_getaffinity(0)))
    index = _trained(stored, middle, segments)
    for start, rows in stored.blocks():
        spoken = np.flatnonzero(np.any(rows, axis=(1, 2)))
        if len(spoken):
            index.add_with_ids(aligned(texts_of(rows[spoken], segments), middle, segments), start + spoken)
    faiss.write_index(index, str(folder / _FILE))


def _trained(stored: VectorStore, centre: NDArray[np.float32], segments: Sequence[Segment]) -> faiss.Index:
    """An index without rows: exact where they are few, cells of 8-bit vectors where they are many."""
    dimension, count = segments[-1].stop, len(stored.rows)
    exact = faiss.IndexIDMap2(faiss.IndexFlat(dimension, faiss.METRIC_INNER_PRODUCT))
    if count <= EXACT_UP_TO:
        return exact
    cells = min(MOST_CELLS, int(4 * np.sqrt(count)))
    chance = np.random.default_rng(_SEED).random(count) < cells * _TRAINED_PER_CELL / count
    drawn = np.concatenate(
        [texts_of(rows[chance[start : start + len(rows)]], segments) for start, rows in stored.blocks()]
    )
    drawn = drawn[np.any(drawn, axis=1)]
    if len(drawn) < cells:
        # hardly a row has vectors yet
        return exact
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension),
        dimension,
        cells,
        faiss.ScalarQuantizer.QT_8bit,
        faiss.METRIC_INNER_PRODUCT,
    )
    index.by_residual = False
    index.cp.niter = _ROUNDS
    index.cp.seed = _SEED
    index.train(aligned(drawn, centre, segments))
    return index


def texts_of(rows: NDArray[np.float16], segments: Sequence[Segment]) -> NDArray[np.float16]:
    """The text vectors [n, d] of rows [n, 2, d]; where a model has seen only the title, that stands for the text."""
    found = np.array(rows[:, TEXT])
    for segment in segments:
        silent = ~np.any(found[:, segment.place], axis=1)
        found[silent, segment.place] = rows[silent, TITLE, segment.place]
    return found


class DenseIndex:
    """The index mapped from disk and shared by processes."""

    def __init__(self, folder: Path, probes: int = PROBES) -> None:
        self._index = faiss.read_index(str(folder / _FILE), faiss.IO_FLAG_MMAP_IFC)
        self._in_cells = isinstance(faiss.downcast_index(self._index), faiss.IndexIVF)
        self._probes = probes

    def best(self, query: NDArray[np.float64], count: int) -> NDArray[np.int64]:
        """The rows whose text lies nearest to a query [d], weighted by model as it comes; ascending order of row."""
        if not self._index.ntotal or not np.any(query):
            return np.empty(0, np.int64)
        wanted = query.astype(np.float32)[None]
        # one query is milliseconds of work: threads that wait for each other only make it slower
        faiss.omp_set_num_threads(1)
        if self._in_cells:
            settings = faiss.IVFSearchParameters()
            settings.nprobe = self._probes
            _, found = self._index.search(wanted, count, params=settings)
        else:
            _, found = self._index.search(wanted, count)
        return np.sort(found[0][found[0] >= 0]).astype(np.int64)
