"""Dates of life: set by publishing, an edit and one click; taken back by another."""

from datetime import date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from qianqiao.catalogue.domain.editing import record_values, save_record
from qianqiao.catalogue.domain.records import take_record_step
from qianqiao.catalogue.models import Achievement
from qianqiao.core import clock, outbox
from qianqiao.core.clock import SHANGHAI
from qianqiao.core.models import AuditEntry
from qianqiao.demands.domain.editing import save_demand
from qianqiao.notices.models import Todo
from qianqiao.upkeep.domain import renewing
from qianqiao.upkeep.domain.tending import tend
from qianqiao.upkeep.models import Renewal
from tests.factories import records as make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 9, 0, tzinfo=SHANGHAI)
TODAY, YEAR = NOW.date(), timedelta(days=365)
OLD = {"last_proven_alive": date(2025, 12, 10), "valid_until": date(2026, 12, 10)}


def test_publishing_and_editing_prove_a_record_alive() -> None:
    university = make.organisation()
    _, actor = make.person(university)
    with clock.frozen(NOW - timedelta(days=20)):
        record = make.achievement(university, publish=False)
    with clock.frozen(NOW - timedelta(days=10)):
        record = take_record_step(record, "submit", actor=actor)
        record = take_record_step(record, "publish", actor=make.SYSTEM)
    assert record.last_proven_alive == TODAY - timedelta(days=10)
    assert record.valid_until == TODAY - timedelta(days=10) + YEAR
    with clock.frozen(NOW):
        values = record_values(record)
        same = save_record(record, values, actor=actor, expected_version=record.version).record
        assert same.last_proven_alive == TODAY - timedelta(days=10)
        saved = save_record(record, {**values, "trl": 8}, actor=actor, expected_version=record.version).record
    assert (saved.last_proven_alive, saved.valid_until) == (TODAY, TODAY + YEAR)


def test_an_end_that_the_owner_stated_is_kept_by_an_edit() -> None:
    university = make.organisation()
    _, actor = make.person(university)
    with clock.frozen(NOW):
        record = make.achievement(
            university, last_proven_alive=date(2026, 9, 1), valid_until=date(2027, 1, 31)
        )
        saved = save_record(record, {"trl": 8}, actor=actor, expected_version=1).record
    assert (saved.last_proven_alive, saved.valid_until) == (TODAY, date(2027, 1, 31))


def test_a_demand_ends_with_the_day_by_which_it_is_needed() -> None:
    firm = make.organisation("enterprise")
    _, actor = make.person(firm)
    with clock.frozen(NOW):
        soon, late = (
            make.demand(firm, deadline=date(2027, 1, 15)),
            make.demand(firm, deadline=date(2028, 1, 1)),
        )
        assert (soon.valid_until, late.valid_until) == (date(2027, 1, 15), TODAY + timedelta(days=180))
        moved = save_demand(soon, {"deadline": date(2027, 3, 1)}, actor=actor, expected_version=1).record
        assert moved.valid_until == date(2027, 3, 1)
    # past its day the owner may still say that it holds: then it holds for the usual time
    with clock.frozen(datetime(2027, 3, 2, 9, tzinfo=SHANGHAI)):
        tend()
        renewing.renew([soon.number], actor=actor)
        soon.refresh_from_db()
    assert (soon.state, soon.valid_until) == ("published", date(2027, 3, 2) + timedelta(days=180))


def test_one_click_renews_many_closes_the_to_do_and_is_taken_back() -> None:
    university = make.organisation()
    _, actor = make.person(university)
    with clock.frozen(NOW):
        rows = [
            make.achievement(university, **OLD),
            make.patent(university, **OLD),
            make.expert(university, **OLD),
        ]
        tend()
        todo = Todo.objects.get(closed_at=None)
        assert (todo.code, todo.params["count"]) == ("records.todo.expiring_many", "3")
        outcome = renewing.renew([row.number for row in rows], actor=actor)
        assert (len(outcome.done), outcome.refused) == (3, {})
        for row in rows:
            row.refresh_from_db()
            assert (row.last_proven_alive, row.valid_until) == (TODAY, TODAY + YEAR)
        todo.refresh_from_db()
        assert todo.closed_at is not None
        # one of them is edited after the click: it is left alone
        save_record(rows[0], {"trl": 8}, actor=actor, expected_version=rows[0].version)
        back = renewing.take_back(outcome.batch, actor=actor)
        assert sorted(back.done) == sorted(row.number for row in rows[1:])
        assert back.refused[rows[0].number].code == "changed_meanwhile"
        for row in rows[1:]:
            row.refresh_from_db()
            assert (row.last_proven_alive, row.valid_until) == (OLD["last_proven_alive"], OLD["valid_until"])
        todo.refresh_from_db()
        assert (todo.closed_at, todo.params["count"]) == (None, "2")
        assert renewing.take_back(outcome.batch, actor=actor).done == []
    assert (
        AuditEntry.objects.filter(action="catalogue.renewal_taken_back", actor_id=actor.user_id).count() == 2
    )


