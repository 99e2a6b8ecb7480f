"""Some records made ready for a generation: bytes, rows per language, counted keys. Runs in any process."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.index.postings import Postings
from qianqiao.matching.engine.large.coding import encoded
from qianqiao.matching.engine.large.frequencies import KeyTable
from qianqiao.matching.engine.prepared import FIELDS, FULL, TERMS, TITLE, RowKeys, keys_of
from qianqiao.matching.engine.records import Record, has_structure
from qianqiao.matching.engine.text.language import LANGUAGES
from qianqiao.matching.engine.views import View, units_of

COUNTED = (TITLE, FULL)
_MOST_COUNTED = 255


@dataclass(frozen=True, slots=True)
class LanguageBlock:
    """Rows of one language: the record of each (numbered inside the block), what it is, and its keys.

    `shapes` [n, 2]: has a title, has only that. `slots`: place of the row's title among the texts of the block, as
    `texts_to_encode` lists them record by record. `lengths` [n, 3]: number of keys by field.
    """

    records: NDArray[np.int32]
    shapes: NDArray[np.bool_]
    slots: NDArray[np.int64]
    lengths: NDArray[np.float32]
    terms: Postings
    frequencies: dict[str, KeyTable]


@dataclass(frozen=True, slots=True)
class Block:
    """Records in order: ids, bytes, how many texts each has, and the rows by language."""

    ids: list[bytes]
    data: list[bytes]
    texts: NDArray[np.int64]
    structured: NDArray[np.bool_]
    languages: dict[str, LanguageBlock]


def prepared_block(records: Sequence[Record]) -> Block:
    """Everything that a generation keeps of these records except their vectors."""
    views: dict[str, list[View]] = {code: [] for code in LANGUAGES}
    owners: dict[str, list[int]] = {code: [] for code in LANGUAGES}
    slots: dict[str, list[int]] = {code: [] for code in LANGUAGES}
    counts = np.zeros(len(records), np.int64)
    place = 0
    for number, record in enumerate(records):
        for unit in units_of(record):
            for view in unit.views:
                views[view.language].append(view)
                owners[view.language].append(number)
                slots[view.language].append(place)
                place += 2
                counts[number] += 2
    return Block(
        [record.id.encode() for record in records],
        [encoded(record) for record in records],
        counts,
        np.array([has_structure(record) for record in records], np.bool_),
        {code: _language(own, owners[code], slots[code]) for code, own in views.items() if own},
    )


def _language(views: list[View], owners: list[int], slots: list[int]) -> LanguageBlock:
    keys = keys_of(views)
    return LanguageBlock(
        np.array(owners, np.int32),
        np.array([(view.titled, view.thin) for view in views], np.bool_),
        np.array(slots, np.int64),
        np.stack([np.bincount(keys[name][1], minlength=len(views)) for name in FIELDS], 1).astype(np.float32),
        _capped(Postings.from_pairs(*keys[TERMS])),
        {name: _frequencies(keys[name]) for name in COUNTED},
    )


def _capped(postings: Postings) -> Postings:
    """Counts as they are kept on disk, in one byte: BM25 is flat long before."""
    return Postings(postings.keys, postings.bounds, postings.rows, np.minimum(postings.counts, _MOST_COUNTED))


def _frequencies(keys: RowKeys) -> KeyTable:
    """In how many rows each key occurs; rows of a field come in ascending order, kind after kind."""
    vocabulary, number = np.unique(keys[0], return_inverse=True)
    width = int(keys[1].max()) + 1 if len(keys[1]) else 1
    pairs = number.astype(np.int64) * width + keys[1]
    # sorted in place: np.unique goes by a hash table, which took a third of all the time of a block
    pairs.sort()
    distinct = pairs[np.diff(pairs, prepend=np.int64(-1)) != 0] // width
    return KeyTable(vocabulary, np.bincount(distinct, minlength=len(vocabulary)).astype(np.int64))
