"""Follows a record's steps, in their transaction: who is asked, what was answered, who is told."""

from collections.abc import Mapping

from qianqiao.core import clock, workdays
from qianqiao.core.actor import Actor, ActorKind
from qianqiao.core.lifecycle import IN_REVIEW
from qianqiao.core.records import LivingRecord
from qianqiao.core.workflow import Refusal
from qianqiao.notices.domain import close_todo, notify, open_todo
from qianqiao.organisations.views.record_pages.addresses import address
from qianqiao.reviewing.models import RecordReview
from qianqiao.reviewing.queries import REVIEW, needs_colleague, open_review, others, rule

State = RecordReview.State
DECIDED = {"publish": State.PUBLISHED, "return": State.RETURNED, "withdraw": State.DROPPED}
COMMENT_LENGTH = 1000


def refuse_own(record: LivingRecord, step: str, *, actor: Actor) -> None:
    """Says plainly, before the step is tried, that somebody else has to decide; the policy holds it under the lock."""
    if step in {"publish", "return"} and needs_colleague(actor, record):
        raise Refusal("needs_colleague", record.number)


def follow(
    record: LivingRecord,
    step: str,
    *,
    actor: Actor,
    reason: str = "",
    comments: Mapping[str, str] | None = None,
) -> None:
    """What a step just taken means for the review of the record. Call it inside the step's transaction."""
    if step == "submit" and actor.kind is ActorKind.PERSON and record.owner_id_for_policy is not None:
        review = RecordReview.objects.create(
            number=record.number,
            organisation_id=record.owner_id_for_policy,
            written_by_id=actor.user_id,
            submitted_at=clock.now(),
        )
        close_todo(_mend_key(record.number))
        _ask(review)
        return
    if step == "withdraw":
        close_todo(_mend_key(record.number))
    found = open_review(record.number)
    if found is not None and step in DECIDED:
        _decide(found, step, actor=actor, reason=reason, comments=_known(record, comments or {}))


def written(record: LivingRecord, *, actor: Actor) -> None:
    """Who changes a record under review becomes the one who wrote it: another person has to look at that."""
    review = open_review(record.number) if record.state == IN_REVIEW else None
    if review is None or actor.kind is not ActorKind.PERSON or review.written_by_id == actor.user_id:
        return
    _ask_no_more(review)
    review.written_by_id = actor.user_id
    _ask(review)


def _known(record: LivingRecord, comments: Mapping[str, str]) -> dict[str, str]:
    keys = {spec.key for spec in record.specs}
    told = {key: text.strip()[:COMMENT_LENGTH] for key, text in comments.items() if key in keys}
    return {key: text for key, text in told.items() if text}


def _asked(review: RecordReview) -> list[int | None]:
    return [*review.asked] or [None]


def _ask(review: RecordReview) -> None:
    """Puts the review on the list of the colleagues who may do it; of everybody where the writer may not anyway."""
    colleagues = others(review.written_by_id, review.organisation_id)
    whole = len(colleagues) == len(others(None, review.organisation_id)) or not colleagues
    review.asked = [] if whole else colleagues
    review.save()
    due = workdays.due_after(clock.now(), int(rule("answer", "days")))
    for user in _asked(review):
        open_todo(
            key=_review_key(review.number, user),
            code="records.review_waiting",
            params={"number": review.number},
            address=address(review.number),
            organisation_id=review.organisation_id,
            permission=REVIEW,
            user_id=user,
            due_at=due,
        )


def _ask_no_more(review: RecordReview) -> None:
    for user in _asked(review):
        close_todo(_review_key(review.number, user))


def _decide(
    review: RecordReview, step: str, *, actor: Actor, reason: str, comments: Mapping[str, str]
) -> None:
    _ask_no_more(review)
    review.state, review.reason, review.comments = DECIDED[step], reason[:1000], dict(comments)
    review.decided_by_id, review.decided_at = actor.user_id, clock.now()
    review.save()
    writer = review.written_by_id
    if writer is None or writer == actor.user_id or step == "withdraw":
        return
    returned = step == "return"
    told = {"params": {"number": review.number}, "address": address(review.number)}
    code = "records.returned" if returned else "records.let_out"
    notify([writer], code=code, key=f"review:{review.pk}:{step}", **told)  # type: ignore[arg-type]
    if returned:
        open_todo(key=_mend_key(review.number), code="records.mend", user_id=writer, **told)  # type: ignore[arg-type]


def _review_key(number: str, user_id: int | None) -> str:
    return f"review:{number}:{user_id or 'all'}"


def _mend_key(number: str) -> str:
    return f"review:{number}:mend"
