"""The records that a query is matched against, held in memory, kept current by upserts and removals."""

from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.encoders.base import Encoder, Vectors
from qianqiao.matching.engine.encoders.centres import packaged_centres
from qianqiao.matching.engine.encoders.ensemble import Segment, segments_of
from qianqiao.matching.engine.encoders.roles import Role
from qianqiao.matching.engine.index.partition import Partition, RowStatistics
from qianqiao.matching.engine.prepared import keys_of
from qianqiao.matching.engine.records import DEMAND, OFFER, Record, has_structure
from qianqiao.matching.engine.text.language import LANGUAGES
from qianqiao.matching.engine.views import View, languages_of, texts_to_encode, units_of

VectorsById = Mapping[str, Vectors]
_DEAD_SHARE = 0.3
ROLES_OF_TEXTS: tuple[Role, ...] = ("query", "passage")


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """Which record, which document of it (-1: the record itself) and of which year."""

    record_id: str
    document: int
    year: int | None


@dataclass(frozen=True, slots=True)
class Layout:
    """Live units in order of record id: their numbers, that of their record, their year (0: unknown).

    `structured` tells which records hold anything but texts [records].
    """

    ids: list[str]
    units: NDArray[np.int64]
    records: NDArray[np.int64]
    years: NDArray[np.int64]
    structured: NDArray[np.bool_]
    single: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """One view on its way into a partition."""

    unit: int
    view: View
    vectors: Vectors


def role_of(record: Record) -> Role:
    """A demand asks, all else may answer, whichever of the two is looked for."""
    return "query" if record.is_demand else "passage"


def encode_records(records: Sequence[Record], encoder: Encoder) -> dict[str, Vectors]:
    """Vectors of records [texts, d], in the order of `texts_to_encode`, in one call of the encoder for each role."""
    found: dict[str, Vectors] = {}
    for role in ROLES_OF_TEXTS:
        own = [record for record in records if role_of(record) == role]
        texts = [texts_to_encode(record) for record in own]
        if not own:
            continue
        rows = encoder.encode([text for several in texts for text in several], role)
        bounds = np.cumsum([0, *(len(several) for several in texts)])
        found |= {record.id: rows[bounds[n] : bounds[n + 1]] for n, record in enumerate(own)}
    return found


class Stock(Protocol):
    """What a query is compared with: a `Corpus` in memory, or a `LargeCorpus` on disk that shows a sample of its rows.

    `languages` may know the languages of a record, `partitions` and `places` hold rows and units.
    """

    @property
    def encoder(self) -> Encoder | None: ...
    @property
    def side(self) -> str: ...
    @property
    def segments(self) -> tuple[Segment, ...]: ...
    @property
    def partitions(self) -> Mapping[str, Partition]: ...
    @property
    def places(self) -> Sized: ...
    @property
    def languages(self) -> Mapping[str, frozenset[str]]: ...

    def holds(self, record: Record) -> bool:
        """True where this very record stands in the stock."""
        ...

    def vectors(self, record_id: str) -> Vectors | None:
        """The stored vectors of a record."""
        ...


