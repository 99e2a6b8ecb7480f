"""When a record was last proven alive, and until when it counts as valid: set together, and put back together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from django.db import transaction

from qianqiao.core import audit, clock, outbox, policy
from qianqiao.core.actor import Actor
from qianqiao.core.lifecycle import PUBLISHED
from qianqiao.core.records import LivingRecord
from qianqiao.core.workflow import Refusal

R = TypeVar("R", bound=LivingRecord)
# What a mandate must hold so that an agency may say of a record that it is still true.
KEEP = "records.keep"


@dataclass(frozen=True, slots=True)
class Validity(Generic[R]):
    """How the records of a room stay alive. `room` names its events and entries of the log; `usual_end`: until when a
    record proven alive on a day counts as valid by the rules.
    """

    room: str
    usual_end: Callable[[R, date], date]

    def begin(self, record: R) -> None:
        """Dates for a record that has none yet; those that it has stay."""
        record.last_proven_alive = record.last_proven_alive or clock.today()
        record.valid_until = record.valid_until or self.usual_end(record, record.last_proven_alive)

    def prove(self, record: R) -> None:
        """Alive today; the end moves with it unless the owner stated one."""
        usual, record.last_proven_alive = self._is_usual(record), clock.today()
        if usual:
            record.valid_until = self.usual_end(record, record.last_proven_alive)

    def prove_by_edit(self, before: R, record: R) -> None:
        """The same for a published record that an edit has changed: what the usual end hangs on may have changed too."""
        if record.state != PUBLISHED:
            return
        if record.valid_until == before.valid_until and self._is_usual(before):
            record.valid_until = None
        self.prove(record)

    def follow(self, record: R, step: str) -> None:
        """What a step of its flow means for the dates of a record."""
        if step in {"publish", "resume", "renew"}:
            record.published_at = record.published_at or clock.now()
        if step == "renew":
            record.valid_until = None
        if step in {"publish", "renew"}:
            self.prove(record)
        record.updated_at = clock.now()

    def confirm(self, record: R, *, actor: Actor) -> R:
        """Something other than its own people's click proved it alive today; raises Refusal."""
        return self._write(record, self.prove, actor, "proven_alive")

    def put_back(
        self, record: R, *, alive: date | None, until: date | None, actor: Actor, expected_version: int
    ) -> R:
        """Takes a renewal back: the dates are as they were before; raises Refusal."""

        def change(row: R) -> None:
            row.last_proven_alive, row.valid_until = alive, until

        return self._write(record, change, actor, "renewal_taken_back", expected_version)

    def _is_usual(self, record: R) -> bool:
        """Whether the end is what the rules give, and not one that the owner stated."""
        alive, until = record.last_proven_alive, record.valid_until
        return until is None or (alive is not None and until == self.usual_end(record, alive))

    def _write(
        self,
        record: R,
        change: Callable[[R], None],
        actor: Actor,
        what: str,
        expected_version: int | None = None,
    ) -> R:
        """Changes the two dates of a published record outside an edit; after a Refusal nothing has changed."""
        with transaction.atomic():
            fresh: R = type(record)._default_manager.select_for_update().get(pk=record.pk)  # noqa: SLF001  Django's documented manager
            if not policy.may(actor, "renew", fresh):
                raise Refusal("not_allowed", fresh.number)
            if fresh.state != PUBLISHED:
                raise Refusal("wrong_state", fresh.state)
            if expected_version is not None and fresh.version != expected_version:
                raise Refusal("changed_meanwhile", str(fresh.version))
            change(fresh)
            fresh.version, fresh.updated_at = fresh.version + 1, clock.now()
            fresh.save(update_fields=["last_proven_alive", "valid_until", "version", "updated_at"])
            audit.append(
                f"{self.room}.{what}",
                subject=fresh.number,
                actor=actor,
                chain=fresh.audit_chain,
                data={"alive": fresh.last_proven_alive, "until": fresh.valid_until},
            )
            outbox.emit(f"{self.room}.records_changed", {"numbers": [fresh.number]})
        return fresh
