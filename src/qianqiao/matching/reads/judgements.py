"""Reads of judgements: a person's own, and all of them as labels to learn from."""

from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from operator import attrgetter

from django.db.models import Q, QuerySet

from qianqiao.core import policy
from qianqiao.core.actor import Actor
from qianqiao.matching.labels import PRECEDENCE, TEACHING, Label, level_of
from qianqiao.matching.models import DockedPair, MatchJudgement


def judgements_on(number: str, *, actor: Actor) -> dict[str, MatchJudgement]:
    """The actor's own judgements on pairs with this record, by the number of the other side."""
    if actor.user_id is None:
        return {}
    own = MatchJudgement.objects.filter(Q(demand=number) | Q(offer=number), user_id=actor.user_id)
    return {row.offer if row.demand == number else row.demand: row for row in own}


def own_judgements(*, actor: Actor) -> QuerySet[MatchJudgement]:
    """The actor's judgements, newest first."""
    return MatchJudgement.objects.filter(user_id=actor.user_id or 0).order_by("-updated_at", "-pk")


def judgements_visible_to(actor: Actor) -> QuerySet[MatchJudgement]:
    return MatchJudgement.objects.filter(policy.visible(actor, MatchJudgement))


def labels(who: Sequence[str] = TEACHING) -> Iterator[Label]:
    """Every judgement and every outcome of a case as a graded pair, in order of pair and time."""
    order = attrgetter("demand", "offer", "at")
    yield from merge(_judged(who), _docked(who), key=order)


def _docked(who: Sequence[str]) -> Iterator[Label]:
    rows = DockedPair.objects.filter(who__in=who).order_by("demand", "offer", "at", "pk")
    for row in rows.iterator(5000):
        yield Label(row.demand, row.offer, row.level, row.who, row.at)


def _judged(who: Sequence[str]) -> Iterator[Label]:
    rows = MatchJudgement.objects.filter(who__in=who).order_by("demand", "offer", "updated_at", "pk")
    columns = ("demand", "offer", "verdict", "reason", "who", "updated_at")
    for demand, offer, verdict, reason, kind, at in rows.values_list(*columns).iterator(5000):
        yield Label(demand, offer, level_of(verdict, reason), kind, at)


def one_per_pair(found: Iterable[Label]) -> Iterator[Label]:
    """Of the labels of each pair (they come together) the one that counts: by precedence, then the newest."""
    best: Label | None = None
    for label in found:
        if best is not None and (best.demand, best.offer) != (label.demand, label.offer):
            yield best
            best = None
        if best is None or PRECEDENCE.index(label.who) <= PRECEDENCE.index(best.who):
            best = label
    if best is not None:
        yield best
