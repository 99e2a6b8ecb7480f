"""A colleague looks first: who may let a record out, what is said of its fields, who is told, and two at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client

from qianqiao.catalogue.domain.editing import save_record
from qianqiao.catalogue.domain.records import take_record_step
from qianqiao.core import clock, rules
from qianqiao.core.actor import Actor
from qianqiao.core.workflow import Refusal
from qianqiao.demands.domain.editing import publish_demand
from qianqiao.demands.domain.records import take_demand_step
from qianqiao.notices.models import Notice
from qianqiao.notices.queries import todos_of
from qianqiao.reviewing.models import RecordReview
from tests.factories import records as make

pytestmark = pytest.mark.django_db


def codes(actor: Actor) -> list[tuple[str, str]]:
    return [(todo.code, todo.params["number"]) for todo in todos_of(actor)]


@pytest.mark.parametrize("kind", [make.achievement, make.patent, make.expert])
def test_who_wrote_does_not_publish_and_a_colleague_does(kind: object) -> None:
    own = make.organisation()
    (writer, writes), (_, reviews) = make.person(own), make.person(own)
    record = take_record_step(kind(own, publish=False), "submit", actor=writes)  # type: ignore[operator]
    for step in ("publish", "return"):
        with pytest.raises(Refusal, match="needs_colleague"):
            take_record_step(record, step, actor=writes, reason="because")
    record.refresh_from_db()
    assert record.state == "in_review"
    assert codes(writes) == []
    assert codes(reviews) == [("records.review_waiting", record.number)]
    assert take_record_step(record, "publish", actor=reviews).state == "published"
    assert codes(reviews) == []
    assert Notice.objects.get(user=writer).code == "records.let_out"


def test_comments_stand_beside_the_fields_and_wait_for_the_writer() -> None:
    own = make.organisation()
    (writer, writes), (reviewer, reviews) = make.person(own), make.person(own)
    record = take_record_step(make.achievement(own, publish=False), "submit", actor=writes)
    client = Client()
    client.force_login(reviewer)
    page = client.get(f"/offers/{record.number}").content.decode()
    assert 'name="comment-problem"' in page
    assert f'value="{record.version}"' in page
    sent = {
        "version": record.version,
        "reason": "还差一点",
        "comment-problem": "写明谁有此问题",
        "comment-id": "7",
    }
    assert client.post(f"/offers/{record.number}/steps/return", sent).status_code == 303
    record.refresh_from_db()
    assert record.state == "draft"
    assert RecordReview.objects.get().comments == {"problem": "写明谁有此问题"}
    assert codes(writes) == [("records.mend", record.number)]
    assert codes(reviews) == []
    assert Notice.objects.get(user=writer).code == "records.returned"
    client.force_login(writer)
    page = client.get(f"/offers/{record.number}/edit").content.decode()
    assert 'id="id_problem_comment"' in page
    assert page.count("写明谁有此问题") == 1
    assert page.count('id="review-head"') == 1
    assert "还差一点" in client.get(f"/offers/{record.number}").content.decode()
    take_record_step(record, "submit", actor=writes)
    assert codes(writes) == []


def test_who_changes_a_record_under_review_does_not_publish_it() -> None:
    own = make.organisation()
    (_, first), (_, second) = make.person(own), make.person(own)
    record = take_record_step(make.achievement(own, publish=False), "submit", actor=first)
    save_record(record, {"problem": "另一个问题"}, actor=second, expected_version=record.version)
    with pytest.raises(Refusal, match="needs_colleague"):
        take_record_step(record, "publish", actor=second)
    assert codes(second) == []
    assert codes(first) == [("records.review_waiting", record.number)]
    assert take_record_step(record, "publish", actor=first).state == "published"


def test_where_nobody_else_may_review_the_writer_publishes() -> None:
    own = make.organisation("enterprise")
    _, alone = make.person(own)
    draft = make.demand(own, publish=False)
    assert publish_demand(draft, actor=alone, expected_version=draft.version).state == "published"
    assert codes(alone) == []


def test_a_rule_can_make_a_single_writer_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    own = make.organisation()
    _, alone = make.person(own)
    record = take_record_step(make.achievement(own, publish=False), "submit", actor=alone)
    pack = rules.pack_in_force("qianqiao.reviewing", "four_eyes", clock.today())
    waits = replace(pack, rules={**pack.rules, "nobody_else": {"then": "waits"}})
    monkeypatch.setattr(rules, "packs", lambda _package: [waits])
    with pytest.raises(Refusal, match="needs_colleague"):
        take_record_step(record, "publish", actor=alone)


def test_a_demand_waits_where_a_colleague_may_review_and_withdrawing_ends_the_wait() -> None:
    own = make.organisation("enterprise")
    (_, writes), (_, reviews) = make.person(own), make.person(own)
    draft = make.demand(own, publish=False, confidentiality="sealed")
    waiting = publish_demand(draft, actor=writes, expected_version=draft.version)
    assert waiting.state == "in_review"
    assert draft.title not in str([todo.params for todo in todos_of(reviews)])
    take_demand_step(waiting, "withdraw", actor=writes, reason="not needed")
    assert codes(reviews) == []
    assert RecordReview.objects.get().state == "dropped"


def test_a_foreign_reviewer_sees_and_decides_nothing() -> None:
    own = make.organisation()
    _, writes = make.person(own)
    foreign, _ = make.person(make.organisation())
    record = take_record_step(make.achievement(own, publish=False), "submit", actor=writes)
    client = Client()
    client.force_login(foreign)
    answer = client.post(f"/offers/{record.number}/steps/publish", {"version": record.version})
    record.refresh_from_db()
    assert (answer.status_code, record.state) == (404, "in_review")


@pytest.mark.django_db(transaction=True)
def test_of_two_reviewers_at_once_one_decides() -> None:
    own = make.organisation()
    (_, writes), (_, first), (_, second) = (make.person(own) for _ in range(3))
    record = take_record_step(make.achievement(own, publish=False), "submit", actor=writes)

    def decide(task: tuple[str, Actor]) -> str:
        try:
            return take_record_step(record, task[0], actor=task[1], reason="because").state
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(decide, [("publish", first), ("return", second)]))
    record.refresh_from_db()
    assert sorted(said) == sorted([record.state, "wrong_state"])
    assert RecordReview.objects.get().state == {"published": "published", "draft": "returned"}[record.state]
    assert codes(first) == codes(second) == []
