"""A stock of more records than memory should hold: a generation on disk, and what changed since in memory."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.corpus import Corpus, VectorsById, encode_records
from qianqiao.matching.engine.encoders.base import Encoder, Vectors
from qianqiao.matching.engine.large import folders
from qianqiao.matching.engine.large.building import BLOCK, Batch
from qianqiao.matching.engine.large.generation import Generation
from qianqiao.matching.engine.large.shortlist import DEPTH, Base, nearest
from qianqiao.matching.engine.large.vector_store import as_kept
from qianqiao.matching.engine.records import Record
from qianqiao.matching.engine.results import today_in_china
from qianqiao.matching.engine.scoring.evaluation import Evaluation, Near
from qianqiao.matching.engine.scoring.record_value import record_values
from qianqiao.matching.engine.scoring.structured import structured_parts
from qianqiao.matching.engine.text.language import LANGUAGES
from qianqiao.matching.engine.views import languages_of, units_of

# so many records get an exact score for each match that is wanted
SCORED_EACH = 4
SCORED_LEAST = 30
# so many nearest records tell of the few that are no ordinary pairs with the query
SHARPENED = 60
_REMEMBERED = 4_000


class LargeCorpus:
    """A `Stock` for the `Matcher`. Several processes may open one folder; not for changing from two threads at once.

    Statistics (document frequencies, lengths, mean vectors) are those of all live records; means and deviations of
    signals come from a fixed sample. `partitions` and `places` hold that sample.
    """

    def __init__(self, root: Path, encoder: Encoder | None) -> None:
        self._root = root
        self.encoder = encoder
        self.languages: Mapping[str, frozenset[str]] = {}
        self._open(Generation(folders.current(root), encoder))

    def _open(self, generation: Generation) -> None:
        self.generation = generation
        self.side, self.segments = generation.side, generation.segments
        self.partitions, self.places = generation.samples, generation.places
        self._added = Corpus(self.encoder, self.side, generation.statistics)
        self._gone = Corpus(self.encoder, self.side)
        for code in LANGUAGES:
            changes = generation.statistics[code].changes
            changes.added, changes.gone = self._added.partitions[code], self._gone.partitions[code]
        self._alive = np.ones(len(generation.records), np.bool_)
        self._remembered: dict[int, Record] = {}

    def __len__(self) -> int:
        return int(self._alive.sum()) + len(self._added)

    @property
    def records(self) -> "LiveRecords":
        """The live records by id, read as they are asked for."""
        return LiveRecords(self)

    def ids(self) -> Iterator[str]:
        """The ids of the live records."""
        yield from (self.generation.records.id(int(number)) for number in np.flatnonzero(self._alive))
        yield from self._added.records

    @property
    def changed(self) -> int:
        """How many records were added, replaced or removed since the generation was built."""
        return len(self._added) + len(self._gone)

    def record(self, record_id: str) -> Record | None:
        """The live record of that id."""
        added = self._added.records.get(record_id)
        if added is not None:
            return added
        number = self._number(record_id)
        return None if number is None else self._stored(number)

    def holds(self, record: Record) -> bool:
        """True where this very record stands in the stock."""
        return self.record(record.id) == record

    def vectors(self, record_id: str) -> Vectors | None:
        """The stored vectors of a live record."""
        added = self._added.vectors(record_id)
        if added is not None:
            return added
        number = self._number(record_id)
        return None if number is None else self.generation.vectors_of(number, self._stored(number))

    def upsert(self, records: Iterable[Record], vectors: VectorsById | None = None) -> None:
        """Add or replace records; they are found and compared at once."""
        fresh = list(records)
        known = {**(vectors or {})}
        missing = [record for record in fresh if record.id not in known]
        if missing and self.encoder is not None:
            known |= encode_records(missing, self.encoder)
        rounded = {own.id: as_kept(known[own.id]) for own in fresh if own.id in known}
        self._bury([record.id for record in fresh])
        self._added.upsert(fresh, rounded)
        self._forget()

    def remove(self, ids: Iterable[str]) -> None:
        """Forget records; unknown ids are ignored."""
        wanted = list(ids)
        self._bury(wanted)
        self._added.remove(wanted)
        self._forget()

    def refresh(self) -> bool:
        """Take over a newer generation if there is one; changes that it does not hold yet are kept."""
        folder = folders.current(self._root)
        if folder == self.generation.folder:
            return False
        added = {key: (self._added.records[key], self._added.vectors(key)) for key in self._added.records}
        gone = [key for key in self._gone.records if key not in added]
        self._open(Generation(folder, self.encoder))
        self.remove(gone)
        late = [record for record, _ in added.values() if not self.holds(record)]
        known = {record.id: rows for record, rows in added.values() if rows is not None}
        self.upsert(late, known)
        return True

    def batches(self) -> Iterator[Batch]:
        """All records that are live now, with their vectors, for building the next generation.

        What changes after the call is not in it; `refresh` keeps such changes.
        """
        added = [self._added.records[key] for key in sorted(self._added.records)]
        known = {r.id: rows for r in added if (rows := self._added.vectors(r.id)) is not None}
        return _batches(self.generation, np.flatnonzero(self._alive), (added, known))

    def sharpen(self, evaluation: Evaluation) -> None:
        """Draw the scales of an evaluation from the sample and from the nearest records together."""
        if all(partition.row_weight <= 1 for partition in self.partitions.values()):
            return
        found, _ = self.nearest(evaluation, SHARPENED, today_in_china().year)
        evaluation.make_ready(record for record, _ in found)
        near: list[Near] = []
        for record, _ in found:
            vectors = self.vectors(record.id)
            if vectors is not None:
                views = [view for unit in units_of(record) for view in unit.views]
                near += [(view, vectors[2 * place : 2 * place + 2]) for place, view in enumerate(views)]
        numbers = [number for record, _ in found if (number := self._number(record.id)) is not None]
        sampled = {
            code: ~np.isin(drawn, np.array(numbers, np.int64))
            for code, drawn in self.generation.drawn.items()
        }
        evaluation.sharpen(near, sampled)

    def shortlist(self, evaluation: Evaluation, top: int, this_year: int) -> tuple[list[Record], bool]:
        """Records among which the best `top` stand, and whether that is all there are."""
        count = max(SCORED_EACH * top, SCORED_LEAST)
        found, complete = self.nearest(evaluation, count, this_year)
        return [record for record, _ in found], complete and count >= len(self)

    def nearest(
        self, evaluation: Evaluation, count: int, this_year: int, depth: int = DEPTH
    ) -> tuple[list[tuple[Record, float]], bool]:
        """So many records of the generation and as many of those added since, with approximate values.

        The second answer is True where no row was left out on the way.
        """
        held = self.generation
        base = Base(held.files, held.samples, self._alive, self._structure, held.records.structured)
        found = nearest(base, evaluation, max(depth, count), count)
        best = [
            (self._stored(int(number)), float(value))
            for number, value in zip(found.numbers[:count], found.values[:count], strict=True)
        ]
        return best + self._nearest_added(evaluation, count, this_year), found.complete

    def _nearest_added(
        self, evaluation: Evaluation, count: int, this_year: int
    ) -> list[tuple[Record, float]]:
        """The best of what was added; all of it is scored, in memory."""
        if not len(self._added):
            return []
        layout = self._added.layout()
        values = record_values(evaluation, layout, this_year, evaluation.fused_in(self._added))
        best = np.argsort(-values, kind="stable")[:count]
        return [(self._added.records[layout.ids[place]], float(values[place])) for place in best]

    def _structure(self, evaluation: Evaluation, number: int) -> float:
        record, query = self._stored(number), evaluation.query
        demand, offer = (record, query) if record.is_demand and not query.is_demand else (query, record)
        across = not languages_of(record) & evaluation.languages
        return sum(part for _, part in structured_parts(demand, offer, evaluation.weights, across=across))

    def _number(self, record_id: str) -> int | None:
        number = self.generation.records.number(record_id)
        return number if number is not None and self._alive[number] else None

    def _stored(self, number: int) -> Record:
        found = self._remembered.get(number)
        if found is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            found = self._remembered[number] = self.generation.records.record(number)
        return found

    def _bury(self, ids: Iterable[str]) -> None:
        """Take records of the generation out of every answer and statistic."""
        known = {number: key for key in ids if (number := self._number(key)) is not None}
        records = {number: self._stored(number) for number in known}
        vectors = {own.id: self.generation.vectors_of(number, own) for number, own in records.items()}
        self._gone.upsert(records.values(), vectors)
        self._alive[list(known)] = False

    def _forget(self) -> None:
        for partition in (*self.partitions.values(), *self._added.partitions.values()):
            partition.forget()


class LiveRecords(Mapping[str, Record]):
    """A `LargeCorpus` seen as a mapping from id to record."""

    def __init__(self, corpus: LargeCorpus) -> None:
        self._corpus = corpus

    def __getitem__(self, record_id: str) -> Record:
        found = self._corpus.record(record_id)
        if found is None:
            raise KeyError(record_id)
        return found

    def __iter__(self) -> Iterator[str]:
        return self._corpus.ids()

    def __len__(self) -> int:
        return len(self._corpus)


def _batches(generation: Generation, live: NDArray[np.int64], added: Batch) -> Iterator[Batch]:
    """The records of these numbers block by block, then those added."""
    for start in range(0, len(live), BLOCK):
        records = {int(n): generation.records.record(int(n)) for n in live[start : start + BLOCK]}
        vectors = {own.id: generation.vectors_of(number, own) for number, own in records.items()}
        yield list(records.values()), vectors
    if added[0]:
        yield added
