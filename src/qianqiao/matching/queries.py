"""Reads of the matching room: rows that may be matched, stored vectors, stored runs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from django.db.models import Count, Max, Q, QuerySet

from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core.models import OutboxEvent
from qianqiao.demands.models import Demand
from qianqiao.matching.encoder import from_bytes
from qianqiao.matching.engine import Record
from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.models import MatchRun, RecordVector
from qianqiao.matching.records import Row
from qianqiao.matching.slots import Slot, slots_of

MODELS: dict[str, type[Any]] = {"A": Achievement, "P": Patent, "X": Expert, "D": Demand}
_RELATED = {
    "A": ("owner", "indicators"),
    "P": ("owner", "indicators"),
    "X": ("organisation", "documents"),
    "D": ("organisation", "indicators"),
}


def rows(letter: str, numbers: Iterable[str] | None = None) -> "QuerySet[Any]":
    """Published rows of a kind with what a match reads of them; all, or those of these numbers."""
    owner, children = _RELATED[letter]
    found: QuerySet[Any] = MODELS[letter]._default_manager.filter(state="published")  # noqa: SLF001  Django's documented manager
    if numbers is not None:
        found = found.filter(number__in=[number for number in numbers if number.startswith(letter)])
    return found.select_related(owner).prefetch_related(children).order_by("number")


def published(letters: str, numbers: Iterable[str] | None = None) -> list[Row]:
    wanted = None if numbers is None else list(numbers)
    return [row for letter in letters for row in rows(letter, wanted)]


def stored_vectors(
    records: Sequence[Record], revisions: Mapping[str, int], encoder: str
) -> dict[str, Vectors]:
    """Vectors [texts, d] of the records that have all of them at their revision, in the engine's order."""
    ids = [record.id for record in records]
    found: dict[str, dict[Slot, Vectors]] = {}
    query = RecordVector.objects.filter(encoder=encoder, number__in=ids)
    columns = ("number", "revision", "document", "language", "part", "vector")
    for number, revision, document, language, part, vector in query.values_list(*columns).iterator(5000):
        if revision == revisions[number]:
            found.setdefault(number, {})[Slot(document, language, part)] = from_bytes(vector)
    complete: dict[str, Vectors] = {}
    for record in records:
        own, slots = found.get(record.id, {}), slots_of(record)
        if own and all(slot in own for slot in slots):
            complete[record.id] = np.stack([own[slot] for slot in slots])
    return complete


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
