"""Who may begin with whom about what, once; what each side is told and what is kept from it."""

import pytest

from qianqiao.core.actor import ANONYMOUS
from qianqiao.core.models import OutboxEvent
from qianqiao.core.workflow import Refusal
from qianqiao.docking.domain import expressing, steps
from qianqiao.docking.domain.telling import told_of
from qianqiao.docking.models import DockingCase, Obligation
from qianqiao.notices.models import Notice, Todo
from tests.factories import dockings as docked
from tests.factories import records as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("by", ["demand", "offer"])
def test_either_side_may_begin(by: str) -> None:
    two = docked.pair()
    case = docked.express(two, by=by)
    receiver = two.firm_user if by == "offer" else two.uni_user
    assert (case.state, case.started_by, case.number[0]) == ("expressed", by, "K")
    assert (case.demand, case.offer) == (two.demand.number, two.offer.number)
    assert (case.demand_side_id, case.offer_side_id) == (two.firm.pk, two.university.pk)
    assert [notice.user_id for notice in Notice.objects.filter(code="docking.expressed")] == [receiver.pk]
    obligation = Obligation.objects.get()
    assert (obligation.clock, obligation.side) == ("first_answer", case.receiver)
    todo = Todo.objects.get(closed_at=None)
    assert (todo.code, todo.due_at) == ("docking.todo.first_answer", obligation.due_at)


def test_one_open_case_per_pair_and_a_new_one_after_the_end() -> None:
    two = docked.pair()
    first = docked.express(two)
    for by in ("offer", "demand"):
        with pytest.raises(Refusal) as refusal:
            docked.express(two, by=by)
        assert (refusal.value.code, refusal.value.detail) == ("open_case_exists", first.number)
    assert DockingCase.objects.count() == Obligation.objects.count() == 1
    steps.refuse(first, reasons=["too_early"], actor=two.firm_actor)
    assert docked.express(two).number != first.number


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": " "}, "text_missing"),
        ({"reach": ""}, "reach_missing"),
        ({"wishes": []}, "wish_missing"),
        ({"wishes": ["dance"]}, "wish_missing"),
    ],
)
def test_the_short_form_is_complete(changes: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        docked.express(docked.pair(), **changes)
    assert refusal.value.code == code
    assert not DockingCase.objects.exists()


def test_nobody_begins_for_others_with_drafts_or_with_themselves() -> None:
    two = docked.pair()
    stranger = make.organisation("enterprise")
    _, other = make.person(stranger)
    _, student = make.person(two.university, roles=["doctoral_student"])
    draft = make.achievement(two.university, publish=False)
    own = make.achievement(two.firm)
    attempts = [
        (two.demand, two.offer, two.university.pk, other, "not_allowed"),
        (two.demand, two.offer, two.university.pk, student, "not_allowed"),
        (two.demand, two.offer, two.university.pk, ANONYMOUS, "not_allowed"),
        (two.demand, two.offer, stranger.pk, other, "not_your_record"),
        (two.demand, draft, two.university.pk, two.uni_actor, "record_not_published"),
        (two.demand, own, two.firm.pk, two.firm_actor, "same_organisation"),
        (None, None, two.firm.pk, two.firm_actor, "nothing_named"),
        (two.demand, None, two.firm.pk, two.firm_actor, "same_organisation"),
    ]
    for demand, offer, organisation, actor, code in attempts:
        with pytest.raises(Refusal) as refusal:
            expressing.express(
                docked.INTEREST, demand=demand, offer=offer, organisation_id=organisation, actor=actor
            )
        assert refusal.value.code == code
    assert not DockingCase.objects.exists()


def test_a_case_may_begin_from_one_record_alone() -> None:
    two = docked.pair()
    about_offer = expressing.express(
        docked.INTEREST, demand=None, offer=two.offer, organisation_id=two.firm.pk, actor=two.firm_actor
    )
    about_demand = expressing.express(
        docked.INTEREST,
        demand=two.demand,
        offer=None,
        organisation_id=two.university.pk,
        actor=two.uni_actor,
    )
    assert (about_offer.started_by, about_offer.demand) == ("demand", "")
    assert (about_demand.started_by, about_demand.offer) == ("offer", "")
    # without a pair there is nothing to teach
    assert not OutboxEvent.objects.filter(kind="docking.pair_judged").exists()


def test_the_enterprise_behind_a_sealed_demand_is_named_after_its_answer() -> None:
    two = docked.pair(confidentiality="sealed")
    case = docked.express(two)
    assert told_of(case, "demand", viewer="offer")["who"] == case.demand
    assert told_of(case, "demand", viewer="demand")["who"] == two.firm.name
    told = Notice.objects.filter(user=two.uni_user)
    steps.take_plain_step(case, "see", actor=two.firm_actor)
    case = steps.accept(case, reach="here", actor=two.firm_actor)
    assert told_of(case, "demand", viewer="offer")["who"] == two.firm.name
    assert told.get(code="docking.accept").params["who"] == two.firm.name


def test_a_refusal_by_the_owner_of_a_sealed_demand_names_nobody() -> None:
    two = docked.pair(confidentiality="sealed")
    case = steps.refuse(docked.express(two), reasons=["off_topic"], actor=two.firm_actor)
    assert two.firm.name not in str(Notice.objects.get(user=two.uni_user, code="docking.refuse").params)
    assert told_of(case, "demand", viewer="offer")["who"] == case.demand
