"""Everybody is told once; what waits is on the lists of those who may do it."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import translation

from qianqiao.core import clock
from qianqiao.core.models import OutboxEvent
from qianqiao.notices import queries, texts
from qianqiao.notices.domain import close_todo, notify, open_todo
from qianqiao.notices.models import Notice
from qianqiao.organisations.actors import actor_of
from tests.factories import records as make

pytestmark = pytest.mark.django_db


def test_the_same_thing_is_told_once() -> None:
    one, _ = make.person(make.organisation())
    two, _ = make.person(make.organisation())
    told = {"code": "test.told", "params": {"name": "甲"}, "key": "case:1:seen"}
    assert notify([one.pk], **told) == 1
    assert notify([one.pk, two.pk], **told) == 1
    assert Notice.objects.count() == 2
    assert OutboxEvent.objects.filter(kind="notices.told").count() == 2


def test_a_todo_waits_for_all_who_may_and_for_nobody_else() -> None:
    own = make.organisation()
    officer, _ = make.person(own, roles=["transfer_officer"])
    student, _ = make.person(own, roles=["doctoral_student"])
    stranger, _ = make.person(make.organisation())
    open_todo(
        key="case:1:answer",
        code="test.answer",
        params={},
        address="/cases/K2026-000001",
        organisation_id=own.pk,
        permission="docking.answer",
    )
    waiting = {user: queries.todos_of(actor_of(user)).count() for user in (officer, student, stranger)}
    assert waiting == {officer: 1, student: 0, stranger: 0}
    assert queries.people_with("docking.answer", own.pk) == [officer.pk]
    assert close_todo("case:1:answer")
    assert not close_todo("case:1:answer")
    assert not queries.todos_of(actor_of(officer)).exists()


def test_the_most_urgent_comes_first_and_a_key_stands_once() -> None:
    own = make.organisation()
    user, actor = make.person(own)
    now = clock.now()
    for key, due in (("later", now + timedelta(days=3)), ("open", None), ("late", now - timedelta(days=1))):
        open_todo(key=key, code="test.x", params={}, address="/", user_id=user.pk, due_at=due)
    assert [todo.key for todo in queries.todos_of(actor)] == ["late", "later", "open"]
    open_todo(
        key="open", code="test.x", params={}, address="/", user_id=user.pk, due_at=now - timedelta(days=9)
    )
    assert [todo.key for todo in queries.todos_of(actor)] == ["open", "late", "later"]


def tell_and_fail(user: int) -> None:
    with transaction.atomic():
        notify([user], code="test.told", params={}, key="gone")
        raise ZeroDivisionError


def test_what_is_undone_is_not_told() -> None:
    user, _ = make.person(make.organisation())
    with pytest.raises(ZeroDivisionError):
        tell_and_fail(user.pk)
    assert not Notice.objects.exists()


def test_sentences_take_their_values() -> None:
    texts.register("test.sentence", "%(who)s asks", "Answer")
    assert texts.sentence("test.sentence", {"who": "甲厂"}) == "甲厂 asks"
    assert texts.act("test.sentence") == "Answer"
    assert texts.sentence("test.unknown", {}) == "test.unknown"


def test_a_reader_of_english_gets_the_english_name_where_there_is_one() -> None:
    known = make.organisation("enterprise", name="示例甲厂", name_en="Example Works A")
    unknown = make.organisation("enterprise", name="示例乙厂", name_en="")
    texts.register("test.sentence", "%(who)s asks")
    with translation.override("zh-hans"):
        assert texts.sentence("test.sentence", texts.naming(who=known)).startswith("示例甲厂")
    with translation.override("en"):
        assert texts.sentence("test.sentence", texts.naming(who=known)) == "Example Works A asks"
        assert texts.sentence("test.sentence", texts.naming(who=unknown)) == "示例乙厂 asks"
