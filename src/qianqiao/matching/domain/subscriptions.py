"""Writes who follows which record; a new follower is told only of what comes from now on."""

from django.db import transaction

from qianqiao.core import clock, policy
from qianqiao.core.actor import Actor
from qianqiao.core.workflow import Refusal
from qianqiao.matching.domain.runs import DIRECTIONS, matches_of
from qianqiao.matching.models import DigestedMatch, MatchSubscription
from qianqiao.matching.policies import may_follow
from qianqiao.matching.records import Row
from qianqiao.matching.results import StoredMatch

MOST_PER_PERSON = 200
LANGUAGES = ("zh-hans", "en")


def worth_telling(row: Row, *, actor: Actor) -> list[StoredMatch]:
    """The matches of a record that deserve a look, in every direction, best first in each."""
    return [
        match
        for direction in DIRECTIONS[row.number[0]]
        for match in matches_of(row, direction, actor=actor).matches
        if match.strength != "weak"
    ]


def follow(row: Row, *, language: str, actor: Actor) -> MatchSubscription:
    """Follows a record of one's own organisation; following again changes the language only.

    Raises Refusal `not_allowed` or `too_many`.
    """
    if actor.user_id is None or not may_follow(actor, row):
        raise Refusal("not_allowed", row.number)
    if MatchSubscription.objects.filter(user_id=actor.user_id).count() >= MOST_PER_PERSON:
        raise Refusal("too_many", str(MOST_PER_PERSON))
    known = worth_telling(row, actor=actor)
    with transaction.atomic():
        subscription, is_new = MatchSubscription.objects.update_or_create(
            user_id=actor.user_id,
            number=row.number,
            defaults={"language": _known_language(language)},
            create_defaults={"language": _known_language(language), "created_at": clock.now()},
        )
        if is_new:
            remember_seen(subscription, known)
        # one mail holds all records of a person, so it has one language
        set_language(language, actor=actor)
    return subscription


def remember_seen(
    subscription: MatchSubscription, matches: list[StoredMatch], digest: int | None = None
) -> None:
    """Notes candidates that the follower has been told of; those known already stay as they are."""
    DigestedMatch.objects.bulk_create(
        [
            DigestedMatch(subscription=subscription, digest_id=digest, number=match.number, score=match.score)
            for match in matches
        ],
        ignore_conflicts=True,
    )


def unfollow(subscription: MatchSubscription, *, actor: Actor) -> None:
    if not policy.may(actor, "edit", subscription):
        raise Refusal("not_allowed", subscription.number)
    subscription.delete()


def unfollow_by_link(subscription: MatchSubscription) -> None:
    """Ends a subscription for whoever holds its signed link: the mail box is the proof."""
    subscription.delete()


def set_language(language: str, *, actor: Actor) -> None:
    """The language of all digests of a person."""
    MatchSubscription.objects.filter(user_id=actor.user_id or 0).update(language=_known_language(language))


def _known_language(language: str) -> str:
    return language if language in LANGUAGES else LANGUAGES[0]
