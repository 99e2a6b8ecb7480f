"""Two at once: one approval, one leader left, one loan."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from qianqiao.core.actor import Actor
from qianqiao.core.models import AuditEntry
from qianqiao.core.workflow import Refusal
from qianqiao.organisations.models import Membership, User
from qianqiao.people.domain import invitations, leaving, memberships, verifying
from qianqiao.people.domain.terms import Terms
from qianqiao.people.models import Invitation, Verification
from tests.factories import records as make

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], object]) -> list[str]:
    """Runs the works at the same moment; "done" or the code of the refusal for each."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], object]) -> str:
        try:
            barrier.wait(timeout=10)
            work()
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return sorted(pool.map(run, works))


def test_of_two_who_approve_one_is_refused() -> None:
    own = make.organisation()
    deciding = [make.person(own)[1] for _ in range(2)]
    _, actor = make.person()
    row = memberships.ask_to_join(own, message="", title="", actor=actor)

    def approve(one: Actor, role: str) -> Callable[[], object]:
        return lambda: memberships.approve(row, Terms([role]), actor=one)

    told = at_once(approve(deciding[0], "inventor"), approve(deciding[1], "transfer_officer"))
    assert told == ["done", "wrong_state"]
    assert AuditEntry.objects.filter(action="membership.approve").count() == 1
    row.refresh_from_db()
    assert len(row.roles) == 1


def test_two_administrators_who_leave_at_once_do_not_leave_the_organisation_alone() -> None:
    own = make.organisation()
    people = [make.person(own) for _ in range(2)]

    def leave(user: User, actor: Actor) -> Callable[[], object]:
        row = Membership.objects.get(user=user)
        return lambda: leaving.end_membership(row, reason="leaving", actor=actor)

    assert at_once(*(leave(*one) for one in people)) == ["done", "last_administrator"]
    assert Membership.objects.filter(organisation=own, state="active").count() == 1


def test_the_same_address_is_invited_once() -> None:
    own = make.organisation()
    deciding = [make.person(own)[1] for _ in range(2)]

    def invite(one: Actor) -> Callable[[], object]:
        return lambda: invitations.invite(
            own, "new@example.org", Terms(["inventor"]), language="en", actor=one
        )

    assert at_once(*map(invite, deciding)) == ["already_invited", "done"]
    assert Invitation.objects.count() == 1


def test_of_two_who_verify_and_refuse_one_is_refused() -> None:
    own = make.organisation("enterprise", region="330200")
    officers = [make.person(make.organisation("authority", region="330000"))[1] for _ in range(2)]
    row = Verification.objects.create(organisation=own, state="filed", code_kind="uscc", code="X")
    told = at_once(
        lambda: verifying.decide(row, "refuse", reason="no", actor=officers[0]),
        lambda: verifying.decide(row, "refuse", reason="no", actor=officers[1]),
    )
    assert told == ["done", "wrong_state"]
