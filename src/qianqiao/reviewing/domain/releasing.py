"""How records come out: a step of their flow with its review, or many at once in a bulk write."""

from collections.abc import Mapping
from functools import cache, partial
from typing import Any, Required, TypedDict, TypeVar

from django.db import transaction

from qianqiao.core import clock, outbox, workflow
from qianqiao.core.actor import Actor
from qianqiao.core.lifecycle import DRAFT, IN_REVIEW, PUBLISHED
from qianqiao.core.records import LivingRecord
from qianqiao.core.validity import Validity
from qianqiao.reviewing.domain.following import follow, refuse_own
from qianqiao.reviewing.queries import lets_out_many

R = TypeVar("R", bound=LivingRecord)


class Asked(TypedDict, total=False):
    """What goes with a step of a record. `comments` on fields go with a return. `looked_over`: somebody who may review
    looked at it before it was submitted (the rows of an import), so that no colleague is asked.
    """

    actor: Required[Actor]
    expected_version: int | None
    reason: str
    comments: Mapping[str, str] | None
    looked_over: bool


def take_reviewed_step(
    flow: workflow.Flow[Any], record: R, step: str, *, validity: Validity[R], asked: Asked
) -> R:
    """A step of a record's flow with all that belongs to it, in one transaction: dates, review, the room's event.

    Raises workflow.Refusal, and then nothing has changed.
    """
    actor, reason = asked["actor"], asked.get("reason", "")
    with transaction.atomic():
        refuse_own(record, step, actor=actor)
        fresh: R = workflow.take_step(
            flow,
            record,
            step,
            actor=actor,
            expected_version=asked.get("expected_version"),
            reason=reason,
            change=lambda row: validity.follow(row, step),
        )
        follow(
            fresh,
            step,
            actor=actor,
            reason=reason,
            comments=asked.get("comments"),
            looked_over=asked.get("looked_over", False),
        )
        outbox.emit(f"{validity.room}.records_changed", {"numbers": [fresh.number]})
    return fresh


class Release:
    """Publishes the complete records of a bulk write, but those of an organisation that the platform checks.

    `numbers`: of those that it has let out. Without `wanted` it lets out none.
    """

    def __init__(self, actor: Actor, *, wanted: bool) -> None:
        self._wanted = wanted
        self._lets_out = cache(partial(lets_out_many, actor))
        self._published: list[LivingRecord] = []

    def let_out(self, record: LivingRecord) -> None:
        """Publishes one record before it is written, where it may go."""
        if not self._wanted or record.state not in {DRAFT, IN_REVIEW} or record.missing_required():
            return
        owner = record.owner_id_for_policy
        if owner is None or self._lets_out(owner):
            record.state, record.published_at = PUBLISHED, record.published_at or clock.now()
            self._published.append(record)

    @property
    def numbers(self) -> set[str]:
        # a record has its number once it is written
        return {record.number for record in self._published}
