"""Two requests at once on two connections, and a crash before the end: done once, answered twice."""

import pytest

from qianqiao.api import case_examples
from qianqiao.api.models import KeptAnswer
from qianqiao.docking.models import CaseEvent, CaseMessage, DockingCase
from qianqiao.notices.models import Notice
from tests.core.test_races import at_once
from tests.factories import dockings as docked
from tests.factories.keys import Program, key

pytestmark = pytest.mark.django_db(transaction=True)
BODIES = case_examples.BODIES


def test_the_same_request_twice_at_once_is_done_once_and_answered_alike() -> None:
    two = docked.pair()
    secret = key(two.university, two.uni_actor)
    asked = BODIES["NewCase"] | {"demand": two.demand.number, "offer": two.offer.number}

    def send(_n: int) -> tuple[int, bytes, bool]:
        answer = Program(secret).post("/cases", asked, token="one-and-the-same")
        return answer.status_code, answer.content, "Idempotency-Replayed" in answer

    first, second = sorted(at_once(2, send), key=lambda one: one[2])
    assert first[:2] == second[:2]
    assert (first[0], first[2], second[2]) == (201, False, True)
    assert DockingCase.objects.count() == KeptAnswer.objects.count() == 1
    assert Notice.objects.filter(code="docking.expressed").count() == 1


def test_of_two_bodies_under_one_key_at_once_one_is_done() -> None:
    case, two = docked.case_in("contact")
    secret = key(two.university, two.uni_actor)

    def send(n: int) -> int:
        path = f"/cases/{case.number}/messages"
        return int(Program(secret).post(path, {"text": f"第{n}句"}, token="one-and-the-same").status_code)

    assert sorted(at_once(2, send)) == [201, 409]
    assert CaseMessage.objects.count() == CaseEvent.objects.filter(code="message").count() == 1


def test_two_programs_at_once_with_the_version_they_saw() -> None:
    case, two = docked.case_in("expressed")
    secret = key(two.firm, two.firm_actor)

    def send(n: int) -> int:
        step, name = (("accept", "Acceptance"), ("refuse", "ReasonedStep"))[n]
        return int(Program(secret).post(f"/cases/{case.number}/steps/{step}", BODIES[name]).status_code)

    assert sorted(at_once(2, send)) == [200, 409]
    case.refresh_from_db()
    assert case.version == 2


def test_a_crash_undoes_the_write_with_its_kept_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    case, two = docked.case_in("contact")
    program = Program(key(two.university, two.uni_actor))

    def crash(*_args: object, **_values: object) -> None:
        raise RuntimeError

    path = f"/cases/{case.number}/messages"
    with monkeypatch.context() as broken:
        broken.setattr("qianqiao.api.resources.case_answers._json", crash)
        assert program.post(path, BODIES["Words"], token="the-same-word").data["code"] == "internal"
    assert not CaseMessage.objects.exists()
    assert not KeptAnswer.objects.exists()
    assert program.post(path, BODIES["Words"], token="the-same-word").status_code == 201
