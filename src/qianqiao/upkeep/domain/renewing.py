"""“Still true”, for one record or many, and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction

from qianqiao.core import clock, policy
from qianqiao.core.actor import SYSTEM, Actor
from qianqiao.core.lifecycle import EXPIRED
from qianqiao.core.workflow import Refusal
from qianqiao.upkeep import records, ruling
from qianqiao.upkeep.domain.agencies import of_agency, refresh_agencies
from qianqiao.upkeep.domain.own_records import refresh_own
from qianqiao.upkeep.domain.retiring import keep_announced
from qianqiao.upkeep.domain.todos import refresh
from qianqiao.upkeep.models import Renewal
from qianqiao.upkeep.queries import retirement_of
from qianqiao.upkeep.records import Record, permission_for

# As many as one click renews while somebody waits for the page.
MOST = 200


@dataclass(slots=True)
class Outcome:
    """What became of each record: numbers that were done, and why the others were not."""

    batch: UUID
    done: list[str] = field(default_factory=list)
    refused: dict[str, Refusal] = field(default_factory=dict)


def renew(numbers: Sequence[str], *, actor: Actor, expected_version: int | None = None) -> Outcome:
    """Renews each record that the actor may write; the others are told with the reason and stay as they are.

    `expected_version` goes with a single record. Questions about them ("is it solved?") are answered by it, and their to-dos close. MOST records at once.
    """
    outcome = Outcome(uuid4())
    found = {row.number: row for row in records.by_numbers(numbers[:MOST], actor=actor)}
    with transaction.atomic():
        touched = set()
        # in one order, so that two people who click at once cannot wait for each other
        for number in sorted(set(numbers[:MOST])):
            try:
                row = found.get(number)
                if row is None:
                    raise Refusal("unknown", number)  # noqa: TRY301  one way for all refusals
                _renew(row, outcome.batch, actor, expected_version)
            except Refusal as refusal:
                outcome.refused[number] = refusal
            else:
                outcome.done.append(number)
                touched.add((row.owner_id_for_policy, permission_for(number)))
        _refresh(touched)
        refresh_own(outcome.done)
        of_agency("kept", outcome.batch, outcome.done, actor=actor)
    return outcome


def _renew(record: Record, batch: UUID, actor: Actor, version: int | None) -> None:
    with transaction.atomic():
        row = type(record)._default_manager.select_for_update().get(pk=record.pk)  # noqa: SLF001  Django's manager
        before = row.state, row.last_proven_alive, row.valid_until
        if row.state == EXPIRED:
            _refuse_against_a_cause(row.number, actor)
        fresh = records.take(row, "renew", actor=actor, expected_version=version)
        Renewal.objects.create(
            batch=batch,
            user_id=actor.user_id,
            number=fresh.number,
            at=clock.now(),
            was_state=before[0],
            was_alive=before[1],
            was_until=before[2],
            version=fresh.version,
        )
        keep_announced(fresh.number, actor=actor)


def _refuse_against_a_cause(number: str, actor: Actor) -> None:
    """What was retired for more than its date comes back by those who decide about that alone, not by an agency."""
    retired = retirement_of(number)
    if retired is not None and retired.reason != ruling.EXPIRED and not policy.may(actor, "decide", retired):
        raise Refusal("retired_for_cause", retired.reason)


def take_back(batch: UUID, *, actor: Actor) -> Outcome:
    """Takes the actor's own renewals of a batch back, but those of records that changed since; see the refusals.

    A record that had expired before expires again.
    """
    outcome = Outcome(batch)
    last = clock.now() - timedelta(days=ruling.renewal_undo_days())
    with transaction.atomic():
        rows = Renewal.objects.select_for_update().filter(batch=batch, user=actor.user_id, undone_at=None)
        renewals = {row.number: row for row in rows.order_by("number")}
        touched = set()
        for record in records.by_numbers(renewals, actor=actor):
            try:
                if renewals[record.number].at < last:
                    raise Refusal("undo_is_over", record.number)  # noqa: TRY301  as above
                _take_back(record, renewals[record.number], actor)
            except Refusal as refusal:
                outcome.refused[record.number] = refusal
            else:
                outcome.done.append(record.number)
                touched.add((record.owner_id_for_policy, permission_for(record.number)))
        _refresh(touched)
        refresh_own(outcome.done)
        of_agency("kept_back", batch, outcome.done, actor=actor)
    return outcome


def _take_back(record: Record, renewal: Renewal, actor: Actor) -> None:
    with transaction.atomic():
        fresh = records.validity_of(record).put_back(
            record,
            alive=renewal.was_alive,
            until=renewal.was_until,
            actor=actor,
            expected_version=renewal.version,
        )
        if renewal.was_state == EXPIRED:
            records.take(fresh, "expire", actor=SYSTEM)
        renewal.undone_at = clock.now()
        renewal.save(update_fields=["undone_at"])


def _refresh(touched: set[tuple[int | None, str]]) -> None:
    for organisation, permission in sorted(touched, key=str):
        if organisation is not None:
            refresh(organisation, permission)
    for organisation in sorted({key for key, _ in touched if key is not None}):
        refresh_agencies(organisation)
