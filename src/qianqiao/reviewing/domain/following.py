"""Follows a record's steps, in their transaction: who is asked, what was answered, who is told."""

from collections.abc import Mapping

from qianqiao.core import clock
from qianqiao.core.actor import Actor, ActorKind
from qianqiao.core.lifecycle import IN_REVIEW
from qianqiao.core.records import LivingRecord
from qianqiao.core.workflow import Refusal
from qianqiao.reviewing.domain import asking
from qianqiao.reviewing.models import RecordReview
from qianqiao.reviewing.newcomers import is_new, is_spared
from qianqiao.reviewing.queries import REVIEW, WAITING, may_decide, needs_colleague, others, rule

State = RecordReview.State
DECIDED = {"publish": State.PUBLISHED, "return": State.RETURNED, "withdraw": State.DROPPED}
COMMENT_LENGTH = 1000


def refuse_own(record: LivingRecord, step: str, *, actor: Actor) -> None:
    """Says plainly, before the step is tried, who has to decide instead; the policy holds it under the lock."""
    if step not in {"accept", "publish", "return"} or record.state != IN_REVIEW:
        return
    if not actor.may(REVIEW, record.owner_id_for_policy):
        return
    if needs_colleague(actor, record):
        raise Refusal("needs_colleague", record.number)
    if step == "publish" and not may_decide(actor, step, record):
        raise Refusal("needs_platform", record.number)


def follow(
    record: LivingRecord,
    step: str,
    *,
    actor: Actor,
    reason: str = "",
    comments: Mapping[str, str] | None = None,
    looked_over: bool = False,
) -> None:
    """What a step just taken means for the review of the record. Call it inside the step's transaction.

    `looked_over`: who submits may review and has looked at it (the rows of an import), so that no colleague is asked.
    """
    if step == "submit":
        _submitted(record, actor=actor, looked_over=looked_over)
    elif step == "accept":
        _accepted(record, actor=actor)
    elif step in DECIDED:
        asking.mended(record.number)
        found = _locked(record)
        if found is not None:
            _decide(found, step, actor=actor, reason=reason, comments=_known(record, comments or {}))


def written(record: LivingRecord, *, actor: Actor) -> None:
    """Who changes a record under review becomes the one who wrote it: another person has to look at that."""
    review = _locked(record) if record.state == IN_REVIEW else None
    if review is None or actor.kind is not ActorKind.PERSON:
        return
    if review.written_by_id == actor.user_id and review.state == State.OPEN:
        return
    asking.no_more(review)
    review.written_by_id, review.accepted_by = actor.user_id, None
    _ask(review)


def _locked(record: LivingRecord) -> RecordReview | None:
    waiting = RecordReview.objects.select_for_update().filter(number=record.number, state__in=WAITING)
    return waiting.first()


def _submitted(record: LivingRecord, *, actor: Actor, looked_over: bool) -> None:
    owner = record.owner_for_policy
    if actor.kind is not ActorKind.PERSON or owner is None:
        return
    asking.mended(record.number)
    review = RecordReview(
        number=record.number, organisation=owner, written_by_id=actor.user_id, submitted_at=clock.now()
    )
    if looked_over and actor.may(REVIEW, owner.pk):
        if is_new(owner):
            review.accepted_by_id = actor.user_id
            asking.platform(review)
        return
    _ask(review)


def _accepted(record: LivingRecord, *, actor: Actor) -> None:
    """A colleague's yes; where the writer accepts because nobody else could look, no colleague has looked."""
    review = _locked(record)
    owner = record.owner_for_policy
    if owner is None:
        return
    if review is None:
        review = RecordReview(number=record.number, organisation=owner, submitted_at=clock.now())
    asking.no_more(review)
    review.accepted_by_id = actor.user_id if actor.user_id != review.written_by_id else None
    asking.platform(review)
    if review.accepted_by_id is not None:
        asking.tell(review, "records.accepted", actor=actor)


def _ask(review: RecordReview) -> None:
    """A colleague first; the platform where nobody else of the organisation could look and the rules say so."""
    alone = not others(review.written_by_id, review.organisation_id)
    if alone and _platform_stands_in(review):
        asking.platform(review)
    else:
        asking.colleagues(review)


def _platform_stands_in(review: RecordReview) -> bool:
    owner = review.organisation
    return is_new(owner) or (rule("nobody_else", "then") == "platform" and not is_spared(owner))


def _known(record: LivingRecord, comments: Mapping[str, str]) -> dict[str, str]:
    keys = {spec.key for spec in record.specs}
    told = {key: text.strip()[:COMMENT_LENGTH] for key, text in comments.items() if key in keys}
    return {key: text for key, text in told.items() if text}


def _decide(
    review: RecordReview, step: str, *, actor: Actor, reason: str, comments: Mapping[str, str]
) -> None:
    asking.no_more(review)
    review.state, review.reason, review.comments = DECIDED[step], reason[:1000], dict(comments)
    review.decided_by_id, review.decided_at = actor.user_id, clock.now()
    review.save()
    asking.platform_list(review.organisation)
    if step == "withdraw":
        return
    asking.tell(review, "records.returned" if step == "return" else "records.let_out", actor=actor)
    if step == "return":
        asking.to_mend(review)
