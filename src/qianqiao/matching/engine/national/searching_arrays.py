"""The third pass: for each group of rows of a shard what a search reads: projected vectors and inverted keys."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.national.finishing import weighted_of
from qianqiao.matching.engine.national.layout import Array, read_array, write_array
from qianqiao.matching.engine.national.statistics import Field
from qianqiao.matching.engine.prepared import FULL, TERMS

GROUPS = tuple((kind, alone) for kind in ("full", "thin") for alone in (True, False))
SEARCHED = (FULL, TERMS)
# Keys in more rows than this share tell little and make up most of the postings: a search leaves them out.
COMMON_SHARE = 0.02
COMMON_LEAST = 5_000
_PIECE = 8_192


def group_name(language: str, kind: str, *, alone: bool) -> str:
    """Rows of one language that are full or thin, of records that have this language alone or another beside it."""
    return f"{language}-{kind}-{'alone' if alone else 'both'}"


def most_rows(field: Field) -> float:
    """In how many rows a key may stand to be searched for."""
    return max(COMMON_LEAST, COMMON_SHARE * field.rows)


def write_groups(
    shard: Path, language: str, facts: tuple[Array, Array], projection: Array, fields: dict[str, Field]
) -> None:
    """`facts` of the records: their languages as bits, and which may be offered at all; `projection` [2d, k]."""
    languages, live = facts
    records = read_array(shard, f"{language}.record")
    thin = read_array(shard, f"{language}.shape")[:, 1]
    single = np.bitwise_count(languages[records]) == 1
    for kind, alone in GROUPS:
        rows = np.flatnonzero((thin == (kind == "thin")) & (single == alone) & live[records])
        if len(rows):
            name = group_name(language, kind, alone=alone)
            write_array(shard, f"{name}.rows", rows.astype(np.int32))
            write_array(shard, f"{name}.vectors", _projected(shard, language, rows, projection))
            _invert(shard, language, name, rows, fields)


def _projected(shard: Path, language: str, rows: NDArray[np.int64], projection: Array) -> NDArray[np.float32]:
    units = read_array(shard, f"{language}.units")
    result = np.empty((len(rows), projection.shape[1]), np.float32)
    matrix = projection.astype(np.float32)
    for start in range(0, len(rows), _PIECE):
        piece = units[rows[start : start + _PIECE]].astype(np.float32)
        result[start : start + _PIECE] = piece.reshape(len(piece), -1) @ matrix
    return result


def _invert(shard: Path, language: str, name: str, rows: NDArray[np.int64], fields: dict[str, Field]) -> None:
    """Postings of the keys worth searching, full text before terms; rows numbered within the group."""
    bounds, places, weights = [np.zeros(1, np.int64)], [], []
    total = 0
    for field_name in SEARCHED:
        field = fields[field_name]
        own = weighted_of(shard, f"{language}.{field_name}", len(field.keys))[rows]
        kept = (field.frequencies <= most_rows(field))[own.indices]
        columns = own.indices[kept]
        order = np.argsort(columns, kind="stable")
        owners = np.repeat(np.arange(len(rows), dtype=np.int32), np.diff(own.indptr))
        places.append(owners[kept][order])
        weights.append(own.data[kept][order])
        sizes = np.bincount(columns, minlength=len(field.keys))
        bounds.append(np.cumsum(sizes) + total)
        total += len(columns)
    write_array(shard, f"{name}.bounds", np.concatenate(bounds).astype(np.int32))
    write_array(shard, f"{name}.places", np.concatenate(places))
    write_array(shard, f"{name}.weights", np.concatenate(weights))
