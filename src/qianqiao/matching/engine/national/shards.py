"""A shard: some thousand records as arrays: who they are, their keys per language and field, their vectors."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.national.layout import write_array, write_whole
from qianqiao.matching.engine.prepared import FIELDS, keys_of
from qianqiao.matching.engine.records import LIVE_STATES, SEALED, Record
from qianqiao.matching.engine.scoring.limits import definite_price
from qianqiao.matching.engine.scoring.structured import offers_to_find_out
from qianqiao.matching.engine.text.language import LANGUAGES
from qianqiao.matching.engine.text.purpose import wants_to_know
from qianqiao.matching.engine.views import View, units_of

RECORDS = "records.parquet"
_BLOCK = 4_000
_MONEY = Decimal(10_000)
_MOST = np.iinfo(np.uint16).max
SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("languages", pa.uint8()),
        ("live", pa.bool_()),
        ("sealed", pa.bool_()),
        ("owner", pa.string()),
        ("valid_until", pa.int32()),
        ("price", pa.int64()),
        ("budget", pa.int64()),
        ("region", pa.string()),
        ("trl", pa.int8()),
        ("trl_min", pa.int8()),
        ("fields", pa.list_(pa.string())),
        ("modes", pa.list_(pa.string())),
        ("indicators", pa.string()),
        ("purpose", pa.bool_()),
        ("language", pa.string()),
        ("title", pa.string()),
        ("text", pa.string()),
        ("stated", pa.list_(pa.string())),
    ]
)


def write_shard(folder: Path, records: Sequence[Record], vectors: Sequence[Vectors]) -> None:
    """Write one shard; `vectors` of each record [texts, d] in the order of `texts_to_encode`."""
    folder.mkdir(parents=True, exist_ok=True)
    views = [units_of(record)[0].views for record in records]
    for language in LANGUAGES:
        rows = [
            (number, place, view)
            for number, own in enumerate(views)
            for place, view in enumerate(own)
            if view.language == language
        ]
        if rows:
            _write_rows(folder, language, rows, vectors)
    table = pa.Table.from_pylist([_row(*pair) for pair in zip(records, views, strict=True)], SCHEMA)
    write_whole(folder / RECORDS, lambda place: pq.write_table(table, place))


def _write_rows(
    folder: Path, language: str, rows: list[tuple[int, int, View]], vectors: Sequence[Vectors]
) -> None:
    """All views of one language, in order of their records."""
    write_array(folder, f"{language}.record", np.array([number for number, _, _ in rows], np.int32))
    shapes = np.array([(view.titled, view.thin) for _, _, view in rows], np.bool_)
    write_array(folder, f"{language}.shape", shapes)
    write_array(folder, f"{language}.place", np.array([place for _, place, _ in rows], np.int8))
    parts: dict[str, list[_Counted]] = {name: [] for name in FIELDS}
    for start in range(0, len(rows), _BLOCK):
        block = [view for _, _, view in rows[start : start + _BLOCK]]
        for name, pairs in keys_of(block).items():
            parts[name].append(_Counted(*pairs, len(block)))
    for name, own in parts.items():
        _write_keys(folder, f"{language}.{name}", own)
    stacked = np.stack([vectors[number][2 * place : 2 * place + 2] for number, place, _ in rows])
    write_array(folder, f"{language}.vectors", stacked.astype(np.float16))


class _Counted:
    """Keys of some rows in compressed sparse form, numbered within themselves."""

    def __init__(self, keys: NDArray[np.int64], rows: NDArray[np.int32], count: int) -> None:
        self.keys, number = np.unique(keys, return_inverse=True)
        packed, counts = np.unique(rows.astype(np.int64) << 32 | number, return_counts=True)
        self.columns = (packed & 0xFFFFFFFF).astype(np.int32)
        self.counts = np.minimum(counts, _MOST).astype(np.uint16)
        self.sizes = np.bincount(packed >> 32, minlength=count)
        self.lengths = np.bincount(rows, minlength=count).astype(np.int32)


def _write_keys(folder: Path, name: str, parts: list[_Counted]) -> None:
    keys = np.unique(np.concatenate([part.keys for part in parts]))
    columns = [np.searchsorted(keys, part.keys).astype(np.int32)[part.columns] for part in parts]
    write_array(folder, f"{name}.keys", keys)
    write_array(folder, f"{name}.columns", np.concatenate(columns))
    write_array(folder, f"{name}.counts", np.concatenate([part.counts for part in parts]))
    write_array(folder, f"{name}.lengths", np.concatenate([part.lengths for part in parts]))
    bounds = np.cumsum(np.concatenate([[0], *(part.sizes for part in parts)]), dtype=np.int64)
    write_array(folder, f"{name}.bounds", bounds)


def _row(record: Record, views: Sequence[View]) -> dict[str, object]:
    """What limits and structured fit need; prices are rounded up and budgets down to a hundredth of a fen."""
    price = definite_price(record)
    return {
        "id": record.id,
        "languages": sum(1 << LANGUAGES.index(language) for language in {view.language for view in views}),
        "live": record.state in LIVE_STATES,
        "sealed": record.confidentiality == SEALED,
        "owner": record.owner,
        "valid_until": record.valid_until.toordinal() if record.valid_until else None,
        "price": None if price is None else _amount(price, ROUND_CEILING),
        "budget": None if record.budget_max is None else _amount(record.budget_max, ROUND_FLOOR),
        "region": record.region,
        "trl": record.trl,
        "trl_min": record.trl_min,
        "fields": list(record.fields),
        "modes": list(record.modes),
        "purpose": _wanted(record) if record.is_demand else offers_to_find_out(record),
        "indicators": json.dumps([asdict(item) for item in record.indicators], ensure_ascii=False)
        if record.indicators
        else None,
        # a demand's first text is turned to the other language where an offer has that alone
        **(_text(views[0]) if record.is_demand else {}),
    }


def _text(view: View) -> dict[str, object]:
    return {"language": view.language, "title": view.title, "text": view.text, "stated": list(view.fields)}


def _wanted(record: Record) -> bool | None:
    """Whether a demand is about finding something out."""
    return wants_to_know(" ".join((record.title, record.text, record.title_en, record.text_en)).strip())


def _amount(value: Decimal, rounding: str) -> int:
    """Money as a whole number that an int64 holds."""
    scaled = (value * _MONEY).to_integral_value(rounding=rounding)
    return int(min(scaled, Decimal(2**62)))