class Corpus:
    """Demands, or offers and experts, with their indices. Not for changing from two threads at once."""

    def __init__(
        self,
        encoder: Encoder | None,
        side: str = OFFER,
        statistics: Mapping[str, RowStatistics] | None = None,
    ) -> None:
        self.encoder = encoder
        self.side = side
        self.records: dict[str, Record] = {}
        self.places: list[UnitPlace] = []
        self.segments = segments_of(encoder)
        centres = [packaged_centres(segment.identity, side) for segment in self.segments]
        self.partitions = {
            code: Partition(
                self.segments, [own.get(code, {}) for own in centres], (statistics or {}).get(code)
            )
            for code in LANGUAGES
        }
        self.languages: dict[str, frozenset[str]] = {}
        self._units: dict[str, list[int]] = {}
        self._vectors: dict[str, Vectors] = {}
        self._layout: Layout | None = None

    @classmethod
    def build(
        cls, records: Iterable[Record], encoder: Encoder | None = None, vectors: VectorsById | None = None
    ) -> "Corpus":
        """A corpus of these records; without an encoder it compares words only.

        `vectors` spares encoding: id to [texts, d] as `encode_records` returns them. A record whose
        vectors are missing, or do not have the right number of rows, is encoded.
        """
        listed = list(records)
        corpus = cls(encoder, DEMAND if listed and listed[0].is_demand else OFFER)
        corpus.upsert(listed, vectors)
        return corpus

    def __len__(self) -> int:
        return len(self.records)

    def holds(self, record: Record) -> bool:
        """True where this very record stands in the corpus."""
        return self.records.get(record.id) is record

    def vectors(self, record_id: str) -> Vectors | None:
        """The stored vectors of a record, to be kept elsewhere with the encoder's identity."""
        return self._vectors.get(record_id)

    def units(self, record_id: str) -> list[int]:
        """Unit numbers of a record, in the order of `units_of`."""
        return self._units[record_id]

    def layout(self) -> Layout:
        """The live units, computed once after each change."""
        if self._layout is None:
            ids = sorted(self.records)
            own = [self._units[key] for key in ids]
            flat = [unit for units in own for unit in units]
            self._layout = Layout(
                ids,
                np.array(flat, dtype=np.int64),
                np.repeat(np.arange(len(ids)), [len(units) for units in own]),
                np.array([self.places[unit].year or 0 for unit in flat], dtype=np.int64),
                np.array([has_structure(self.records[key]) for key in ids], dtype=np.bool_),
                len(flat) == len(ids),
            )
        return self._layout

    def upsert(self, records: Iterable[Record], vectors: VectorsById | None = None) -> None:
        """Add or replace records (by id; of two with one id the last counts)."""
        fresh = {record.id: record for record in records}
        ordered = [fresh[key] for key in sorted(fresh)]
        known = self._known_vectors(ordered, vectors or {})
        self.remove(fresh)
        self._layout = None
        rows: dict[str, list[_Row]] = {code: [] for code in LANGUAGES}
        for record in ordered:
            self.records[record.id] = record
            self.languages[record.id] = languages_of(record)
            self._vectors[record.id] = known[record.id]
            self._place(record, known[record.id], rows)
        for code, own in rows.items():
            if own:
                self.partitions[code].append(
                    np.array([row.unit for row in own], dtype=np.int64),
                    np.array([(row.view.titled, row.view.thin) for row in own], dtype=np.bool_),
                    keys_of([row.view for row in own]),
                    np.stack([row.vectors for row in own]),
                )

    def remove(self, ids: Iterable[str]) -> None:
        """Forget records; unknown ids are ignored."""
        known = [key for key in ids if key in self.records]
        self._layout = None
        units = [unit for key in known for unit in self._units.pop(key)]
        for key in known:
            del self.records[key]
            del self.languages[key]
            del self._vectors[key]
        if units:
            for partition in self.partitions.values():
                partition.kill_units(np.array(units, dtype=np.int64))
            self._compact_if_worn()

    def _known_vectors(self, records: Sequence[Record], given: VectorsById) -> dict[str, Vectors]:
        if self.encoder is None:
            return {r.id: np.zeros((len(texts_to_encode(r)), 1), np.float32) for r in records}
        wanted = {r.id: (len(texts_to_encode(r)), self.encoder.dimension) for r in records}
        known = {
            key: given[key] for key, shape in wanted.items() if key in given and given[key].shape == shape
        }
        missing = [record for record in records if record.id not in known]
        return known | (encode_records(missing, self.encoder) if missing else {})

    def _place(self, record: Record, vectors: Vectors, rows: dict[str, list[_Row]]) -> None:
        own = self._units.setdefault(record.id, [])
        start = 0
        for unit in units_of(record):
            own.append(len(self.places))
            for view in unit.views:
                rows[view.language].append(_Row(len(self.places), view, vectors[start : start + 2]))
                start += 2
            self.places.append(UnitPlace(record.id, unit.document, unit.year))

    def _compact_if_worn(self) -> None:
        live = sum(len(own) for own in self._units.values())
        if live >= (1 - _DEAD_SHARE) * len(self.places):
            return
        kept = np.zeros(len(self.places), np.bool_)
        kept[[unit for own in self._units.values() for unit in own]] = True
        numbers = np.cumsum(kept) - 1
        for partition in self.partitions.values():
            partition.compact(numbers)
        self.places = [place for place, keep in zip(self.places, kept, strict=True) if keep]
        self._units = {key: [int(numbers[unit]) for unit in own] for key, own in self._units.items()}
