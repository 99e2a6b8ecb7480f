"""The rows of one language of a generation: written block by block, read where they lie."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.encoders.ensemble import Segment
from qianqiao.matching.engine.index.dense import DenseField
from qianqiao.matching.engine.index.partition import Partition
from qianqiao.matching.engine.large import dense_index
from qianqiao.matching.engine.large.blocks import COUNTED, LanguageBlock
from qianqiao.matching.engine.large.dense_index import DenseIndex
from qianqiao.matching.engine.large.frequencies import KeyTable, TableSum
from qianqiao.matching.engine.large.term_index import TermIndex, TermIndexWriter
from qianqiao.matching.engine.large.vector_store import VectorStore, VectorWriter
from qianqiao.matching.engine.prepared import FIELDS, TERMS

_RECORDS, _SHAPES, _LENGTHS, _TOTALS = "row_records", "row_shapes", "row_lengths", "row_totals"


class LanguageWriter:
    """Takes blocks in order; rows are numbered as they come, those of a record stand together."""

    def __init__(self, folder: Path, segments: Sequence[Segment]) -> None:
        folder.mkdir()
        self._folder, self._segments = folder, segments
        self._terms = TermIndexWriter(folder)
        self._vectors = VectorWriter(folder, segments)
        self._tables = {name: TableSum() for name in COUNTED}
        self._shapes: list[NDArray[np.bool_]] = [np.empty((0, 2), np.bool_)]
        self._lengths: list[NDArray[np.float32]] = [np.empty(0, np.float32)]
        self._records: list[NDArray[np.int32]] = [np.empty(0, np.int32)]
        self._totals = np.zeros(len(FIELDS))
        self.count = 0

    def add_words(self, block: LanguageBlock, first_record: int) -> None:
        """Append the rows of a block whose records are numbered from `first_record`."""
        self._terms.add(block.terms, self.count)
        for name, table in block.frequencies.items():
            self._tables[name].add(table)
        self._records.append(block.records + np.int32(first_record))
        self._shapes.append(block.shapes)
        self._lengths.append(block.lengths[:, FIELDS.index(TERMS)].copy())
        self._totals += block.lengths.sum(axis=0, dtype=np.float64)
        self.count += len(block.records)

    def add_vectors(self, rows: Vectors) -> None:
        """Append the vectors [n, 2, d] of the same rows."""
        self._vectors.add(rows)

    def finish_words(self) -> None:
        """Join the lists and write the tables."""
        for name, tables in self._tables.items():
            tables.total().save(self._folder / name)
        self._save(_RECORDS, np.concatenate(self._records))
        self._save(_SHAPES, np.concatenate(self._shapes))
        self._save(_LENGTHS, np.concatenate(self._lengths))
        self._save(_TOTALS, self._totals)
        self._terms.finish()

    def finish_vectors(self, priors: Sequence[dict[str, Vectors]]) -> None:
        """Write the sums and index the texts, centred by their mean."""
        self._vectors.finish()
        stored = VectorStore(self._folder, self._segments[-1].stop)
        centre = np.zeros(self._segments[-1].stop)
        for number, segment in enumerate(self._segments):
            field = DenseField(
                segment.stop - segment.start, priors[number].get("text"), _Sums(stored, number, segment)
            )
            centre[segment.place] = field.mean
        dense_index.build(self._folder, stored, centre, self._segments)

    def close(self) -> None:
        """Let go of open files."""
        self._vectors.close()

    def _save(self, name: str, values: NDArray[np.generic]) -> None:
        np.save(self._folder / f"{name}.npy", values)


class _Sums:
    """The sums of one model's text vectors, as a field asks for them."""

    def __init__(self, stored: VectorStore, number: int, segment: Segment) -> None:
        self._sums = stored.sums[dense_index.TEXT, segment.place]
        self._count = int(stored.counts[dense_index.TEXT, number])

    def totals(self) -> tuple[NDArray[np.float64], int]:
        """Sum and count."""
        return self._sums, self._count


class LanguageFiles:
    """What `LanguageWriter` wrote, mapped."""

    def __init__(self, folder: Path, segments: Sequence[Segment]) -> None:
        self.records, self.shapes, lengths, self.totals = (
            np.load(folder / f"{name}.npy", mmap_mode="r") for name in (_RECORDS, _SHAPES, _LENGTHS, _TOTALS)
        )
        self.terms = TermIndex(folder, lengths)
        self.tables = {name: KeyTable.open(folder / name) for name in COUNTED}
        self.vectors = VectorStore(folder, segments[-1].stop)
        self.dense = DenseIndex(folder)

    def __len__(self) -> int:
        return len(self.records)

    def rows_of(self, records: NDArray[np.int64]) -> NDArray[np.int64]:
        """All rows of some records, given and returned in ascending order."""
        wanted = records.astype(np.int32)
        first = np.searchsorted(self.records, wanted, side="left")
        sizes = np.searchsorted(self.records, wanted, side="right") - first
        ends = np.cumsum(sizes)
        return np.repeat(first - (ends - sizes), sizes) + np.arange(int(sizes.sum()))

    def candidates_like(
        self, sample: Partition, rows: NDArray[np.int64]
    ) -> tuple[tuple[DenseField, ...], ...]:
        """The vectors of some rows as fields that share the statistics of a sample of these rows."""
        vectors = self.vectors.take(rows)
        fields = []
        for segment, own in zip(sample.segments, sample.dense, strict=True):
            made = tuple(DenseField.sharing(field) for field in own)
            for role, field in enumerate(made):
                field.append(vectors[:, role, segment.place])
            fields.append(made)
        return tuple(fields)
