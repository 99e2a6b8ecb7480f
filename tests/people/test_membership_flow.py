"""Membership: every state by every step by every kind of person, the rules around roles, and what people are told."""

from datetime import timedelta
from itertools import product

import pytest

from qianqiao.core import clock
from qianqiao.core.actor import ANONYMOUS, SYSTEM, Actor
from qianqiao.core.models import AuditEntry, OutboxEvent
from qianqiao.core.workflow import Refusal
from qianqiao.notices.domain import open_todo
from qianqiao.notices.models import Notice, Todo
from qianqiao.notices.queries import people_with, todos_of
from qianqiao.organisations.actors import actor_of
from qianqiao.organisations.models import Membership, Organisation, User
from qianqiao.people.domain import leaving, memberships
from qianqiao.people.domain.terms import Terms
from qianqiao.people.jobs import end_what_has_run_out
from qianqiao.people.states import MEMBERSHIP_FLOW
from tests.factories import records as make
from tests.flow_walk import traces, walk

pytestmark = pytest.mark.django_db
OFFICER = Terms(["transfer_officer"])

# reviewed by hand: step -> (states it starts from, state it leads to, who may take it)
TABLE = {
    "ask": ({"ended", "refused"}, "requested", {"self", "system"}),
    "approve": ({"requested"}, "active", {"administrator", "system"}),
    "refuse": ({"requested"}, "refused", {"administrator", "system"}),
    "drop": ({"requested"}, "ended", {"self", "system"}),
    "join": ({"requested", "ended", "refused"}, "active", {"system"}),
    "change": ({"active"}, "active", {"administrator", "system"}),
    "end": ({"active"}, "ended", {"self", "administrator", "system"}),
    "expire": ({"active"}, "ended", {"system"}),
}


def membership_of(user: User) -> Membership:
    return Membership.objects.get(user=user)


@pytest.mark.parametrize(("state", "step"), list(product(Membership.State.values, TABLE)))
def test_every_state_by_every_step_by_every_person(state: str, step: str) -> None:
    own = make.organisation()
    _, administrator = make.person(own)
    _, colleague = make.person(own, roles=["inventor"])
    _, foreign = make.person(make.organisation())
    staff = User.objects.create_user("staff@example.org", "correct horse battery", is_staff=True)
    user, _ = make.person(own, roles=["inventor"])
    row = membership_of(user)
    Membership.objects.filter(pk=row.pk).update(state=state)
    people: dict[str, Actor] = {
        "administrator": administrator,
        "self": actor_of(user),
        "colleague": colleague,
        "foreign": foreign,
        "operator": actor_of(staff),
        "anonymous": ANONYMOUS,
        "system": SYSTEM,
    }
    walk(MEMBERSHIP_FLOW, row, TABLE, state=state, step=step, people=people)


def test_the_table_is_whole() -> None:
    assert {step.name for step in MEMBERSHIP_FLOW.steps} == set(TABLE)


def test_a_request_waits_for_the_administrators_and_is_decided_once() -> None:
    own = make.organisation()
    boss, administrator = make.person(own)
    user, actor = make.person()
    row = memberships.ask_to_join(own, message="示例：我在转移中心工作", title="专员", actor=actor)
    assert [todo.code for todo in todos_of(administrator)] == ["people.request"]
    assert not actor_of(user).acts_for(own.pk)
    with pytest.raises(Refusal, match="already_asked"):
        memberships.ask_to_join(own, message="", title="", actor=actor)
    memberships.approve(row, OFFICER, actor=administrator)
    assert actor_of(user).may("records.review", own.pk)
    assert not todos_of(administrator).exists()
    assert Notice.objects.filter(user=user, code="people.approved").count() == 1
    entry = AuditEntry.objects.get(action="membership.roles", subject=str(row.pk))
    assert (entry.data["before"], entry.data["after"]) == ([], ["transfer_officer"])
    assert entry.actor_id == boss.pk
    with pytest.raises(Refusal, match="wrong_state"):
        memberships.refuse(row, reason="no", actor=administrator)


def test_nobody_approves_himself() -> None:
    own = make.organisation()
    user, _ = make.person(own)
    make.person(own)
    Membership.objects.filter(user=user).update(state="requested")
    # rights from elsewhere do not help either
    actor = Actor(SYSTEM.kind.PERSON, user.pk, "x", grants={own.pk: frozenset({"members.manage"})})
    with pytest.raises(Refusal, match="not_allowed"):
        memberships.approve(membership_of(user), OFFICER, actor=actor)
    assert membership_of(user).state == "requested"


def test_a_refusal_tells_its_reason_and_one_may_ask_again() -> None:
    own = make.organisation()
    _, administrator = make.person(own)
    user, actor = make.person()
    row = memberships.ask_to_join(own, message="", title="", actor=actor)
    with pytest.raises(Refusal, match="reason_required"):
        memberships.refuse(row, reason=" ", actor=administrator)
    memberships.refuse(row, reason="请用单位邮箱", actor=administrator)
    assert Notice.objects.get(user=user).params["reason"] == "请用单位邮箱"
    again = memberships.ask_to_join(own, message="", title="", actor=actor)
    assert (again.pk, again.state, again.reason) == (row.pk, "requested", "")


