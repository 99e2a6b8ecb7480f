"""Lent roles: what was lent and no more, until the day, as long as both belong."""

from datetime import date, timedelta

import pytest

from qianqiao.core import clock
from qianqiao.core.workflow import Refusal
from qianqiao.notices.models import Notice
from qianqiao.notices.queries import people_with
from qianqiao.organisations.actors import actor_of
from qianqiao.organisations.models import Delegation, Membership, Organisation, User
from qianqiao.people.domain import delegations, leaving
from qianqiao.people.jobs import end_what_has_run_out
from tests.factories import records as make

pytestmark = pytest.mark.django_db


def pair(kind: str = "university") -> tuple[Organisation, User, User]:
    own = make.organisation(kind)
    lender, _ = make.person(own)
    borrower, _ = make.person(own, roles=["reviewer"])
    return own, lender, borrower


def lend(lender: User, borrower: User, roles: list[str], ends_on: date | None = None) -> Delegation:
    return delegations.lend(
        Membership.objects.get(user=lender),
        to=borrower.pk,
        roles=roles,
        ends_on=ends_on or clock.today() + timedelta(days=7),
        note="休假",
        actor=actor_of(lender),
    )


def test_the_borrower_may_what_was_lent_until_the_day() -> None:
    own, lender, borrower = pair()
    row = lend(lender, borrower, ["transfer_officer"])
    assert actor_of(borrower).may("records.review", own.pk)
    assert not actor_of(borrower).may("members.manage", own.pk)
    assert people_with("records.review", own.pk) == [lender.pk, borrower.pk]
    assert Notice.objects.get(user=borrower).code == "people.lent"
    moment = clock.now() + timedelta(days=8)
    with clock.frozen(moment):
        assert not actor_of(borrower).may("records.review", own.pk)
        assert people_with("records.review", own.pk) == [lender.pk]
        assert end_what_has_run_out() == 1
    row.refresh_from_db()
    assert row.state == "ended"


def test_a_loan_lives_no_longer_than_the_lenders_own_roles() -> None:
    own, lender, borrower = pair()
    lend(lender, borrower, ["transfer_officer"])
    Membership.objects.filter(user=lender).update(roles=["administrator"])
    assert not actor_of(borrower).may("records.review", own.pk)
    Membership.objects.filter(user=lender).update(
        roles=["transfer_officer"], valid_until=clock.today() - timedelta(days=1)
    )
    assert not actor_of(borrower).may("records.review", own.pk)


def test_a_borrower_who_left_holds_nothing() -> None:
    own, lender, borrower = pair()
    row = lend(lender, borrower, ["transfer_officer"])
    leaving.end_membership(Membership.objects.get(user=borrower), reason="leaves", actor=actor_of(borrower))
    assert not actor_of(borrower).acts_for(own.pk)
    row.refresh_from_db()
    assert row.state == "ended"


def test_a_lent_role_is_not_lent_on_and_a_platform_role_reaches_the_platform() -> None:
    _own, lender, borrower = pair("operator")
    lend(lender, borrower, ["operator"])
    assert actor_of(borrower).is_operator
    with pytest.raises(Refusal, match="role_not_held"):
        lend(borrower, lender, ["operator"])


def test_what_cannot_be_lent() -> None:
    own, lender, borrower = pair()
    stranger, _ = make.person(make.organisation())
    today = clock.today()
    for to, roles, day, code in (
        (borrower, ["inventor"], today, "role_not_held"),
        (borrower, [], today, "no_role"),
        (stranger, ["transfer_officer"], today, "borrower_unfit"),
        (lender, ["transfer_officer"], today, "borrower_unfit"),
        (borrower, ["transfer_officer"], today - timedelta(days=1), "day_has_passed"),
        (borrower, ["transfer_officer"], today + timedelta(days=400), "too_long"),
    ):
        with pytest.raises(Refusal, match=code):
            lend(lender, to, roles, day)
    with pytest.raises(Refusal, match="not_allowed"):
        delegations.lend(
            Membership.objects.get(user=lender),
            to=borrower.pk,
            roles=["administrator"],
            ends_on=today,
            note="",
            actor=actor_of(borrower),
        )
    assert not Delegation.objects.exists()
    lend(lender, borrower, ["transfer_officer"])
    with pytest.raises(Refusal, match="already_lent"):
        lend(lender, borrower, ["administrator"])
    assert own.delegations.count() == 1


def test_either_side_and_an_administrator_end_it_nobody_else() -> None:
    own, lender, borrower = pair()
    _, colleague = make.person(own, roles=["inventor"])
    row = lend(lender, borrower, ["transfer_officer"])
    with pytest.raises(Refusal, match="not_allowed"):
        delegations.end_loan(row, actor=colleague)
    assert Delegation.objects.get().state == "active"
    delegations.end_loan(row, actor=actor_of(borrower))
    assert Delegation.objects.get().state == "ended"
    with pytest.raises(Refusal, match="wrong_state"):
        delegations.end_loan(row, actor=actor_of(lender))
