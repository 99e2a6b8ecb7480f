"""Notes when a record first had a match worth telling, and when people who can act on one first saw it.

A match joins two records: it counts for both. Runs are let go and pages leave no trace of their own: these two moments
stay, each with one entry in the log of the record's owner.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction

from qianqiao.core import audit, clock
from qianqiao.core.actor import SYSTEM, Actor, ActorKind
from qianqiao.core.records import record_models
from qianqiao.matching.models import MatchMilestone
from qianqiao.matching.records import Row

if TYPE_CHECKING:
    from qianqiao.matching.domain.runs import Found

WORTH_TELLING = frozenset({"strong", "likely"})


def note_matched(row: Row, matches: Sequence[Mapping[str, Any]]) -> None:
    """Notes a kept run's strong and likely candidates, and its record where it has any; what is noted stays as it is."""
    with transaction.atomic():
        _note_matched(_with(row, (one["number"] for one in matches if one["strength"] in WORTH_TELLING)))


def note_shown(row: Row, found: "Found", *, actor: Actor) -> None:
    """Notes that somebody of the record's own organisation was given its strong or likely matches: they and it were shown.

    Nothing for readers of other organisations, for a run that is not kept, and where it is noted already.
    """
    if actor.kind is not ActorKind.PERSON or not actor.acts_for(row.owner_id_for_policy):
        return
    if found.run is None:
        return
    numbers = _with(row, (match.number for match in found.matches if match.strength in WORTH_TELLING))
    if MatchMilestone.objects.filter(number__in=numbers, shown_at__isnull=False).count() == len(numbers):
        return
    with transaction.atomic():
        _note_matched(numbers)
        waiting = MatchMilestone.objects.filter(number__in=numbers, shown_at=None)
        # in one order, so that two pages opened at once wait for each other instead of locking each other out
        shown = list(waiting.order_by("number").select_for_update().values_list("number", flat=True))
        MatchMilestone.objects.filter(number__in=shown).update(shown_at=clock.now())
        # who looked is told to the own organisation alone
        _tell("shown", [one for one in shown if one == row.number], actor)
        _tell("shown", [one for one in shown if one != row.number], SYSTEM)


def _with(row: Row, candidates: Iterable[str]) -> list[str]:
    """The record and its candidates; nothing where it has none."""
    found = set(candidates)
    return sorted({row.number, *found}) if found else []


def _note_matched(numbers: Sequence[str]) -> None:
    known = set(MatchMilestone.objects.filter(number__in=numbers).values_list("number", flat=True))
    at = clock.now()
    new = []
    for number in sorted(set(numbers) - known):
        # of two runs made at once one notes it
        _noted, is_new = MatchMilestone.objects.get_or_create(number=number, defaults={"matched_at": at})
        new += [number] if is_new else []
    _tell("matched", new, SYSTEM)


def _tell(moment: str, numbers: Sequence[str], actor: Actor) -> None:
    """One entry for each record, in its owner's log; logs are taken in one order as well."""
    chains: list[tuple[str, str]] = []
    for letter in sorted({number[0] for number in numbers}):
        own = [number for number in numbers if number[0] == letter]
        rows = record_models()[letter]._default_manager.filter(number__in=own)  # noqa: SLF001  Django's documented manager
        chains += [(one.audit_chain, one.number) for one in rows]
    for chain, number in sorted(chains):
        audit.append(f"matching.first_{moment}", subject=number, actor=actor, chain=chain)
