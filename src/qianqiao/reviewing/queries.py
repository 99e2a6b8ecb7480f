"""Who decides about a record that waits, and what the last look said."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import F, Q, QuerySet

from qianqiao.core import clock, policy, rules
from qianqiao.core.actor import Actor, ActorKind
from qianqiao.core.lifecycle import DRAFT, IN_REVIEW
from qianqiao.core.records import LivingRecord, record_models
from qianqiao.organisations.models import Organisation
from qianqiao.organisations.signing_in.second_factor import ready_for
from qianqiao.reviewing.models import RecordReview
from qianqiao.reviewing.newcomers import is_new, is_spared
from qianqiao.reviewing.policies import CHECK

PACKAGE, REVIEW = "qianqiao.reviewing", "records.review"
State = RecordReview.State
WAITING = (State.OPEN, State.ACCEPTED)


def rule(name: str, key: str) -> Any:
    """One value of the rules in force today."""
    return rules.pack_in_force(PACKAGE, "four_eyes", clock.today()).rules[name][key]


def open_review(record: LivingRecord) -> RecordReview | None:
    """The review that a record waits in; lists that know it already say so in `known_review`."""
    known = getattr(record, "known_review", None)
    if isinstance(known, RecordReview):
        return known
    waiting = RecordReview.objects.filter(number=record.number, state__in=WAITING)
    return waiting.select_related("organisation").first()


def others(user_id: int | None, organisation_id: int) -> list[int]:
    """The people of the organisation who could review now, without the one who wrote.

    Somebody whose roles wait for a second factor cannot, so nobody waits for him.
    """
    return [one for one in ready_for(REVIEW, organisation_id) if one != user_id]


def _is_alone(actor: Actor, review: RecordReview | None) -> bool:
    """Whether the actor wrote what waits and nobody else of the organisation could look."""
    wrote = review is not None and review.written_by_id == actor.user_id
    return wrote and not others(actor.user_id, review.organisation_id)  # type: ignore[union-attr]


def needs_colleague(actor: Actor, record: LivingRecord) -> bool:
    """Whether the actor wrote what waits for a colleague and has no say in it."""
    if actor.kind is not ActorKind.PERSON or record.state != IN_REVIEW:
        return False
    review = open_review(record)
    if review is None or review.state != State.OPEN or review.written_by_id != actor.user_id:
        return False
    return rule("nobody_else", "then") == "waits" or not _is_alone(actor, review)


def needs_platform(record: LivingRecord, review: RecordReview | None, *, actor: Actor) -> bool:
    """Whether the record goes to the platform's check before it is published."""
    organisation = review.organisation if review else record.owner_for_policy
    if organisation is None or is_new(organisation):
        return organisation is not None
    if rule("nobody_else", "then") != "platform" or is_spared(organisation):
        return False
    if review is not None and review.state == State.ACCEPTED:
        return review.accepted_by_id is None
    return _is_alone(actor, review)


def may_decide(actor: Actor, action: str, record: LivingRecord) -> bool:
    """Whether the actor has the say about `accept`, `publish` or `review` (return) of a record.

    Outside the review only whether the actor holds the permission at all: the flow tells the rest by the state.
    """
    if actor.kind is ActorKind.SYSTEM:
        return True
    holds, checks = actor.may(REVIEW, record.owner_id_for_policy), actor.may(CHECK)
    if record.state != IN_REVIEW or not (holds or checks):
        return holds or checks
    review = open_review(record)
    if review is not None and review.state == State.ACCEPTED:
        return action != "accept" and _decides_last(actor, record, review, holds=holds, checks=checks)
    if not holds or needs_colleague(actor, record):
        return False
    return action == "review" or (action == "accept") is needs_platform(record, review, actor=actor)


def _decides_last(
    actor: Actor, record: LivingRecord, review: RecordReview, *, holds: bool, checks: bool
) -> bool:
    """What a colleague accepted: the platform decides, and the organisation again as soon as it need not wait."""
    if checks and actor.user_id not in {review.written_by_id, review.accepted_by_id}:
        return True
    return holds and not needs_platform(record, review, actor=actor)


def is_at_platform(record: LivingRecord) -> bool:
    review = open_review(record) if record.state == IN_REVIEW else None
    return review is not None and review.state == State.ACCEPTED


