"""Generations of the index: built beside the active one, caught up with events, swapped whole."""

from collections.abc import Callable, Iterator

from django.db import connection, transaction
from django.db.models import Max

from qianqiao.core import clock
from qianqiao.core.models import OutboxEvent
from qianqiao.search.analysis import ANALYZER_VERSION
from qianqiao.search.documents import Document, all_documents
from qianqiao.search.domain import locks
from qianqiao.search.domain.changes import numbers_of_events, usable_generation, write_numbers
from qianqiao.search.index import opening, places, writing
from qianqiao.search.models import IndexGeneration

State = IndexGeneration.State
Progress = Callable[[int], None]
# Below so many events the rest is replayed under the writer's lock, where nothing new can arrive.
_FEW = 20
# A whole stock takes minutes; whoever starts meanwhile waits for the other's index instead of failing.
WAIT_FOR_OTHERS = 3600.0


def ensure_generation() -> IndexGeneration:
    """The usable active generation; builds one where there is none. Cheap when there is nothing to do."""
    found = usable_generation()
    if found is None:
        with locks.rebuilding(patience=WAIT_FOR_OTHERS):
            found = usable_generation() or _build(None)
    return found


def rebuild(*, progress: Progress | None = None) -> IndexGeneration:
    """Builds a new generation from the database and makes it the active one; raises locks.RebuildRunning.

    Until the swap the old generation goes on. A build that was killed is cleaned up by the next.
    """
    with locks.rebuilding():
        return _build(progress)


def _build(progress: Progress | None) -> IndexGeneration:
    _sweep()
    generation = _begin()
    try:
        writing.fill(places.generation_path(generation.number), _told(all_documents(), progress))
        _swap(generation, _replay_while_many(generation))
    except Exception:
        _give_up(generation)
        raise
    _sweep()
    return generation


def _told(documents: Iterator[Document], progress: Progress | None) -> Iterator[Document]:
    for count, document in enumerate(documents, 1):
        yield document
        if progress is not None and count % 1000 == 0:
            progress(count)


def _sweep() -> None:
    """Marks dead builds as failed; removes all folders but those of the active and the last retired one."""
    IndexGeneration.objects.filter(state=State.BUILDING).update(state=State.FAILED, replay_events=[])
    kept = set(IndexGeneration.objects.filter(state=State.ACTIVE).values_list("number", flat=True))
    retired = (
        IndexGeneration.objects.filter(state=State.RETIRED)
        .order_by("-number")
        .values_list("number", flat=True)
    )
    kept.update(retired[:1])
    for number in places.generations_on_disk():
        if number not in kept:
            places.remove(number)


def _begin() -> IndexGeneration:
    """Under the writer's lock: what was carried in before is in the database, what comes later is noted."""
    with transaction.atomic():
        locks.hold_writer()
        highest = IndexGeneration.objects.aggregate(highest=Max("number"))["highest"] or 0
        number = max([highest, *places.generations_on_disk()]) + 1
        return IndexGeneration.objects.create(
            number=number, analyzer_version=ANALYZER_VERSION, started_at=clock.now()
        )


def _noted(generation: IndexGeneration, done: int) -> list[int]:
    generation.refresh_from_db(fields=["replay_events"])
    return list(generation.replay_events[done:])


def _replay_while_many(generation: IndexGeneration) -> int:
    done = 0
    while len(events := _noted(generation, done)) > _FEW:
        write_numbers(generation, numbers_of_events(events))
        done += len(events)
    return done


def _swap(generation: IndexGeneration, done: int) -> None:
    with transaction.atomic():
        locks.hold_writer()
        write_numbers(generation, numbers_of_events(_noted(generation, done)))
        IndexGeneration.objects.filter(state=State.ACTIVE).update(state=State.RETIRED)
        generation.state, generation.built_at, generation.replay_events = State.ACTIVE, clock.now(), []
        generation.document_count = writing.count(places.generation_path(generation.number))
        generation.last_event_id = OutboxEvent.objects.aggregate(last=Max("pk"))["last"] or 0
        generation.save()
        transaction.on_commit(opening.forget)


def _give_up(generation: IndexGeneration) -> None:
    places.remove(generation.number)
    if not connection.in_atomic_block:  # inside one, the row vanishes with it
        IndexGeneration.objects.filter(pk=generation.pk).update(state=State.FAILED, replay_events=[])
