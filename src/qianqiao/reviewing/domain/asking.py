"""Puts what waits on people's lists, takes it off, and tells them what was decided."""

from collections.abc import Iterator
from typing import Any

from qianqiao.core import clock, workdays
from qianqiao.core.actor import Actor
from qianqiao.notices.domain import close_todo, notify, open_todo
from qianqiao.notices.texts import naming
from qianqiao.organisations.holding import memberships_in_force
from qianqiao.organisations.models import Organisation, User
from qianqiao.organisations.views.record_pages.addresses import address
from qianqiao.reviewing.models import RecordReview
from qianqiao.reviewing.policies import CHECK
from qianqiao.reviewing.queries import REVIEW, others, rule

State = RecordReview.State
LIST = "/my/reviews/"


def colleagues(review: RecordReview) -> None:
    """On the list of the colleagues who may review; of everybody who may where the writer is not among them."""
    found = others(review.written_by_id, review.organisation_id)
    whole = len(found) == len(others(None, review.organisation_id)) or not found
    review.state, review.asked = State.OPEN, [] if whole else found
    review.due_at = workdays.due_after(clock.now(), int(rule("answer", "days")))
    review.save()
    for user in _asked(review):
        open_todo(
            key=_review_key(review.number, user),
            code="records.review_waiting",
            params={"number": review.number},
            address=address(review.number),
            organisation_id=review.organisation_id,
            permission=REVIEW,
            user_id=user,
            due_at=review.due_at,
        )
    platform_list(review.organisation)


def platform(review: RecordReview) -> None:
    """On the platform's list."""
    review.state, review.asked = State.ACCEPTED, []
    review.due_at = workdays.due_after(clock.now(), int(rule("check", "days")))
    review.save()
    platform_list(review.organisation)


def platform_list(organisation: Organisation) -> None:
    """One entry for each organisation whose records wait, due with the first of them, on the list of each operator."""
    waiting = RecordReview.objects.filter(organisation=organisation, state=State.ACCEPTED)
    # two decisions at once would each see the other's record still waiting
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    first = waiting.order_by("due_at").first()
    for name, whose in _checkers():
        key = f"review:platform:{organisation.pk}:{name}"
        if first is None:
            close_todo(key)
            continue
        open_todo(
            key=key,
            code="records.check_waiting",
            params=naming(organisation=organisation),
            address=f"{LIST}?organisation={organisation.number}",
            due_at=first.due_at,
            **whose,
        )


def _checkers() -> Iterator[tuple[str, dict[str, Any]]]:
    """Whoever checks for the platform: those who may in an operator's organisation, and staff without such a role."""
    for operator in Organisation.objects.filter(kind=Organisation.Kind.OPERATOR).order_by("pk"):
        yield str(operator.pk), {"organisation_id": operator.pk, "permission": CHECK}
    members = memberships_in_force().filter(roles__contains=["operator"]).values("user")
    staff = User.objects.filter(is_staff=True, is_active=True).exclude(pk__in=members)
    for person in staff.order_by("pk").values_list("pk", flat=True):
        yield f"staff-{person}", {"user_id": person}


def no_more(review: RecordReview) -> None:
    """Takes the question off the colleagues' lists."""
    for user in _asked(review):
        close_todo(_review_key(review.number, user))


def tell(review: RecordReview, code: str, *, actor: Actor) -> None:
    """The writer and the colleague who accepted hear what was decided, but not the one who decided."""
    notify(
        {one for one in (review.written_by_id, review.accepted_by_id) if one} - {actor.user_id},
        code=code,
        params={"number": review.number},
        address=address(review.number),
        key=f"review:{review.pk}:{code}:{clock.now().timestamp():.0f}",
    )


def to_mend(review: RecordReview) -> None:
    """A returned record waits for its writer."""
    if review.written_by_id is not None:
        open_todo(
            key=_mend_key(review.number),
            code="records.mend",
            params={"number": review.number},
            address=address(review.number),
            user_id=review.written_by_id,
        )


def mended(number: str) -> None:
    close_todo(_mend_key(number))


def _asked(review: RecordReview) -> list[int | None]:
    return [*review.asked] or [None]


def _review_key(number: str, user_id: int | None) -> str:
    return f"review:{number}:{user_id or 'all'}"


def _mend_key(number: str) -> str:
    return f"review:{number}:mend"