def test_a_renewal_of_an_expired_record_taken_back_leaves_it_expired() -> None:
    university = make.organisation()
    _, actor = make.person(university)
    with clock.frozen(NOW):
        record = make.achievement(university, **OLD)
    with clock.frozen(NOW + timedelta(days=20)):
        assert tend() == 1
        outcome = renewing.renew([record.number], actor=actor)
        record.refresh_from_db()
        assert record.state == "published"
        renewing.take_back(outcome.batch, actor=actor)
        record.refresh_from_db()
        assert (record.state, record.valid_until) == ("expired", OLD["valid_until"])
        assert tend() == 0


def test_what_one_may_not_write_or_know_stays_as_it_is() -> None:
    university = make.organisation()
    _, actor = make.person(university)
    _, student = make.person(university, roles=["doctoral_student"])
    _, foreign = make.person(make.organisation())
    with clock.frozen(NOW):
        record, draft = make.achievement(university, **OLD), make.achievement(university, publish=False)
        for other in (student, foreign):
            refused = renewing.renew([record.number, draft.number], actor=other).refused
            assert refused[record.number].code == "not_allowed"
        assert refused[draft.number].code == "unknown"
        assert renewing.renew([draft.number], actor=actor).refused[draft.number].code == "wrong_state"
        mine = renewing.renew([record.number], actor=actor)
        assert renewing.take_back(mine.batch, actor=foreign).done == []
    with clock.frozen(NOW + timedelta(days=8)):
        assert renewing.take_back(mine.batch, actor=actor).refused[record.number].code == "undo_is_over"
    assert Renewal.objects.get().undone_at is None
    assert Achievement.objects.get(pk=record.pk).last_proven_alive == TODAY


def test_an_edit_elsewhere_closes_the_to_do_as_well() -> None:
    university = make.organisation()
    _, actor = make.person(university)
    with clock.frozen(NOW):
        record = make.achievement(university, **OLD)
        outbox.deliver_all()
        assert Todo.objects.get(closed_at=None).params["number"] == record.number
        save_record(record, {"trl": 8}, actor=actor, expected_version=record.version)
        outbox.deliver_all()
        assert not Todo.objects.filter(closed_at=None).exists()


def test_records_from_before_get_their_dates_from_publication_and_time_to_be_confirmed() -> None:
    old, fresh = make.achievement(), make.demand()
    draft, stated = make.patent(publish=False), make.expert(**OLD)
    undated = {"last_proven_alive": None, "valid_until": None}
    for row, day in ((old, datetime(2009, 5, 6, tzinfo=SHANGHAI)), (fresh, NOW - timedelta(days=3))):
        type(row).objects.filter(pk=row.pk).update(published_at=day, **undated)
    type(draft).objects.filter(pk=draft.pk).update(**undated)
    with clock.frozen(NOW):
        import_module("qianqiao.upkeep.migrations.0001_upkeep").give_first_dates(apps, None)
        assert tend() == 0
    for row in (old, fresh, draft, stated):
        row.refresh_from_db()
    assert (old.last_proven_alive, old.valid_until) == (date(2009, 5, 6), TODAY + timedelta(days=45))
    assert fresh.valid_until == TODAY - timedelta(days=3) + timedelta(days=180)
    assert (draft.valid_until, draft.last_proven_alive) == (
        None,
        draft.updated_at.astimezone(SHANGHAI).date(),
    )
    assert (stated.last_proven_alive, stated.valid_until) == (OLD["last_proven_alive"], OLD["valid_until"])
