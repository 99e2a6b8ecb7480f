"""Every state by every step by every role, against a reviewed file; what a refusal leaves behind is nothing."""

from pathlib import Path

import pytest
import yaml

from qianqiao.core.actor import ANONYMOUS, SYSTEM, Actor
from qianqiao.core.models import AuditEntry, OutboxEvent
from qianqiao.core.workflow import Refusal
from qianqiao.docking.domain import steps
from qianqiao.docking.models import CaseEvent, DockingCase, Obligation
from qianqiao.docking.states import CASE_FLOW, STATES
from qianqiao.notices.models import Notice, Todo
from tests.factories import dockings as docked
from tests.factories import records as make

pytestmark = pytest.mark.django_db
GRID = yaml.safe_load((Path(__file__).parent / "flow_grid.yaml").read_text(encoding="utf-8"))
STEPS = [step.name for step in CASE_FLOW.steps]


def roles(two: docked.Pair) -> dict[str, Actor]:
    return {
        "uni": two.uni_actor,
        "firm": two.firm_actor,
        "student": make.person(two.university, roles=["doctoral_student"])[1],
        "administrator": make.person(two.firm, roles=["administrator"])[1],
        "liaison": make.person(make.organisation("authority", region="330000"), roles=["authority_officer"])[
            1
        ],
        "operator": make.person(make.organisation("operator"), roles=["operator"])[1],
        "broker": make.person(make.organisation("agency"))[1],
        "stranger": make.person(make.organisation("enterprise"))[1],
        "visitor": ANONYMOUS,
        "platform": SYSTEM,
    }


def traces() -> list[int]:
    models = (AuditEntry, OutboxEvent, CaseEvent, Obligation, Notice, Todo)
    return [model.objects.count() for model in models]


def attempt(case: DockingCase, step: str, actor: Actor) -> DockingCase:
    if step in {"release", "lapse"} and actor is SYSTEM:
        return steps.end_by_clock(case, step)
    return docked.take(case, step, actor)


def test_the_grid_knows_every_state_and_only_real_steps() -> None:
    assert set(GRID) == set(STATES)
    assert {step for row in GRID.values() for taken in row.values() for step in taken} <= set(STEPS)
    assert {step for row in GRID.values() for taken in row.values() for step in taken} == set(STEPS)


@pytest.mark.parametrize("state", sorted(STATES))
def test_every_step_by_every_role(state: str) -> None:
    case, two = docked.case_in(state)
    assert case.state == state
    for role, actor in roles(two).items():
        for step in STEPS:
            if step in GRID[state].get(role, ()):
                continue
            before = traces()
            with pytest.raises(Refusal):
                attempt(case, step, actor)
            fresh = DockingCase.objects.get(pk=case.pk)
            assert (fresh.state, fresh.version, traces()) == (state, case.version, before), (role, step)


@pytest.mark.parametrize(
    ("state", "role", "step"),
    [(state, role, step) for state, row in GRID.items() for role, taken in row.items() for step in taken],
)
def test_what_the_grid_allows_is_done(state: str, role: str, step: str) -> None:
    case, two = docked.case_in(state)
    before = AuditEntry.objects.filter(action=f"docking.{step}").count()
    after = attempt(case, step, roles(two)[role])
    assert after.state == CASE_FLOW.step(step).target
    assert after.version == case.version + 1
    assert AuditEntry.objects.filter(action=f"docking.{step}").count() == before + 1
    assert CaseEvent.objects.filter(case=case, code=step).exists()


@pytest.mark.parametrize(
    ("reasons", "text", "code"),
    [
        ([], "", "reasons_missing"),
        (["moon"], "", "reason_unknown"),
        (["price", "moon"], "", "reason_unknown"),
        (["other"], "  ", "text_missing"),
        (["went_quiet"], "", "reason_unknown"),
    ],
)
@pytest.mark.parametrize("step", ["refuse", "close"])
def test_no_end_without_a_known_reason(step: str, reasons: list[str], text: str, code: str) -> None:
    case, two = docked.case_in("expressed" if step == "refuse" else "contact")
    with pytest.raises(Refusal) as refusal:
        getattr(steps, step)(case, reasons=reasons, text=text, actor=two.firm_actor)
    assert refusal.value.code == code
    case.refresh_from_db()
    assert case.ended_at is None


def test_a_refusal_keeps_its_reasons_in_the_order_of_the_list_and_tells_the_other_side() -> None:
    case, two = docked.case_in("seen")
    steps.refuse(case, reasons=["price", "too_early", "price"], text="", actor=two.firm_actor)
    case.refresh_from_db()
    assert case.reasons == ["too_early", "price"]
    assert Notice.objects.filter(user=two.uni_user, code="docking.refuse").count() == 1
    assert not Notice.objects.filter(user=two.firm_user, code="docking.refuse").exists()
    assert not Todo.objects.filter(closed_at=None).exists()


def test_a_stale_version_is_refused() -> None:
    case, two = docked.case_in("expressed")
    steps.take_plain_step(case, "see", actor=two.firm_actor, expected_version=1)
    with pytest.raises(Refusal, match="changed_meanwhile"):
        steps.accept(case, reach="here", actor=two.firm_actor, expected_version=1)


def test_a_step_that_needs_more_has_no_short_way() -> None:
    case, two = docked.case_in("expressed")
    for step in ("refuse", "accept"):
        with pytest.raises(Refusal, match="needs_more"):
            steps.take_plain_step(case, step, actor=two.firm_actor)
