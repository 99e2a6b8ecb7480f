"""Saving by hand: on the version that was seen, with audit and event, or not at all."""

from datetime import date
from decimal import Decimal

import pytest

from qianqiao.core import audit
from qianqiao.core.models import AuditEntry, OutboxEvent
from qianqiao.core.workflow import Refusal
from qianqiao.demands.domain.editing import create_demand, publish_demand, save_demand
from qianqiao.demands.domain.records import take_demand_step
from qianqiao.demands.models import Demand
from tests.factories import records as make

pytestmark = pytest.mark.django_db
PROBLEM = {
    "title": "壳体气孔在线全检",
    "problem": "铝合金压铸壳体内部常有气孔，想在线上逐件检查，节拍六秒。",
}
ROW = {
    "name": "单件时间",
    "name_en": "",
    "comparison": "le",
    "value": Decimal(6),
    "value_max": None,
    "unit": "s",
}


def draft() -> Demand:
    return make.demand(publish=False)


def test_a_new_demand_is_a_draft_of_the_enterprise() -> None:
    enterprise = make.organisation("enterprise")
    _user, actor = make.person(enterprise)
    made = create_demand(PROBLEM, actor=actor, organisation_id=enterprise.pk)
    assert (made.state, made.version, made.organisation_id) == ("draft", 1, enterprise.pk)
    assert made.number.startswith("D")
    assert "indicators" in made.quality_missing


def test_nobody_writes_for_an_enterprise_of_others() -> None:
    _user, actor = make.person(make.organisation("enterprise"))
    with pytest.raises(Refusal, match="not_allowed"):
        create_demand(PROBLEM, actor=actor, organisation_id=make.organisation("enterprise").pk)


def test_a_save_changes_what_it_names_and_tells_of_it() -> None:
    made = draft()
    _user, actor = make.person(made.organisation)
    saved = save_demand(
        made, {"deadline": date(2027, 6, 30), "indicators": [ROW]}, actor=actor, expected_version=made.version
    )
    fresh = Demand.objects.get(pk=made.pk)
    assert set(saved.changed) == {"deadline", "indicators"}
    assert (fresh.deadline, fresh.version, fresh.revision) == (date(2027, 6, 30), 2, 2)
    assert [row.name for row in fresh.indicators.all()] == ["单件时间"]
    assert fresh.quality_score > made.quality_score
    assert fresh.problem == made.problem
    entry = AuditEntry.objects.get(action="demands.edited")
    assert (entry.subject, entry.data["keys"]) == (made.number, ["deadline", "indicators"])
    assert audit.verify(made.audit_chain) is None
    assert OutboxEvent.objects.filter(payload={"numbers": [made.number]}).count() == 2


def test_saving_what_is_there_already_changes_nothing() -> None:
    made = draft()
    _user, actor = make.person(made.organisation)
    values = {"title": made.title, "problem": made.problem, "indicators": []}
    saved = save_demand(made, values, actor=actor, expected_version=made.version)
    assert saved.changed == ()
    assert Demand.objects.get(pk=made.pk).version == made.version


def test_no_update_is_lost() -> None:
    made = draft()
    _user, actor = make.person(made.organisation)
    save_demand(made, {"title": "甲先改了标题"}, actor=actor, expected_version=1)
    with pytest.raises(Refusal, match="changed_meanwhile"):
        save_demand(made, {"title": "乙后改的标题"}, actor=actor, expected_version=1)
    assert Demand.objects.get(pk=made.pk).title == "甲先改了标题"


def test_others_may_not_save() -> None:
    made = make.demand()
    _user, stranger = make.person(make.organisation("enterprise"))
    with pytest.raises(Refusal, match="not_allowed"):
        save_demand(made, {"title": "外人改的标题"}, actor=stranger, expected_version=made.version)


def test_a_published_demand_stays_complete() -> None:
    made = make.demand()
    _user, actor = make.person(made.organisation)
    with pytest.raises(Refusal, match="required_fields_missing"):
        save_demand(made, {"problem": ""}, actor=actor, expected_version=made.version)


def test_a_withdrawn_demand_is_not_edited() -> None:
    made = make.demand()
    _user, actor = make.person(made.organisation)
    take_demand_step(made, "withdraw", actor=actor, reason="done")
    with pytest.raises(Refusal, match="wrong_state"):
        save_demand(made, {"title": "撤回后的标题"}, actor=actor, expected_version=made.version + 1)


def test_publishing_is_both_steps_or_neither() -> None:
    made = draft()
    _user, actor = make.person(made.organisation)
    assert publish_demand(made, actor=actor, expected_version=1).state == "published"
    other = draft()
    with pytest.raises(Refusal):
        publish_demand(other, actor=actor, expected_version=1)
    assert Demand.objects.get(pk=other.pk).state == "draft"