def checked_by_platform(actor: Actor, record: LivingRecord) -> bool:
    """Whether an unpublished record is shown to the actor because the platform checks it."""
    return actor.may(CHECK) and is_at_platform(record)


def numbers_to_check() -> QuerySet[RecordReview, Any]:
    """Numbers of the records that wait for the platform's check."""
    return RecordReview.objects.filter(state=State.ACCEPTED).values("number")


def numbers_held() -> QuerySet[RecordReview, Any]:
    """Numbers of the records that nobody but the platform can let out now."""
    waiting = RecordReview.objects.filter(state=State.ACCEPTED)
    owners = Organisation.objects.filter(pk__in=waiting.values("organisation"))
    new = [one for one in owners if is_new(one)]
    return waiting.filter(Q(organisation__in=new) | Q(accepted_by=None)).values("number")


def lets_out_many(actor: Actor, organisation_id: int) -> bool:
    """Whether what the actor imports for an organisation may be published in the same act."""
    return actor.kind is not ActorKind.PERSON or not is_new(Organisation.objects.get(pk=organisation_id))


def reviews_for(actor: Actor) -> QuerySet[RecordReview]:
    """What waits for a decision that the actor may take, most urgent first."""
    own = actor.organisations_where(REVIEW)
    wrote, accepted = Q(written_by=actor.user_id), Q(accepted_by=actor.user_id)
    mine = Q(state=State.OPEN, organisation__in=own) & ~wrote
    mine |= Q(state=State.ACCEPTED, organisation__in=_released(own), accepted_by__isnull=False)
    if actor.may(CHECK):
        mine |= Q(state=State.ACCEPTED) & ~wrote & ~accepted
    return _waiting(actor).filter(mine)


def submitted_by(actor: Actor) -> QuerySet[RecordReview]:
    """What the actor wrote and others have to decide about."""
    return _waiting(actor).filter(written_by=actor.user_id)


def _waiting(actor: Actor) -> QuerySet[RecordReview]:
    return (
        RecordReview.objects.filter(policy.visible(actor, RecordReview), state__in=WAITING)
        .select_related("organisation", "written_by")
        .order_by(F("due_at").asc(nulls_last=True), "submitted_at", "pk")
    )


def _released(organisation_ids: Collection[int]) -> list[Organisation]:
    """Those of some organisations that are new no longer, but still have records at the platform."""
    waiting = RecordReview.objects.filter(state=State.ACCEPTED, organisation__in=organisation_ids)
    found = Organisation.objects.filter(pk__in=waiting.values("organisation"))
    return [one for one in found if not is_new(one)]


def records_of(reviews: Iterable[RecordReview]) -> dict[str, LivingRecord]:
    """The records behind reviews by their numbers, each with its owner and knowing its review."""
    known = {one.number: one for one in reviews}
    found: dict[str, LivingRecord] = {}
    for letter, model in record_models().items():
        numbers = [number for number in known if number.startswith(letter)]
        if numbers:
            rows = model._default_manager.filter(number__in=numbers)  # noqa: SLF001  Django's documented manager
            found |= {one.number: one for one in rows.select_related(model.owner_field)}
    for number, record in found.items():
        record.known_review = known[number]  # type: ignore[attr-defined]
    return found


def returned_before(numbers: Iterable[str]) -> set[str]:
    """Those of the numbers that were returned when they were looked at last: somebody said what is to be mended."""
    looked = RecordReview.objects.filter(
        number__in=list(numbers), state__in=(State.RETURNED, State.PUBLISHED)
    )
    last = looked.order_by("number", "-pk").distinct("number")
    return {one.number for one in last if one.state == State.RETURNED}


def last_review(record: LivingRecord) -> RecordReview | None:
    """What its people need to see now: the waiting review, or the one that returned the draft."""
    wanted = {IN_REVIEW: WAITING, DRAFT: (State.RETURNED,)}.get(record.state)
    if wanted is None:
        return None
    last = (
        RecordReview.objects.filter(number=record.number)
        .select_related("written_by", "accepted_by", "decided_by", "organisation")
        .order_by("-pk")
        .first()
    )
    return last if last is not None and last.state in wanted else None


def comments_on(record: LivingRecord) -> dict[str, str]:
    """What a reviewer said of each field of a returned draft, by the field's key."""
    review = last_review(record)
    return dict(review.comments) if review else {}
