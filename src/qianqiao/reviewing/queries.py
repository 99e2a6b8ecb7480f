"""Whether somebody else has to look first, and what the last look said."""

from qianqiao.core import clock, rules
from qianqiao.core.actor import Actor, ActorKind
from qianqiao.core.lifecycle import DRAFT, IN_REVIEW
from qianqiao.core.records import LivingRecord
from qianqiao.notices.queries import people_with
from qianqiao.reviewing.models import RecordReview

PACKAGE, REVIEW = "qianqiao.reviewing", "records.review"


def rule(name: str, key: str) -> str:
    """One value of the rules in force today."""
    return str(rules.pack_in_force(PACKAGE, "four_eyes", clock.today()).rules[name][key])


def open_review(number: str) -> RecordReview | None:
    return RecordReview.objects.filter(number=number, state=RecordReview.State.OPEN).first()


def others(user_id: int | None, organisation_id: int) -> list[int]:
    """The people of the organisation who may review, without the one who wrote."""
    return [one for one in people_with(REVIEW, organisation_id) if one != user_id]


def needs_colleague(actor: Actor, record: LivingRecord) -> bool:
    """Whether the actor wrote what waits for review and somebody else has to decide about it."""
    if actor.kind is not ActorKind.PERSON or record.state != IN_REVIEW:
        return False
    review = open_review(record.number)
    if review is None or review.written_by_id != actor.user_id:
        return False
    return rule("nobody_else", "then") == "waits" or bool(others(actor.user_id, review.organisation_id))


def last_review(record: LivingRecord) -> RecordReview | None:
    """What its people need to see now: the open review, or the one that returned the draft."""
    wanted = {IN_REVIEW: RecordReview.State.OPEN, DRAFT: RecordReview.State.RETURNED}.get(record.state)
    last = (
        RecordReview.objects.filter(number=record.number)
        .select_related("written_by", "decided_by")
        .order_by("-pk")
        .first()
    )
    return last if last is not None and last.state == wanted else None


def comments_on(record: LivingRecord) -> dict[str, str]:
    """What a colleague said of each field of a returned draft, by the field's key."""
    review = last_review(record)
    return dict(review.comments) if review else {}
