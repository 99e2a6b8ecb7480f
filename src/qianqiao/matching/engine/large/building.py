"""Builds a generation in one pass over the records with bounded memory; what served before serves until the end."""

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from qianqiao.matching.engine.corpus import VectorsById, encode_records
from qianqiao.matching.engine.encoders.base import Encoder, Vectors
from qianqiao.matching.engine.encoders.centres import packaged_centres
from qianqiao.matching.engine.encoders.ensemble import segments_of
from qianqiao.matching.engine.large import folders, manifest
from qianqiao.matching.engine.large.blocks import Block, prepared_block
from qianqiao.matching.engine.large.language_files import LanguageWriter
from qianqiao.matching.engine.large.record_store import RecordStore, RecordWriter
from qianqiao.matching.engine.large.sample import save_sample
from qianqiao.matching.engine.records import OFFER, Record
from qianqiao.matching.engine.results import now_in_china
from qianqiao.matching.engine.text.language import LANGUAGES

BLOCK = 4_000
_POOL_FROM = 2 * BLOCK
Batch = tuple[Sequence[Record], VectorsById]
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """What to build from: records of one side, batch by batch, with the vectors that are known.

    Vectors that are missing are made by the encoder, or left empty where `encode` is False: such a record is found
    and compared by words until it is upserted with vectors. `stamp` names the state of the source.
    """

    batches: Iterable[Batch]
    encoder: Encoder | None
    side: str = OFFER
    encode: bool = True
    stamp: str = ""


def batches_of(
    records: Iterable[Record], vectors: VectorsById | None = None, size: int = BLOCK
) -> Iterator[Batch]:
    """Records in batches, each with the same mapping of vectors."""
    own: list[Record] = []
    for record in records:
        own.append(record)
        if len(own) == size:
            yield own, vectors or {}
            own = []
    if own:
        yield own, vectors or {}


def build_generation(
    root: Path, source: Source, processes: int | None = None, progress: Progress | None = None
) -> Path:
    """The folder of the new current generation. A build that dies leaves the old one serving.

    `progress` hears the stage ("records", "words", "vectors") and the number of records so far.
    """
    with folders.building(root) as folder:
        builder = _Builder(folder, source, progress or (lambda _stage, _count: None))
        try:
            builder.run(processes or len(os.sched_getaffinity(0)))
        finally:
            builder.close()
        return folders.activate(root, folder)


@dataclass(slots=True)
class _Builder:
    folder: Path
    source: Source
    progress: Progress
    records: RecordWriter = field(init=False)
    languages: dict[str, LanguageWriter] = field(init=False)
    vector_seconds: float = 0.0
    source_seconds: float = 0.0

    def __post_init__(self) -> None:
        self.records = RecordWriter(self.folder)
        segments = segments_of(self.source.encoder)
        self.languages = {code: LanguageWriter(self.folder / code, segments) for code in LANGUAGES}

    def run(self, processes: int) -> None:
        started = time.perf_counter()
        for (records, vectors), block in _prepared(self._timed(self.source.batches), processes):
            self._take(records, vectors, block)
            self.progress("records", self.records.count)
        self.records.finish()
        for writer in self.languages.values():
            writer.finish_words()
        self.progress("words", self.records.count)
        words = time.perf_counter() - started - self.vector_seconds
        began = time.perf_counter()
        segments = segments_of(self.source.encoder)
        centres = [packaged_centres(segment.identity, self.source.side) for segment in segments]
        for code, writer in self.languages.items():
            writer.finish_vectors([own.get(code, {}) for own in centres])
        self.vector_seconds += time.perf_counter() - began
        self.progress("vectors", self.records.count)
        save_sample(self.folder, RecordStore(self.folder), segments)
        spent = {"source": self.source_seconds, "words": words, "vectors": self.vector_seconds}
        self._sign({name: round(value, 1) for name, value in spent.items()})

    def close(self) -> None:
        self.records.close()
        for writer in self.languages.values():
            writer.close()

    def _timed(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """The batches; how long their source takes is noted."""
        began = time.perf_counter()
        for batch in batches:
            self.source_seconds += time.perf_counter() - began
            yield batch
            began = time.perf_counter()

    def _take(self, records: Sequence[Record], vectors: VectorsById, block: Block) -> None:
        first = self.records.count
        self.records.add(block.ids, block.data, block.structured)
        for code, own in block.languages.items():
            self.languages[code].add_words(own, first)
        began = time.perf_counter()
        rows = self._rows(records, vectors, block)
        for code, own in block.languages.items():
            self.languages[code].add_vectors(np.stack([rows[own.slots], rows[own.slots + 1]], axis=1))
        self.vector_seconds += time.perf_counter() - began

    def _rows(self, records: Sequence[Record], vectors: VectorsById, block: Block) -> Vectors:
        """Vectors of all texts of a batch, in their order [texts, d]."""
        width = manifest.dimension_of(self.source.encoder)
        wanted = [(record, (int(count), width)) for record, count in zip(records, block.texts, strict=True)]
        known = {
            r.id: own for r, shape in wanted if (own := vectors.get(r.id)) is not None and own.shape == shape
        }
        missing = [record for record in records if record.id not in known]
        if missing and self.source.encoder is not None and self.source.encode:
            known |= encode_records(missing, self.source.encoder)
        parts = [known[r.id] if r.id in known else np.zeros(shape, np.float32) for r, shape in wanted]
        return np.concatenate(parts) if parts else np.zeros((0, width), np.float32)

    def _sign(self, seconds: dict[str, float]) -> None:
        own = manifest.Manifest(
            encoder=manifest.identity_of(self.source.encoder),
            dimension=manifest.dimension_of(self.source.encoder),
            side=self.source.side,
            records=self.records.count,
            rows={code: writer.count for code, writer in self.languages.items()},
            stamp=self.source.stamp,
            built_at=now_in_china().isoformat(timespec="seconds"),
            seconds=seconds,
            files=manifest.sizes(self.folder),
        )
        manifest.write(self.folder, own)


def _prepared(batches: Iterable[Batch], processes: int) -> Iterator[tuple[Batch, Block]]:
    """Batches in order with what was made of them; in other processes where there is much to do."""
    source = _cut(batches)
    ahead: list[Batch] = []
    for batch in source:
        ahead.append(batch)
        if sum(len(records) for records, _ in ahead) >= _POOL_FROM:
            break
    if processes == 1 or sum(len(records) for records, _ in ahead) < _POOL_FROM:
        for batch in (*ahead, *source):
            yield batch, prepared_block(batch[0])
        return
    waiting: deque[tuple[Batch, Future[Block]]] = deque()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for batch in _chained(ahead, source):
            waiting.append((batch, pool.submit(prepared_block, batch[0])))
            if len(waiting) > processes + 1:
                done, future = waiting.popleft()
                yield done, future.result()
        for done, future in waiting:
            yield done, future.result()


def _chained(ahead: list[Batch], rest: Iterator[Batch]) -> Iterator[Batch]:
    yield from ahead
    yield from rest


def _cut(batches: Iterable[Batch]) -> Iterator[Batch]:
    """The same records in batches of at most BLOCK."""
    for records, vectors in batches:
        for start in range(0, len(records), BLOCK):
            yield records[start : start + BLOCK], vectors
