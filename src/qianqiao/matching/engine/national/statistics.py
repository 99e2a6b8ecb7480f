"""What describes all offers together: rarity of keys, mean lengths, mean vectors."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.encoders.centres import packaged_centres
from qianqiao.matching.engine.encoders.ensemble import Segment
from qianqiao.matching.engine.index.partition import ROLES
from qianqiao.matching.engine.national.layout import read_array
from qianqiao.matching.engine.prepared import FIELDS
from qianqiao.matching.engine.records import DEMAND, OFFER

# How many rows the packaged means weigh: as in the engine's corpus and its queries.
PRIOR_ROWS = {OFFER: 100.0, DEMAND: 20.0}
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Field:
    """Keys of one field of one language over all shards, ascending, with the number of rows that hold each."""

    keys: NDArray[np.int64]
    frequencies: NDArray[np.int64]
    rows: int
    mean_length: float

    def idf(self, frequencies: NDArray[np.integer] | None = None) -> Floats:
        """ln(1 + (N - df + 0.5) / (df + 0.5)), of all keys or of given frequencies."""
        df = (self.frequencies if frequencies is None else frequencies).astype(np.float64)
        return np.asarray(np.log1p((self.rows - df + 0.5) / (df + 0.5)))


def has_language(shard: Path, language: str) -> bool:
    """Whether any view of the shard is in this language."""
    return (shard / f"{language}.record.npy").exists()


def with_language(shards: Sequence[Path], language: str) -> Iterator[Path]:
    """The shards that hold views of this language."""
    return (shard for shard in shards if has_language(shard, language))


def fields_of(shards: Sequence[Path], language: str) -> dict[str, Field]:
    """Statistics of the three fields of words."""
    return {name: _field(shards, f"{language}.{name}") for name in FIELDS}


def _field(shards: Sequence[Path], name: str) -> Field:
    keys, frequencies = np.empty(0, np.int64), np.empty(0, np.int64)
    rows, length = 0, 0
    for shard in with_language(shards, name.split(".", maxsplit=1)[0]):
        own = read_array(shard, f"{name}.keys")
        counted = np.bincount(read_array(shard, f"{name}.columns"), minlength=len(own))
        merged = np.union1d(keys, own)
        sums = np.zeros(len(merged), np.int64)
        sums[np.searchsorted(merged, keys)] = frequencies
        sums[np.searchsorted(merged, own)] += counted
        keys, frequencies = merged, sums
        lengths = read_array(shard, f"{name}.lengths")
        rows, length = rows + len(lengths), length + int(lengths.sum(dtype=np.int64))
    return Field(keys, frequencies, rows, max(length / rows, 1.0) if rows else 1.0)


def centres_of(shards: Sequence[Path], language: str, segments: Sequence[Segment], side: str) -> Floats:
    """Mean vectors [2, d] of title and text, drawn to the packaged means as in the engine.

    A demand counts for a role only where it really has that text; an offer always, as in a corpus.
    """
    sums = np.zeros((len(ROLES), segments[-1].stop))
    counts = np.zeros((len(ROLES), len(segments)))
    for shard in with_language(shards, language):
        vectors = read_array(shard, f"{language}.vectors")
        shapes = read_array(shard, f"{language}.shape")
        for place in range(len(ROLES)):
            stated = shapes[:, 0] if place == 0 else ~shapes[:, 1]
            rows = vectors[:, place][stated] if side == DEMAND else vectors[:, place]
            sums[place] += rows.sum(axis=0, dtype=np.float64)
            counts[place] += [np.any(rows[:, item.place], axis=1).sum() for item in segments]
    means = np.zeros_like(sums)
    for number, segment in enumerate(segments):
        packaged = packaged_centres(segment.identity, side).get(language, {})
        for place, role in enumerate(ROLES):
            prior = packaged.get(role)
            weight = 0.0 if prior is None else PRIOR_ROWS[side]
            known = np.zeros(segment.stop - segment.start) if prior is None else prior.astype(np.float64)
            total = sums[place, segment.place] + known * weight
            means[place, segment.place] = total / max(weight + counts[place, number], 1.0)
    return means