def test_where_nobody_manages_the_members_those_decide_who_vouch_for_the_organisation() -> None:
    own = make.organisation(region="330200")
    _, near = make.person(make.organisation("authority", region="330000"))
    _, far = make.person(make.organisation("authority", region="320000"))
    _, actor = make.person()
    row = memberships.ask_to_join(own, message="", title="", actor=actor)
    assert todos_of(near).count() == 1
    assert not todos_of(far).exists()
    with pytest.raises(Refusal, match="not_allowed"):
        memberships.approve(row, Terms(["administrator"]), actor=far)
    memberships.approve(row, Terms(["administrator"]), actor=near)
    assert not todos_of(near).exists()
    # from now on the organisation decides for itself
    _, second = make.person()
    later = memberships.ask_to_join(own, message="", title="", actor=second)
    with pytest.raises(Refusal, match="not_allowed"):
        memberships.approve(later, OFFICER, actor=near)


def test_an_officer_lets_nobody_into_another_authority() -> None:
    _, near = make.person(make.organisation("authority", region="330000"))
    _, actor = make.person()
    city = make.organisation("authority", region="330200")
    row = memberships.ask_to_join(city, message="", title="", actor=actor)
    with pytest.raises(Refusal, match="not_allowed"):
        memberships.approve(row, Terms(["authority_officer"]), actor=near)


@pytest.mark.parametrize(
    ("kind", "roles", "code"),
    [
        ("university", ["enterprise_user"], "role_not_for_kind"),
        ("enterprise", ["operator"], "role_not_for_kind"),
        ("agency", ["authority_officer"], "role_not_for_kind"),
        ("university", ["no_such_role"], "role_not_for_kind"),
        ("university", [], "no_role"),
    ],
)
def test_a_role_fits_the_kind_of_organisation(kind: str, roles: list[str], code: str) -> None:
    own = make.organisation(kind)
    _, administrator = make.person(own)
    user, _ = make.person(own, roles=[])
    with pytest.raises(Refusal, match=code):
        memberships.change_terms(membership_of(user), Terms(roles), actor=administrator)
    assert membership_of(user).roles == []


def test_a_region_lies_within_the_authority() -> None:
    own = make.organisation("authority", region="330000")
    _, administrator = make.person(own)
    user, _ = make.person(own, roles=["authority_officer"])
    for region, code in (("320000", "region_outside"), ("990000", "region_unknown")):
        with pytest.raises(Refusal, match=code):
            memberships.change_terms(
                membership_of(user), Terms(["authority_officer"], region=region), actor=administrator
            )
    memberships.change_terms(
        membership_of(user), Terms(["authority_officer"], region="330200"), actor=administrator
    )
    assert actor_of(user).regions == {"330200"}


def test_the_last_administrator_stays() -> None:
    own = make.organisation()
    user, actor = make.person(own)
    row = membership_of(user)
    tomorrow = clock.today() + timedelta(days=1)
    for terms in (OFFICER, Terms(["administrator"], valid_until=tomorrow)):
        with pytest.raises(Refusal, match="last_administrator"):
            memberships.change_terms(row, terms, actor=actor)
    with pytest.raises(Refusal, match="last_administrator"):
        leaving.end_membership(row, reason="leaving", actor=actor)
    assert membership_of(user).roles == row.roles
    make.person(own, roles=["administrator"])
    memberships.change_terms(row, OFFICER, actor=actor)
    assert not actor_of(user).may("members.manage", own.pk)


def test_open_work_goes_to_the_successor() -> None:
    own = make.organisation()
    boss, administrator = make.person(own)
    user, _ = make.person(own, roles=["transfer_officer"])
    heir, _ = make.person(own, roles=["inventor"])
    stranger, _ = make.person(make.organisation())
    waiting(own, user, "a")
    row = membership_of(user)
    before = traces()
    for successor, code in (
        (None, "successor_required"),
        (stranger.pk, "successor_unfit"),
        (user.pk, "successor_unfit"),
    ):
        with pytest.raises(Refusal, match=code):
            leaving.end_membership(row, reason="调离", actor=administrator, successor_id=successor)
    assert traces() == before
    leaving.end_membership(row, reason="调离", actor=administrator, successor_id=heir.pk)
    assert Todo.objects.get(key="a").user == heir
    assert not actor_of(user).acts_for(own.pk)
    left = OutboxEvent.objects.get(kind="organisations.member_left")
    assert left.payload == {"organisation": own.pk, "user": user.pk, "successor": heir.pk}
    assert set(Notice.objects.values_list("user", "code")) == {
        (user.pk, "people.ended"),
        (heir.pk, "people.taken_over"),
    }
    assert boss.pk not in Notice.objects.values_list("user", flat=True)


def waiting(organisation: Organisation, user: User, key: str) -> None:
    open_todo(key=key, code="x", params={}, address="/", organisation_id=organisation.pk, user_id=user.pk)


def test_a_membership_ends_on_its_day_and_leaves_nothing_behind() -> None:
    own = make.organisation()
    make.person(own)
    user, _ = make.person(own, roles=["transfer_officer"])
    waiting(own, user, "b")
    Membership.objects.filter(user=user).update(valid_until=clock.today() - timedelta(days=1))
    assert end_what_has_run_out() == 1
    assert end_what_has_run_out() == 0
    assert membership_of(user).state == "ended"
    todo = Todo.objects.get(key="b")
    assert (todo.user, todo.permission) == (None, "members.manage")
    assert people_with("records.review", own.pk) != []
    assert Notice.objects.get(user=user).code == "people.expired"
