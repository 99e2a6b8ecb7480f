"""The second pass over the offers: keys numbered through, vectors centred, what each group of rows looks like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from qianqiao.matching.engine.encoders.ensemble import Segment
from qianqiao.matching.engine.national.layout import Array, read_array, write_array
from qianqiao.matching.engine.national.statistics import Field
from qianqiao.matching.engine.national.weighing import Counts, weights_of
from qianqiao.matching.engine.prepared import FIELDS, TITLE

KINDS = ("full", "thin")
_PIECE = 8_192
_SPENT = ("bounds", "columns", "counts", "keys", "lengths")


@dataclass(frozen=True)
class Plan:
    """What finishing a shard needs to know of the whole: fields, centres [2, d], and the sampled rows by kind."""

    language: str
    fields: Mapping[str, Field]
    centres: NDArray[np.float64]
    segments: Sequence[Segment]


def counts_of(shard: Path, name: str) -> Counts:
    """The keys of a field such as zh.full, as the first pass stored them."""
    return Counts(
        *(read_array(shard, f"{name}.{part}") for part in ("bounds", "columns", "counts", "lengths"))
    )


def weighted_of(shard: Path, name: str, width: int) -> csr_matrix:
    """Weights of the keys of a field [rows, width], as the second pass stored them."""
    parts = tuple(read_array(shard, f"{name}.{part}") for part in ("weights", "numbers", "starts"))
    return csr_matrix(parts, shape=(len(parts[2]) - 1, width))


def weigh_keys(shard: Path, plan: Plan) -> None:
    """Replace the shard's own numbering of keys by that of all shards, and counts by weights."""
    for name, field in plan.fields.items():
        stem = f"{plan.language}.{name}"
        counts = counts_of(shard, stem)
        own = np.searchsorted(field.keys, read_array(shard, f"{stem}.keys")).astype(np.int32)
        numbered = replace(counts, columns=own[counts.columns])
        write_array(shard, f"{stem}.numbers", numbered.columns)
        write_array(shard, f"{stem}.weights", weights_of(name, numbered, field.idf(), field.mean_length))
        write_array(shard, f"{stem}.starts", counts.bounds.astype(np.int32))
        for part in _SPENT:
            (shard / f"{stem}.{part}.npy").unlink()


def centre_vectors(shard: Path, plan: Plan) -> None:
    """Unit vectors of what is left after the mean is taken off; empty ones stay empty, so does a missing title."""
    stem = plan.language
    vectors = read_array(shard, f"{stem}.vectors")
    titled = read_array(shard, f"{stem}.shape")[:, 0]
    result = np.zeros(vectors.shape, np.float16)
    for start in range(0, len(vectors), _PIECE):
        piece = vectors[start : start + _PIECE].astype(np.float32)
        result[start : start + _PIECE] = centred(piece, plan.centres, plan.segments)
    result[~titled, 0] = 0
    write_array(shard, f"{stem}.units", result)
    (shard / f"{stem}.vectors.npy").unlink()


def centred(
    vectors: NDArray[np.float32], centres: NDArray[np.float64], segments: Sequence[Segment]
) -> NDArray[np.float32]:
    """[n, 2, d] less the means [2, d] (or of each row, [n, 2, d]), each model's stretch at length 1."""
    result = np.zeros_like(vectors)
    for segment in segments:
        own = vectors[..., segment.place]
        spoken = np.any(own, axis=-1, keepdims=True)
        moved = np.where(spoken, own - centres[..., segment.place].astype(np.float32), np.float32(0))
        lengths = np.sqrt(np.einsum("...i,...i->...", moved, moved))[..., None]
        result[..., segment.place] = np.divide(moved, lengths, out=np.zeros_like(moved), where=lengths > 0)
    return result


def describe(shard: Path, plan: Plan, sampled: Mapping[str, Array]) -> dict[str, Array]:
    """Sums over the rows of each kind: weights of every key, vectors and their products; and the sampled rows."""
    stem = plan.language
    shape = read_array(shard, f"{stem}.shape")
    found: dict[str, Array] = {}
    for kind in KINDS:
        rows = np.flatnonzero(shape[:, 1] == (kind == "thin"))
        titled = shape[rows, 0]
        found[f"{kind}.rows"] = np.array([len(rows), titled.sum()])
        for name in FIELDS:
            own = rows[titled] if name == TITLE else rows
            weighted = weighted_of(shard, f"{stem}.{name}", len(plan.fields[name].keys))
            found[f"{kind}.{name}.sums"] = _sums(weighted, own)
            found |= _sample(weighted, sampled[kind], f"{kind}.{name}")
        found[f"{kind}.titled"] = shape[sampled[kind], 0]
        found[f"{kind}.picked"] = sampled[kind]
        found |= _vector_sums(shard, plan, rows, kind)
    return found


def _sums(weighted: csr_matrix, rows: NDArray[np.int64]) -> Array:
    total = np.zeros(weighted.shape[1])
    for start in range(0, len(rows), _PIECE):
        piece = weighted[rows[start : start + _PIECE]]
        total += np.bincount(piece.indices, weights=piece.data, minlength=len(total))
    return total


def _sample(weighted: csr_matrix, rows: Array, stem: str) -> dict[str, Array]:
    own = weighted[rows]
    return {f"{stem}.sizes": np.diff(own.indptr), f"{stem}.columns": own.indices, f"{stem}.weights": own.data}


def _vector_sums(shard: Path, plan: Plan, rows: NDArray[np.int64], kind: str) -> dict[str, Array]:
    """Of all columns of all models, title before text: sum [2d], products [2d, 2d]; rows that speak [2, models]."""
    width = 2 * plan.segments[-1].stop
    sums, products = np.zeros(width), np.zeros((width, width))
    spoken = np.zeros((2, len(plan.segments)), np.int64)
    units = read_array(shard, f"{plan.language}.units")
    for start in range(0, len(rows), _PIECE):
        piece = units[rows[start : start + _PIECE]].astype(np.float32)
        flat = piece.reshape(len(piece), width)
        sums += flat.sum(axis=0, dtype=np.float64)
        products += flat.T @ flat
        for number, segment in enumerate(plan.segments):
            spoken[:, number] += np.any(piece[..., segment.place], axis=-1).sum(axis=0)
    return {f"{kind}.vectors": sums, f"{kind}.products": products, f"{kind}.spoken": spoken}
