"""A linked expert: retired when the person leaves, once and with a way back; asked whether it is still true beside the officers."""

from datetime import timedelta

import pytest

from qianqiao.catalogue.domain import linking
from qianqiao.catalogue.models import Expert, ExpertLink
from qianqiao.core import audit, clock, outbox
from qianqiao.core.actor import Actor
from qianqiao.core.models import AuditEntry
from qianqiao.core.workflow import Refusal
from qianqiao.notices.models import Notice, Todo
from qianqiao.notices.queries import todos_of
from qianqiao.organisations.models import Membership, User
from qianqiao.people.domain.leaving import end_membership, expire_memberships
from qianqiao.upkeep.domain import retiring
from qianqiao.upkeep.domain.renewing import renew, take_back
from qianqiao.upkeep.domain.tending import tend
from qianqiao.upkeep.models import Retirement
from tests.factories import records as make

pytestmark = pytest.mark.django_db


def linked(**values: object) -> tuple[Expert, User, Actor, User, Actor]:
    own = make.organisation()
    officer_user, officer = make.person(own)
    user, person = make.person(own, roles=["doctoral_student"])
    expert = make.expert(own, name=user.name, **values)
    linking.take(linking.propose(expert, user.pk, actor=officer), "confirm", actor=person)
    outbox.deliver_all()
    return expert, user, person, officer_user, officer


@pytest.mark.parametrize("how", ["removed", "left", "run out"])
def test_leaving_retires_the_linked_record_once_without_a_question_and_it_comes_back(how: str) -> None:
    expert, user, person, officer_user, officer = linked()
    namesake = make.expert(expert.organisation, name=user.name)
    membership = Membership.objects.get(user=user)
    if how == "run out":
        Membership.objects.filter(pk=membership.pk).update(valid_until=clock.today() - timedelta(days=1))
        assert expire_memberships() == 1
    else:
        end_membership(membership, reason="调离", actor=officer if how == "removed" else person)
    outbox.deliver_all()
    outbox.deliver_all()
    expert.refresh_from_db()
    row = Retirement.objects.get()
    assert (row.number, row.reason, row.state, expert.state) == (
        expert.number,
        "member_left",
        "retired",
        "expired",
    )
    assert not Todo.objects.filter(code="records.todo.expert_left").exists()
    assert ExpertLink.objects.get().state == "ended"
    assert AuditEntry.objects.filter(action="expert.retire").count() == 1
    tend()
    tend()
    assert Notice.objects.get(user=officer_user, code="records.retired.member_left")
    namesake.refresh_from_db()
    assert namesake.state == "published"
    retiring.undo(row, actor=officer)
    tend()
    outbox.deliver_all()
    expert.refresh_from_db()
    assert (expert.state, Retirement.objects.count()) == ("published", 1)
    assert audit.verify(expert.audit_chain) is None


def test_who_is_back_before_the_record_is_looked_at_has_not_left() -> None:
    expert, user, _, _, officer = linked()
    end_membership(Membership.objects.get(user=user), reason="示例", actor=officer)
    Membership.objects.filter(user=user).update(state="active")
    outbox.deliver_all()
    expert.refresh_from_db()
    assert (expert.state, ExpertLink.objects.get().state) == ("published", "linked")


def test_the_linked_person_is_asked_too_and_either_answer_closes_both() -> None:
    today = clock.today()
    expert, _, person, _, officer = linked(
        valid_until=today + timedelta(days=20), last_proven_alive=today - timedelta(days=345)
    )
    tend()
    assert [todo.code for todo in todos_of(person)] == ["records.todo.own_expiring"]
    assert [todo.code for todo in todos_of(officer)] == ["records.todo.expiring"]
    clicked = renew([expert.number], actor=person)
    assert clicked.done == [expert.number]
    assert not Todo.objects.filter(closed_at=None).exists()
    assert take_back(clicked.batch, actor=person).done == [expert.number]
    assert [todo.code for todo in todos_of(person)] == ["records.todo.own_expiring"]
    # the question of the organisation is not the person's to answer
    retiring.announce(Expert.objects.get(), lambda _row: ("expert_left", "left:example"))
    refused = renew([expert.number], actor=person).refused
    assert refused[expert.number].code == "question_open"
    assert renew([expert.number], actor=officer).done == [expert.number]
    assert not Todo.objects.filter(closed_at=None).exists()
    # an undone link asks nobody any more
    Expert.objects.update(valid_until=today + timedelta(days=20))
    tend()
    linking.take(ExpertLink.objects.get(), "undo", actor=officer)
    outbox.deliver_all()
    assert list(todos_of(person)) == []


def test_a_claim_that_waits_ends_with_the_membership_and_is_confirmed_no_more() -> None:
    own = make.organisation()
    _, officer = make.person(own)
    user, person = make.person(own, roles=["inventor"])
    row = linking.claim(make.expert(own), actor=person)
    end_membership(Membership.objects.get(user=user), reason="示例", actor=person)
    with pytest.raises(Refusal, match="not_a_member"):
        linking.take(row, "confirm", actor=officer)
    outbox.deliver_all()
    row.refresh_from_db()
    assert (row.state, list(todos_of(officer)), Retirement.objects.count()) == ("ended", [], 0)
