"""What new organisations, and people whom no colleague can relieve, publish goes past the platform first."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from qianqiao.catalogue.domain.editing import save_record
from qianqiao.catalogue.domain.records import take_record_step, upsert_records
from qianqiao.catalogue.models import Achievement
from qianqiao.core.actor import Actor
from qianqiao.core.workflow import Refusal
from qianqiao.demands.domain.editing import publish_demand
from qianqiao.demands.domain.records import take_demand_step
from qianqiao.notices.models import Notice, Todo
from qianqiao.notices.queries import todos_of
from qianqiao.organisations.models import Membership, Organisation, User
from qianqiao.reviewing.models import RecordReview
from tests.factories import records as make
from tests.reviewing.conftest import Maker

pytestmark = pytest.mark.django_db
SECRET = "密封甲乙丙"


def codes(actor: Actor) -> list[str]:
    return [todo.code for todo in todos_of(actor)]


def at_platform(own: Organisation, writes: Actor, accepts: Actor) -> Achievement:
    record = take_record_step(make.achievement(own, publish=False), "submit", actor=writes)
    return take_record_step(record, "accept", actor=accepts)  # type: ignore[return-value]


def signed_in(user: User) -> Client:
    client = Client()
    make.sign_in(client, user)
    return client


def test_a_record_of_a_new_organisation_goes_to_the_platform_and_back_and_out(
    real: Maker, operators: Organisation
) -> None:
    own = real(verified=False, published=5)
    (writer, writes), (colleague, accepts) = make.person(own), make.person(own)
    operator, checks = make.person(operators, roles=["operator"])
    record = take_record_step(make.achievement(own, publish=False), "submit", actor=writes)
    step = f"/offers/{record.number}/steps/"
    assert signed_in(operator).get(f"/offers/{record.number}").status_code == 404
    with pytest.raises(Refusal, match="needs_platform"):
        take_record_step(record, "publish", actor=accepts)
    assert signed_in(colleague).post(f"{step}accept", {"version": record.version}).status_code == 303
    assert (codes(accepts), codes(checks)) == ([], ["records.check_waiting"])
    assert Notice.objects.get(user=writer).code == "records.accepted"

    listed = signed_in(operator).get(f"/my/reviews/?organisation={own.number}").content.decode()
    assert f'href="/offers/{record.number}"' in listed
    page = signed_in(operator).get(f"/offers/{record.number}").content.decode()
    assert 'name="comment-problem"' in page
    record.refresh_from_db()
    sent = {"version": record.version, "reason": "请补充", "comment-problem": "写明谁有此问题"}
    assert signed_in(operator).post(f"{step}return", sent).status_code == 303
    record.refresh_from_db()
    assert (record.state, codes(writes), codes(checks)) == ("draft", ["records.mend"], [])
    assert signed_in(operator).get(f"/offers/{record.number}").status_code == 404
    editor = signed_in(writer).get(f"/offers/{record.number}/edit").content.decode()
    assert 'id="id_problem_comment"' in editor
    assert "写明谁有此问题" in editor
    told = set(Notice.objects.filter(code="records.returned").values_list("user", flat=True))
    assert told == {writer.pk, colleague.pk}

    record = take_record_step(record, "submit", actor=writes)
    record = take_record_step(record, "accept", actor=accepts)
    assert take_record_step(record, "publish", actor=checks).state == "published"
    told = set(Notice.objects.filter(code="records.let_out").values_list("user", flat=True))
    assert told == {writer.pk, colleague.pk}
    assert codes(writes) == codes(accepts) == codes(checks) == []


def test_after_so_many_records_a_verified_organisation_is_not_checked_any_more(
    real: Maker, operators: Organisation
) -> None:
    own = real(published=2)
    (_, writes), (reviewer, accepts) = make.person(own), make.person(own)
    _, checks = make.person(operators, roles=["operator"])
    first, second = (at_platform(own, writes, accepts) for _ in range(2))
    with pytest.raises(Refusal, match="needs_platform"):
        take_record_step(second, "publish", actor=accepts)
    assert f"/offers/{second.number}" not in signed_in(reviewer).get("/my/reviews/").content.decode()
    take_record_step(first, "publish", actor=checks)
    assert f"/offers/{second.number}" in signed_in(reviewer).get("/my/reviews/").content.decode()
    assert take_record_step(second, "publish", actor=accepts).state == "published"
    assert codes(checks) == []
    third = take_record_step(make.achievement(own, publish=False), "submit", actor=writes)
    assert take_record_step(third, "publish", actor=accepts).state == "published"


def test_where_nobody_else_can_review_the_platform_does_and_sees_no_sealed_text(
    real: Maker, operators: Organisation
) -> None:
    own = real("enterprise", published=5)
    writer, writes = make.person(own)
    operator, checks = make.person(operators, roles=["operator"])
    draft = make.demand(own, publish=False, confidentiality="sealed", title=SECRET, problem=SECRET * 9)
    waiting = publish_demand(draft, actor=writes, expected_version=draft.version)
    assert (waiting.state, codes(writes), codes(checks)) == ("in_review", [], ["records.check_waiting"])
    page = signed_in(writer).get(f"/demands/{draft.number}", headers={"accept-language": "en"})
    assert "Nobody else of the organisation can review" in page.content.decode()
    for address in ("/my/reviews/", f"/demands/{draft.number}"):
        shown = signed_in(operator).get(address).content.decode()
        assert draft.number in shown
        assert SECRET not in shown
    assert take_demand_step(waiting, "publish", actor=checks).state == "published"


def test_a_colleague_without_the_second_factor_or_gone_is_nobody_to_wait_for(
    real: Maker, operators: Organisation
) -> None:
    own = real(published=3)
    _, writes = make.person(own)
    bare, _ = make.person(own, second_factor=False)
    record = take_record_step(make.achievement(own, publish=False), "submit", actor=writes)
    assert RecordReview.objects.get().state == "accepted"
    make.add_second_factor(bare)
    record = take_record_step(record, "withdraw", actor=writes, reason="x")
    record = take_record_step(record, "reopen", actor=writes)
    record = take_record_step(record, "submit", actor=writes)
    with pytest.raises(Refusal, match="needs_colleague"):
        take_record_step(record, "accept", actor=writes)
    Membership.objects.filter(user=bare).update(state="ended")
    record = take_record_step(record, "accept", actor=writes)
    review = RecordReview.objects.get(state="accepted")
    assert (record.state, review.accepted_by) == ("in_review", None)


def test_a_change_at_the_platform_goes_back_to_a_colleague(real: Maker, operators: Organisation) -> None:
    own = real()
    (_, writes), (_, accepts) = make.person(own), make.person(own)
    _, checks = make.person(operators, roles=["operator"])
    record = at_platform(own, writes, accepts)
    save_record(record, {"problem": "另一个问题"}, actor=writes, expected_version=record.version)
    assert (codes(accepts), codes(checks)) == (["records.review_waiting"], [])
    with pytest.raises(Refusal, match="not_allowed"):
        take_record_step(record, "publish", actor=checks)


def test_an_import_publishes_nothing_past_the_platform(real: Maker) -> None:
    for own, state in ((real(), "draft"), (real(published=3), "published")):
        _, imports = make.person(own)
        row = {"external_id": f"i-{own.pk}", "title": "导入的成果", "summary": "说明", "owner": own.pk}
        row |= {"fields": ["inspection_sensing"], "trl": 7, "modes": ["licence"]}
        written = upsert_records(Achievement, [row], actor=imports, source="file", publish=True)
        assert written[0].record.state == state


@pytest.mark.django_db(transaction=True)
def test_of_two_checks_at_once_one_decides_and_the_list_is_empty(
    real: Maker, operators: Organisation
) -> None:
    own = real()
    (_, writes), (_, accepts) = make.person(own), make.person(own)
    (_, first), (_, second) = (make.person(operators, roles=["operator"]) for _ in range(2))
    one, other = (at_platform(own, writes, accepts) for _ in range(2))

    def decide(task: tuple[Achievement, str, Actor]) -> str:
        record, step, actor = task
        try:
            return take_record_step(record, step, actor=actor, reason="because").state
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    tasks = [
        (one, "publish", first),
        (one, "return", second),
        (other, "publish", first),
        (other, "return", second),
    ]
    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(decide, tasks))
    for record, answers in ((one, said[:2]), (other, said[2:])):
        record.refresh_from_db()
        assert sorted(answers) == sorted([record.state, "wrong_state"])
    assert not RecordReview.objects.filter(state="accepted").exists()
    assert not Todo.objects.filter(code="records.check_waiting", closed_at=None).exists()
