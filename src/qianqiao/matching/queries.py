"""Reads of the matching room: rows that may be matched, stored vectors, stored runs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Count, Max, Q, QuerySet

from qianqiao.core.models import OutboxEvent
from qianqiao.core.records import record_models
from qianqiao.matching.encoder import Models, from_bytes
from qianqiao.matching.engine import Record, segments_of
from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.models import MatchRun, RecordVector
from qianqiao.matching.records import Row
from qianqiao.matching.slots import Slot, slots_of

_RELATED = {
    "A": ("owner", "indicators"),
    "P": ("owner", "indicators"),
    "X": ("organisation", "documents"),
    "D": ("organisation", "indicators"),
}


def rows(letter: str, numbers: Iterable[str] | None = None) -> "QuerySet[Any]":
    """Published rows of a kind with what a match reads of them; all, or those of these numbers."""
    owner, children = _RELATED[letter]
    found: QuerySet[Any] = record_models()[letter]._default_manager.filter(state="published")  # noqa: SLF001  Django's documented manager
    if numbers is not None:
        found = found.filter(number__in=[number for number in numbers if number.startswith(letter)])
    return found.select_related(owner).prefetch_related(children).order_by("number")


def published(letters: str, numbers: Iterable[str] | None = None) -> list[Row]:
    wanted = None if numbers is None else list(numbers)
    return [row for letter in letters for row in rows(letter, wanted)]


class Stored(NamedTuple):
    """Vectors [texts, d] by record, zeros where a model has none yet; `lacking` names those (key, part)."""

    vectors: dict[str, Vectors]
    lacking: dict[str, frozenset[tuple[str, str]]]


def stored_vectors(records: Sequence[Record], revisions: Mapping[str, int], models: Models) -> Stored:
    """What is stored of the records at their revision, the models' vectors side by side in the engine's order."""
    segments = segments_of(models.encoder) if models.members else ()
    places = {one.key: segment.place for one, segment in zip(models.members, segments, strict=True)}
    slots = {record.id: {slot: row for row, slot in enumerate(slots_of(record))} for record in records}
    width = models.encoder.dimension if models.encoder else 1
    vectors = {number: np.zeros((len(own), width), np.float32) for number, own in slots.items()}
    found: dict[str, set[tuple[str, Slot]]] = {number: set() for number in slots}
    query = RecordVector.objects.filter(encoder__in=list(places), number__in=list(slots))
    columns = ("number", "revision", "encoder", "document", "language", "part", "vector")
    for number, revision, encoder, document, language, part, vector in query.values_list(*columns).iterator(
        5000
    ):
        row = slots[number].get(Slot(document, language, part))
        if row is not None and revision == revisions[number]:
            vectors[number][row, places[encoder]] = from_bytes(vector)
            found[number].add((encoder, Slot(document, language, part)))
    lacking = {
        number: frozenset(
            (member.key, slot.part)
            for member in models.members
            for slot in own
            if (member.key, slot) not in found[number]
        )
        for number, own in slots.items()
    }
    return Stored(vectors, {number: parts for number, parts in lacking.items() if parts})


def newest_vector() -> int:
    """The highest key of a stored vector; 0 where there is none."""
    return RecordVector.objects.aggregate(last=Max("pk"))["last"] or 0


def numbers_with_vectors_since(key: int) -> set[str]:
    """Records of which a vector was stored after this key."""
    return set(RecordVector.objects.filter(pk__gt=key).values_list("number", flat=True).distinct())


def event_state(kind: str, newest: int) -> tuple[int, int, int]:
    """(events of a kind, id of the newest, how many of them are no newer than `newest`)."""
    found = OutboxEvent.objects.filter(kind=kind).aggregate(
        count=Count("pk"), last=Max("pk"), known=Count("pk", filter=Q(pk__lte=newest))
    )
    return found["count"], found["last"] or 0, found["known"]


def latest_run(key: Mapping[str, object]) -> MatchRun | None:
    """The newest run with these values."""
    return MatchRun.objects.filter(**key).order_by("-pk").first()


def subjects_with_runs(*, engine: str, encoder: str) -> set[tuple[str, int, str]]:
    """(number, revision, direction) of every run that this engine and encoder made, against whatever stock."""
    runs = MatchRun.objects.filter(engine=engine, encoder=encoder)
    return set(runs.values_list("number", "revision", "direction").distinct())
