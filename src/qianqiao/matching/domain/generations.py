"""Generations of vectors: begun when the text models change, swapped whole when complete, the old ones dropped later."""

import logging
from datetime import timedelta
from functools import cache

from django.db import connection, transaction

from qianqiao.core import clock
from qianqiao.matching import encoder as encoding
from qianqiao.matching import generations
from qianqiao.matching.encoder import Models
from qianqiao.matching.models import RecordVector, VectorGeneration
from qianqiao.matching.text_models import ModelSettingError

log = logging.getLogger(__name__)
State = VectorGeneration.State
# Whoever takes a change of models back within this time finds the vectors still there.
KEPT = timedelta(days=1)
DROPPED_AT_ONCE = 5_000
# Of the advisory locks of PostgreSQL: one process at a time decides about generations.
_LOCK = (0x6E2A7E, 1)


def ensure_generation() -> VectorGeneration | None:
    """Begins a generation where the settings name other models than serve; returns the one being built, if any.

    The first generation of a site serves at once. Where a model that serves cannot be opened just now (another
    runtime, a folder not mounted), or a setting cannot be followed, nothing is begun: its vectors were dear, and it may come back.
    """
    models, absent = encoding.wanted()
    for name, error in absent.items():
        _tell_once(name, str(error))
    with transaction.atomic():
        _one_at_a_time()
        active, building = generations.generation(State.ACTIVE), generations.generation(State.BUILDING)
        if active is None:
            _begin(models, State.ACTIVE)
            return None
        serving = {entry["kind"] for entry in active.members}
        if any(name in serving or isinstance(error, ModelSettingError) for name, error in absent.items()):
            return building
        if building is not None and building.encoder != models.identity:
            _retire(building)
            building = None
        if building is None and active.encoder != models.identity:
            building = _begin(models, State.BUILDING)
        return building


def activate_if_complete() -> bool:
    """Puts the generation that is being built in the place of the active one, if it lacks nothing; says whether."""
    building = generations.generation(State.BUILDING)
    if building is None or not generations.is_complete(building):
        return False
    with transaction.atomic():
        _one_at_a_time()
        fresh = VectorGeneration.objects.filter(pk=building.pk, state=State.BUILDING).first()
        if fresh is None:
            return False
        active = generations.generation(State.ACTIVE)
        if active is not None:
            _retire(active)
        fresh.state, fresh.activated_at = State.ACTIVE, clock.now()
        fresh.save(update_fields=["state", "activated_at"])
    return True


def drop_old_vectors() -> int:
    """Removes vectors of models that no living generation and none retired lately uses; returns how many rows.

    In small transactions: a killed run goes on where it stopped.
    """
    rows = VectorGeneration.objects.all()
    if not any(row.state == State.ACTIVE for row in rows):
        return 0
    kept = {
        entry["key"]
        for row in rows
        if row.state != State.RETIRED or (row.retired_at or row.begun_at) > clock.now() - KEPT
        for entry in row.members
    }
    dropped = 0
    while keys := list(
        RecordVector.objects.exclude(encoder__in=kept).values_list("pk", flat=True)[:DROPPED_AT_ONCE]
    ):
        dropped += RecordVector.objects.filter(pk__in=keys).delete()[0]
    return dropped


@cache
def _tell_once(name: str, reason: str) -> None:
    log.warning("the text model %s cannot be used: %s", name, reason)


def _begin(models: Models, state: str) -> VectorGeneration:
    """A generation of these models; one that was retired comes back."""
    now = clock.now()
    row, _ = VectorGeneration.objects.update_or_create(
        encoder=models.identity,
        defaults={
            "members": [generations.member_entry(member) for member in models.members],
            "state": state,
            "begun_at": now,
            "activated_at": now if state == State.ACTIVE else None,
            "retired_at": None,
        },
    )
    return row


def _retire(row: VectorGeneration) -> None:
    row.state, row.retired_at = State.RETIRED, clock.now()
    row.save(update_fields=["state", "retired_at"])


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", _LOCK)
