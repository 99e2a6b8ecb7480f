"""The life of a record: every state by every step, who may, guards, versions, traces."""

from datetime import date, datetime
from itertools import product

import pytest

from qianqiao.catalogue.domain.records import take_record_step
from qianqiao.catalogue.models import Achievement
from qianqiao.catalogue.states import ACHIEVEMENT_FLOW
from qianqiao.core import clock, workflow
from qianqiao.core.actor import ANONYMOUS, SYSTEM, Actor
from qianqiao.core.lifecycle import STATES
from qianqiao.core.models import AuditEntry, OutboxEvent
from qianqiao.core.workflow import Refusal
from tests.factories import records as make

pytestmark = pytest.mark.django_db

# reviewed by hand: step -> (states it starts from, state it leads to)
TABLE = {
    "submit": ({"draft"}, "in_review"),
    "return": ({"in_review"}, "draft"),
    "publish": ({"in_review"}, "published"),
    "suspend": ({"published"}, "suspended"),
    "resume": ({"suspended"}, "published"),
    "renew": ({"published", "expired"}, "published"),
    "expire": ({"published", "suspended"}, "expired"),
    "retire": ({"published", "suspended"}, "expired"),
    "withdraw": ({"draft", "in_review", "published", "suspended", "expired"}, "withdrawn"),
    "reopen": ({"withdrawn"}, "draft"),
}


def actors(owner_actor: Actor, foreign: Actor) -> dict[str, Actor]:
    return {"owner": owner_actor, "foreign": foreign, "anonymous": ANONYMOUS, "system": SYSTEM}


@pytest.mark.parametrize(("state", "step"), list(product(STATES, TABLE)))
def test_every_state_by_every_step_by_every_actor(state: str, step: str, moment: datetime) -> None:
    owner = make.organisation()
    _, owner_actor = make.person(owner)
    _, foreign = make.person(make.organisation())
    for name, actor in actors(owner_actor, foreign).items():
        with clock.frozen(moment):
            record = make.achievement(owner)
            Achievement.objects.filter(pk=record.pk).update(state=state)
            may = name == "system" or (name == "owner" and step not in {"expire", "retire"})
            allowed = may and state in TABLE[step][0]
            audits, events = AuditEntry.objects.count(), OutboxEvent.objects.count()
            if allowed:
                after = take_record_step(record, step, actor=actor, reason="because")
                assert after.state == TABLE[step][1]
                assert AuditEntry.objects.count() == audits + 1
                waits_for_review = step == "submit" and name == "owner"
                assert OutboxEvent.objects.count() == events + (3 if waits_for_review else 2)
            else:
                with pytest.raises(Refusal):
                    take_record_step(record, step, actor=actor, reason="because")
                record.refresh_from_db()
                assert (record.state, record.version) == (state, 1)
                assert (AuditEntry.objects.count(), OutboxEvent.objects.count()) == (audits, events)


def test_a_stale_version_is_refused_and_nothing_changes() -> None:
    owner = make.organisation()
    _, actor = make.person(owner)
    record = make.achievement(owner)
    take_record_step(record, "suspend", actor=actor, reason="checking", expected_version=1)
    with pytest.raises(Refusal, match="changed_meanwhile"):
        take_record_step(record, "withdraw", actor=actor, reason="no longer ours", expected_version=1)


@pytest.mark.parametrize("step", ["suspend", "withdraw"])
def test_a_reason_is_required_where_the_flow_says_so(step: str) -> None:
    owner = make.organisation()
    _, actor = make.person(owner)
    with pytest.raises(Refusal, match="reason_required"):
        take_record_step(make.achievement(owner), step, actor=actor, reason="  ")


def test_an_unfinished_record_cannot_be_submitted_and_the_refusal_names_the_field() -> None:
    owner = make.organisation()
    _, actor = make.person(owner)
    record = make.achievement(owner, publish=False, summary="")
    with pytest.raises(Refusal) as refusal:
        take_record_step(record, "submit", actor=actor)
    assert (refusal.value.code, refusal.value.detail) == ("required_fields_missing", "summary")


def test_a_record_whose_validity_has_passed_is_renewed_not_resumed(moment: datetime) -> None:
    owner = make.organisation()
    _, actor = make.person(owner)
    with clock.frozen(moment):
        record = make.achievement(owner, valid_until=date(2026, 1, 1))
        Achievement.objects.filter(pk=record.pk).update(state="suspended")
        with pytest.raises(Refusal, match="validity_has_passed"):
            take_record_step(record, "resume", actor=actor)
        Achievement.objects.filter(pk=record.pk).update(state="expired")
        renewed = take_record_step(record, "renew", actor=actor)
    assert renewed.valid_until == date(2027, 11, 23)
    assert renewed.last_proven_alive == date(2026, 11, 23)


def test_buttons_come_from_the_same_table() -> None:
    owner = make.organisation()
    _, actor = make.person(owner)
    record = make.achievement(owner)
    assert [s.name for s in workflow.possible_steps(ACHIEVEMENT_FLOW, record, actor=actor)] == [
        "suspend",
        "renew",
        "withdraw",
    ]
    assert workflow.possible_steps(ACHIEVEMENT_FLOW, record, actor=ANONYMOUS) == []
