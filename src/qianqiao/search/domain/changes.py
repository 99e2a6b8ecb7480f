"""Carries changes of records into the index: one commit for all that is waiting, nothing written twice."""

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import F, Func, Value

from qianqiao.core.models import OutboxDelivery, OutboxEvent
from qianqiao.search.analysis import ANALYZER_VERSION
from qianqiao.search.documents import CHUNK, documents_for, numbers_of_owners
from qianqiao.search.domain import locks
from qianqiao.search.index import opening, places, writing
from qianqiao.search.models import IndexGeneration

# kind of event -> name of our handler for it
HANDLERS = {
    "catalogue.records_changed": "search.index_catalogue",
    "demands.records_changed": "search.index_demands",
    "organisations.records_changed": "search.index_organisations",
}
_AHEAD = 200

# Events that this process has carried in ahead of their delivery, with the generation that took them. Their
# rows were read after their commit, so nothing is left to do for them; another process finds equal stamps.
_carried: dict[int, int] = {}


def usable_generation() -> IndexGeneration | None:
    """The active generation, if its files are there and our analyzers made it."""
    active = IndexGeneration.objects.filter(state=IndexGeneration.State.ACTIVE).first()
    if active is None or active.analyzer_version != ANALYZER_VERSION:
        return None
    return active if opening.exists(places.generation_path(active.number)) else None


def numbers_of_events(event_ids: Sequence[int]) -> list[str]:
    """Numbers of the records that some events concern, each once."""
    numbers: dict[str, None] = {}
    for event in OutboxEvent.objects.filter(pk__in=event_ids).order_by("pk"):
        told = [str(number) for number in event.payload.get("numbers", ())]
        of_owners = event.kind == "organisations.records_changed"
        numbers.update(dict.fromkeys(numbers_of_owners(told) if of_owners else told))
    return list(numbers)


def write_numbers(generation: IndexGeneration, numbers: Sequence[str]) -> int:
    """Brings documents up to date. The caller holds the writer's lock, or alone knows the generation."""
    path = places.generation_path(generation.number)
    documents = {}
    for start in range(0, len(numbers), CHUNK):
        documents.update(documents_for(numbers[start : start + CHUNK]))
    return writing.apply(path, documents)


def _waiting(event_id: int) -> list[int]:
    """The event and those that wait behind it for us: they go into the same commit."""
    pending = OutboxDelivery.objects.filter(
        handler__in=HANDLERS.values(), state=OutboxDelivery.State.PENDING, event_id__gt=event_id
    )
    return [event_id, *pending.order_by("event_id").values_list("event_id", flat=True)[:_AHEAD]]


def _note_for_builder(event_id: int) -> bool:
    """Leaves the event for a rebuild under way; False where none is, or only the trace of a killed one."""
    building = IndexGeneration.objects.filter(state=IndexGeneration.State.BUILDING)
    if not building.exists() or not locks.rebuild_runs():
        return False
    building.update(
        replay_events=Func(
            F("replay_events"),
            Value(event_id, output_field=models.BigIntegerField()),
            function="array_append",
            output_field=ArrayField(models.BigIntegerField()),
        )
    )
    return True


def carry_in(event_id: int) -> int:
    """Applies an event to the active generation, noting it for one that is being built.

    Where there is no index it makes the first generation. Returns how many documents changed.
    """
    from qianqiao.search.domain.generations import rebuild  # noqa: PLC0415  the two verbs call each other

    with transaction.atomic():
        locks.hold_writer()
        under_way = _note_for_builder(event_id)
        generation = usable_generation()
        if generation is None:
            return 0 if under_way else rebuild().document_count
        if _carried.pop(event_id, None) == generation.number:
            return 0
        events = _waiting(event_id)
        changed = write_numbers(generation, numbers_of_events(events))
        _carried.clear()
        _carried.update(dict.fromkeys(events[1:], generation.number))
        return changed
