"""Whom each step tells what, and what waits for whom; called inside the transaction of the step."""

from qianqiao.core import clock
from qianqiao.core.workdays import due_after
from qianqiao.notices.domain import close_todo, notify, open_todo
from qianqiao.notices.models import Todo
from qianqiao.notices.texts import naming
from qianqiao.organisations.holding import holders
from qianqiao.organisations.models import Delegation, Membership, Organisation, User
from qianqiao.people import queries
from qianqiao.people.links import invitation_path
from qianqiao.people.models import Invitation, Verification
from qianqiao.people.policies import MANAGE, has_administrator

ANSWER_WITHIN = 5
MINE = "/my/organisations/"


def members_path(organisation: Organisation) -> str:
    return f"/organisations/{organisation.number}/members/"


def _close(key: str) -> None:
    """Closes a to-do and its copies for single people (`key.<person>`)."""
    close_todo(key)
    for copy in Todo.objects.filter(key__startswith=f"{key}.", closed_at=None).values_list("key", flat=True):
        close_todo(copy)


def of_request(row: Membership) -> None:
    """The administrators decide; where there is none, those who vouch for the organisation."""
    params = {"person": str(row.user), **naming(organisation=row.organisation)}
    address = f"{members_path(row.organisation)}{row.pk}/"
    key, due = f"people.request.{row.pk}", due_after(clock.now(), ANSWER_WITHIN)
    if has_administrator(row.organisation_id):
        open_todo(
            key=key,
            code="people.request",
            params=params,
            address=address,
            organisation_id=row.organisation_id,
            permission=MANAGE,
            due_at=due,
        )
    else:
        for person in queries.vouchers(row.organisation):
            open_todo(
                key=f"{key}.{person}",
                code="people.request",
                params=params,
                address=address,
                user_id=person,
                due_at=due,
            )
    notify(
        queries.deciders(row.organisation),
        code="people.request",
        params=params,
        address=address,
        key=f"{key}.{row.version}",
    )


def no_longer_asked(row: Membership) -> None:
    _close(f"people.request.{row.pk}")


def of_decision(row: Membership, code: str, *, reason: str = "") -> None:
    no_longer_asked(row)
    notify(
        [row.user_id],
        code=code,
        params={**naming(organisation=row.organisation), "reason": reason},
        address=MINE,
        key=f"people.membership.{row.pk}.{row.version}",
    )


def of_change(row: Membership, *, by: int | None) -> None:
    """Tells the person; somebody who changes his own roles is seen by the other administrators in the member list."""
    if by != row.user_id:
        of_decision(row, "people.changed")


def of_end(row: Membership, *, moved: int, by: int | None) -> None:
    organisation, person = row.organisation, str(row.user)
    key = f"people.membership.{row.pk}.{row.version}"
    if by is None:
        notify(
            [row.user_id],
            code="people.expired",
            params=naming(organisation=organisation),
            address=MINE,
            key=key,
        )
    elif by != row.user_id:
        of_decision(row, "people.ended", reason=row.reason)
    told = {"person": person, **naming(organisation=organisation), "count": str(moved)}
    others = set(holders(MANAGE, organisation.pk)) - {by, row.user_id}
    notify(others, code="people.left", params=told, address=members_path(organisation), key=f"{key}.left")
    if row.successor_id:
        notify(
            [row.successor_id], code="people.taken_over", params=told, address="/my/todo/", key=f"{key}.next"
        )


def of_invitation(row: Invitation) -> None:
    """An account whose address is proven sees the invitation on the site too; everybody gets the mail."""
    user = User.objects.filter(email__iexact=row.email, is_active=True).first()
    if user is None or not queries.address_is_proven(user):
        return
    open_todo(
        key=f"people.invitation.{row.pk}",
        code="people.invitation",
        params=naming(organisation=row.organisation),
        address=invitation_path(row),
        user_id=user.pk,
        due_at=row.expires_at,
    )


def no_longer_invited(row: Invitation) -> None:
    _close(f"people.invitation.{row.pk}")


def of_answer(row: Invitation, code: str, *, person: str) -> None:
    no_longer_invited(row)
    if row.invited_by_id:
        notify(
            [row.invited_by_id],
            code=code,
            params={"person": person, **naming(organisation=row.organisation)},
            address=members_path(row.organisation),
            key=f"people.invitation.{row.pk}",
        )


def of_loan(row: Delegation) -> None:
    params = {
        "person": str(row.lender),
        **naming(organisation=row.organisation),
        "day": row.ends_on.isoformat(),
    }
    notify([row.borrower_id], code="people.lent", params=params, address=MINE, key=f"people.loan.{row.pk}")


def of_loan_end(row: Delegation, *, by: int | None) -> None:
    params = {
        "lender": str(row.lender),
        "borrower": str(row.borrower),
        **naming(organisation=row.organisation),
    }
    told = {row.lender_id, row.borrower_id} - {by}
    notify(told, code="people.loan_ended", params=params, address=MINE, key=f"people.loan.{row.pk}.end")


def of_filing(row: Verification) -> None:
    """Everybody who may verify the organisation has it on the list until one of them decides."""
    organisation = row.organisation
    for person in set(queries.vouchers(organisation)) - {row.filed_by_id}:
        open_todo(
            key=f"people.verification.{row.pk}.{person}",
            code="people.filed",
            params=naming(organisation=organisation),
            address=f"/organisations/{organisation.number}/verification",
            user_id=person,
            due_at=due_after(clock.now(), ANSWER_WITHIN),
        )


def of_verdict(row: Verification, code: str) -> None:
    _close(f"people.verification.{row.pk}")
    organisation = row.organisation
    told = {*holders("organisation.edit", organisation.pk), *([row.filed_by_id] if row.filed_by_id else [])}
    notify(
        told,
        code=code,
        params={**naming(organisation=organisation), "reason": row.reason},
        address=f"/organisations/{organisation.number}/verification",
        key=f"people.verification.{row.pk}.{row.version}",
    )
