"""The description of all offers of a language, as it lies in the folder `statistics`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from qianqiao.matching.engine.national.finishing import KINDS
from qianqiao.matching.engine.national.layout import STATISTICS, Array, Prepared, read_array, write_array
from qianqiao.matching.engine.national.statistics import Field
from qianqiao.matching.engine.prepared import FIELDS, TITLE

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Kind:
    """Rows of one language that are full, or no more than a title.

    `means` of each key's weight by field; `vectors` [2d] and `products` [2d, 2d] summed over the rows,
    `spoken` [2, models]; `samples` some of the rows by field, `picked` [n, 2] their shards and rows.
    """

    rows: int
    titled: int
    means: Mapping[str, Array]
    vectors: Array
    products: Array
    spoken: Array
    samples: Mapping[str, csr_matrix]
    sample_titled: Array
    picked: Array

    def counted(self, name: str) -> int:
        """How many rows the signal of a field speaks of."""
        return self.titled if name == TITLE else self.rows


@dataclass(frozen=True)
class Summary:
    """Statistics of one language; `projection` [2, 2d, k] of the offers' and of the demands' vectors."""

    language: str
    fields: Mapping[str, Field]
    kinds: Mapping[str, Kind]
    projection: Array


def write_fields(folder: Path, language: str, fields: Mapping[str, Field]) -> None:
    """Keep the statistics of words."""
    for name, field in fields.items():
        write_array(folder, f"{language}.{name}.keys", field.keys)
        write_array(folder, f"{language}.{name}.frequencies", field.frequencies)
        write_array(folder, f"{language}.{name}.size", np.array([field.rows, field.mean_length]))


def read_fields(folder: Path, language: str) -> dict[str, Field]:
    """The statistics of words."""
    found = {}
    for name in FIELDS:
        rows, length = read_array(folder, f"{language}.{name}.size").tolist()
        keys = read_array(folder, f"{language}.{name}.keys")
        found[name] = Field(keys, read_array(folder, f"{language}.{name}.frequencies"), int(rows), length)
    return found


def write_kinds(folder: Path, language: str, parts: Sequence[tuple[int, Mapping[str, Array]]]) -> None:
    """Add up what was found in each shard and keep it; `parts` are shard numbers with their descriptions."""
    for kind in KINDS:
        stem = f"{language}.{kind}"
        for name in ("rows", "vectors", "products", "spoken"):
            write_array(folder, f"{stem}.{name}", _added(parts, f"{kind}.{name}"))
        rows, titled = _added(parts, f"{kind}.rows").tolist()
        for name in FIELDS:
            total = _added(parts, f"{kind}.{name}.sums") / max(titled if name == TITLE else rows, 1)
            write_array(folder, f"{stem}.{name}.means", total)
            bounds = np.cumsum(np.concatenate([[0], *(own[f"{kind}.{name}.sizes"] for _, own in parts)]))
            write_array(folder, f"{stem}.{name}.bounds", bounds)
            for part in ("columns", "weights"):
                write_array(folder, f"{stem}.{name}.{part}", _joined(parts, f"{kind}.{name}.{part}"))
        write_array(folder, f"{stem}.titled", _joined(parts, f"{kind}.titled"))
        picked = [
            np.stack([np.full(len(own[f"{kind}.picked"]), number), own[f"{kind}.picked"]], 1)
            for number, own in parts
        ]
        write_array(folder, f"{stem}.picked", np.concatenate(picked).astype(np.int64))


def _added(parts: Sequence[tuple[int, Mapping[str, Array]]], name: str) -> Array:
    """Summed in the order of the shards, so that the sum is the same every time."""
    total = parts[0][1][name].copy()
    for _, own in parts[1:]:
        total += own[name]
    return np.asarray(total)


def _joined(parts: Sequence[tuple[int, Mapping[str, Array]]], name: str) -> Array:
    return np.concatenate([own[name] for _, own in parts])


def _read_kind(folder: Path, stem: str, fields: Mapping[str, Field]) -> Kind:
    rows, titled = read_array(folder, f"{stem}.rows").tolist()
    picked = read_array(folder, f"{stem}.picked")
    samples = {}
    for name, field in fields.items():
        parts = (read_array(folder, f"{stem}.{name}.{part}") for part in ("weights", "columns", "bounds"))
        samples[name] = csr_matrix(tuple(parts), shape=(len(picked), len(field.keys)))
    return Kind(
        rows,
        titled,
        {name: read_array(folder, f"{stem}.{name}.means") for name in FIELDS},
        read_array(folder, f"{stem}.vectors"),
        read_array(folder, f"{stem}.products"),
        read_array(folder, f"{stem}.spoken"),
        samples,
        read_array(folder, f"{stem}.titled"),
        picked,
    )


def languages_in(offers: Prepared) -> tuple[str, ...]:
    """The languages in which there are offers."""
    return tuple(offers.manifest["languages"])


@lru_cache(maxsize=8)
def stands_alone(path: Path, language: str) -> bool:
    """Whether any offer has this language and no other."""
    return any(path.glob(f"shard-*/{language}-*-alone.rows.npy"))


@lru_cache(maxsize=4)
def summary_of(path: Path, language: str) -> Summary:
    """Read once per process and folder."""
    folder = path / STATISTICS
    fields = read_fields(folder, language)
    kinds = {kind: _read_kind(folder, f"{language}.{kind}", fields) for kind in KINDS}
    return Summary(language, fields, kinds, read_array(folder, f"{language}.projection"))
