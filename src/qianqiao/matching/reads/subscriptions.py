"""Reads of subscriptions and digests."""

from datetime import date

from django.db.models import Exists, Max, OuterRef, QuerySet

from qianqiao.core import policy
from qianqiao.core.actor import Actor
from qianqiao.matching.models import DigestedMatch, MatchDigest, MatchSubscription
from qianqiao.organisations.models import User


def subscriptions_of(*, actor: Actor) -> QuerySet[MatchSubscription]:
    """The actor's subscriptions with the moment of the last digest that told of each."""
    own = MatchSubscription.objects.filter(policy.visible(actor, MatchSubscription))
    return own.annotate(told_at=Max("seen__digest__sent_at"))


def subscription_to(number: str, *, actor: Actor) -> MatchSubscription | None:
    own = MatchSubscription.objects.filter(policy.visible(actor, MatchSubscription), number=number)
    return own.first()


def seen_numbers(subscription: MatchSubscription) -> set[str]:
    """Candidates that the follower knows already."""
    return set(DigestedMatch.objects.filter(subscription=subscription).values_list("number", flat=True))


def people_without_digest(week: date) -> QuerySet[User]:
    """Active people who follow something and have no digest of the week yet."""
    following = MatchSubscription.objects.filter(user=OuterRef("pk"))
    done = MatchDigest.objects.filter(user=OuterRef("pk"), week=week)
    return User.objects.filter(Exists(following), ~Exists(done), is_active=True).order_by("pk")


def pending_digests() -> list[int]:
    waiting = MatchDigest.objects.filter(state=MatchDigest.State.PENDING).order_by("pk")
    return list(waiting.values_list("pk", flat=True))


def matches_in(digest: MatchDigest) -> dict[MatchSubscription, list[str]]:
    """Numbers of the candidates that a digest tells, by subscription, best first."""
    found: dict[MatchSubscription, list[str]] = {}
    rows = digest.matches.select_related("subscription").order_by("subscription__number", "-score", "number")
    for row in rows:
        found.setdefault(row.subscription, []).append(row.number)
    return found
