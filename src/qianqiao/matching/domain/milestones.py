"""Notes when a record first had a match worth telling, and when its owner's people first saw its matches.

Runs are let go and pages leave no trace of their own: these two moments stay, each with one entry in the owner's log.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction

from qianqiao.core import audit, clock
from qianqiao.core.actor import SYSTEM, Actor, ActorKind
from qianqiao.matching.models import MatchMilestone
from qianqiao.matching.records import Row

if TYPE_CHECKING:
    from qianqiao.matching.domain.runs import Found

WORTH_TELLING = frozenset({"strong", "likely"})


def note_matched(row: Row, matches: Sequence[Mapping[str, Any]]) -> None:
    """Notes the first kept run in which the record has a strong or likely match; nothing where it is noted already."""
    if not any(match["strength"] in WORTH_TELLING for match in matches):
        return
    if MatchMilestone.objects.filter(number=row.number).exists():
        return
    with transaction.atomic():
        # of two runs made at once one notes it
        _noted, is_new = MatchMilestone.objects.get_or_create(
            number=row.number, defaults={"matched_at": clock.now()}
        )
        if is_new:
            audit.append("matching.first_matched", subject=row.number, actor=SYSTEM, chain=row.audit_chain)


def note_shown(row: Row, found: "Found", *, actor: Actor) -> None:
    """Notes that somebody of the record's own organisation has been given its strong or likely matches.

    Nothing for readers of other organisations, for a run that is not kept, and where it is noted already.
    """
    if actor.kind is not ActorKind.PERSON or not actor.acts_for(row.owner_id_for_policy):
        return
    worth = [{"strength": match.strength} for match in found.matches if match.strength in WORTH_TELLING]
    if found.run is None or not worth:
        return
    noted = MatchMilestone.objects.filter(number=row.number).first()
    if noted is not None and noted.shown_at is not None:
        return
    with transaction.atomic():
        note_matched(row, worth)
        waiting = MatchMilestone.objects.filter(number=row.number, shown_at=None)
        if waiting.update(shown_at=clock.now()):
            audit.append("matching.first_shown", subject=row.number, actor=actor, chain=row.audit_chain)
