"""Every situation of the review by every step of the flow by every person, against a table reviewed by hand."""

from pathlib import Path

import pytest
import yaml
from django.db import transaction

from qianqiao.catalogue.domain.records import take_record_step
from qianqiao.catalogue.models import Achievement
from qianqiao.catalogue.states import ACHIEVEMENT_FLOW
from qianqiao.core.actor import ANONYMOUS, SYSTEM, Actor
from qianqiao.core.models import AuditEntry
from qianqiao.core.workflow import Refusal
from qianqiao.notices.models import Notice, Todo
from qianqiao.organisations.actors import actor_of
from qianqiao.organisations.models import Membership, Organisation, User
from qianqiao.reviewing.models import RecordReview
from tests.factories import records as make
from tests.reviewing.conftest import Maker

pytestmark = pytest.mark.django_db
GRID = yaml.safe_load(Path(__file__).with_name("flow_grid.yaml").read_text("utf-8"))
# how each situation comes about: organisation new, a colleague there, steps of the writer (w), colleague (c), operator (o)
STORY: dict[str, tuple[bool, bool, tuple[str, ...]]] = {
    "draft": (True, True, ()),
    "waits, organisation known": (False, True, ("w submit",)),
    "waits, organisation new": (True, True, ("w submit",)),
    "at the platform, organisation new": (True, True, ("w submit", "c accept")),
    "at the platform, organisation known meanwhile": (True, True, ("w submit", "c accept", "known")),
    "at the platform, alone": (False, False, ("w submit",)),
    "left alone while it waited": (False, True, ("w submit", "alone")),
    "returned by the platform": (True, True, ("w submit", "c accept", "o return")),
    "published": (False, True, ("w submit", "c publish")),
}


def _people(own: Organisation, operators: Organisation, *, colleague: bool) -> dict[str, Actor]:
    staff = User.objects.create_user("staff@example.org", "correct horse battery", is_staff=True)
    make.add_second_factor(staff)
    people = {
        "writer": make.person(own)[1],
        "inventor": make.person(own, roles=["inventor"])[1],
        "bare colleague": make.person(own, second_factor=False)[1],
        "foreign": make.person(make.organisation())[1],
        "operator": make.person(operators, roles=["operator"])[1],
        "staff": actor_of(staff),
        "visitor": ANONYMOUS,
        "machine": SYSTEM,
    }
    return people | ({"colleague": make.person(own)[1]} if colleague else {})


def _told(record: Achievement, own: Organisation, people: dict[str, Actor], story: tuple[str, ...]) -> None:
    names = {"w": "writer", "c": "colleague", "o": "operator"}
    for line in story:
        if line == "known":
            for _ in range(3):
                make.achievement(own)
        elif line == "alone":
            Membership.objects.filter(user=people.pop("colleague").user_id).update(state="ended")
        else:
            who, step = line.split()
            take_record_step(record, step, actor=people[names[who]], reason="because")
            record.refresh_from_db()


def _traces(record: Achievement) -> tuple[object, ...]:
    fresh = Achievement.objects.get(pk=record.pk)
    review = RecordReview.objects.order_by("-pk").values().first()
    counts = (AuditEntry.objects.count(), Notice.objects.count(), Todo.objects.count())
    return (fresh.state, fresh.version, review, *counts)


def _takes(record: Achievement, step: str, actor: Actor) -> bool:
    """Takes the step for real and undoes it; a refusal leaves nothing behind."""
    before = _traces(record)
    try:
        with transaction.atomic():
            take_record_step(record, step, actor=actor, reason="because")
            transaction.set_rollback(True)
    except Refusal:
        assert _traces(record) == before
        return False
    assert _traces(record) == before
    return True


@pytest.mark.parametrize("situation", list(STORY))
def test_every_situation_by_every_step_by_every_person(
    situation: str, real: Maker, operators: Organisation
) -> None:
    new, colleague, story = STORY[situation]
    own = real(published=0 if new else 3)
    people = _people(own, operators, colleague=colleague)
    record = make.achievement(own, publish=False)
    _told(record, own, people, story)
    found = {
        name: taken
        for name, actor in people.items()
        if (taken := [step.name for step in ACHIEVEMENT_FLOW.steps if _takes(record, step.name, actor)])
    }
    assert found == GRID[situation]


def test_the_table_knows_every_situation() -> None:
    assert list(GRID) == list(STORY)
