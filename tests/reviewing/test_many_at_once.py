"""The platform lets many records out in one go: each by its own step; what moved on or was returned before stays."""

import pytest
from django.test import Client

from qianqiao.catalogue.domain.records import take_record_step
from qianqiao.catalogue.models import Achievement
from qianqiao.core.actor import Actor
from qianqiao.core.models import AuditEntry
from qianqiao.organisations.models import Organisation
from qianqiao.reviewing.domain import batch
from tests.factories import records as make
from tests.reviewing.conftest import Maker

pytestmark = pytest.mark.django_db


def waiting(own: Organisation, writes: Actor, accepts: Actor) -> Achievement:
    record = take_record_step(make.achievement(own, publish=False), "submit", actor=writes)
    return take_record_step(record, "accept", actor=accepts)  # type: ignore[return-value]


def test_chosen_records_go_out_and_the_others_say_why_not(real: Maker, operators: Organisation) -> None:
    own = real(verified=False)
    (_, writes), (colleague, accepts) = make.person(own), make.person(own)
    operator, checks = make.person(operators, roles=["operator"])
    good, moved, gone, left = (waiting(own, writes, accepts) for _ in range(4))
    returned = waiting(own, writes, accepts)
    take_record_step(returned, "return", actor=checks, reason="请补充", comments={"problem": "写明"})
    returned = take_record_step(returned, "submit", actor=writes)
    returned = take_record_step(returned, "accept", actor=accepts)
    unseen = make.achievement(own, publish=False)
    client = make.sign_in(Client(HTTP_ACCEPT_LANGUAGE="en"), operator)
    page = client.get(f"/my/reviews/?organisation={own.number}").content.decode()
    assert page.count('type="checkbox" name="record"') == 4
    assert "It was returned before" in page
    chosen = [f"{one.number}:{one.version}" for one in (good, moved, gone, returned, unseen)]
    # meanwhile one was changed, and one was taken back by its owner
    Achievement.objects.filter(pk=moved.pk).update(version=moved.version + 1)
    take_record_step(gone, "withdraw", actor=writes, reason="示例")
    response = client.post("/my/reviews/publish", {"record": chosen, "organisation": own.number}, follow=True)
    said = response.content.decode()
    assert "1 record is published." in said
    assert f"{moved.number} was left as it is: somebody changed it meanwhile" in said
    assert f"{gone.number} was left as it is: there is no such record" in said
    assert f"{returned.number} was left as it is: it was returned before" in said
    assert f"{unseen.number} was left as it is: there is no such record" in said
    states = dict(Achievement.objects.values_list("number", "state"))
    assert states[good.number] == "published"
    assert {states[one.number] for one in (moved, left, returned)} == {"in_review"}
    published = AuditEntry.objects.filter(action="achievement.publish")
    assert [(one.subject, one.actor_id) for one in published] == [(good.number, operator.pk)]
    # by itself, after a look, the returned one may go out
    assert take_record_step(returned, "publish", actor=checks).state == "published"
    # nobody else gets past the platform this way, nor without saying which version was seen
    for actor in (accepts, writes, make.person(make.organisation())[1]):
        told = batch.publish_many({left.number: left.version}, actor=actor)
        assert (told.done, list(told.refused)) == ([], [left.number])
    assert (
        batch.publish_many({left.number: None}, actor=checks).refused[left.number].code == "changed_meanwhile"
    )
    assert 'name="record"' not in make.sign_in(Client(), colleague).get("/my/reviews/").content.decode()
