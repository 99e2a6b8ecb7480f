"""The order of the filling, and numbers that say how far it has come."""

from typing import Any

import numpy as np
import pytest

from qianqiao.core.actor import ANONYMOUS
from qianqiao.matching import encoder as encoding
from qianqiao.matching import filling, generations, jobs, status
from qianqiao.matching.domain.generations import ensure_generation
from qianqiao.matching.domain.runs import matches_of
from qianqiao.matching.domain.vectors import encode_by_all
from qianqiao.matching.models import MatchRun, RecordVector
from qianqiao.matching.records import public_records
from qianqiao.matching.stocks import STOCKS
from tests.factories import records as make
from tests.matching.encoders.scripted_service import Answer
from tests.matching.models.services import embedding_service, use_service

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def service(settings: Any) -> Any:
    """Every test here is of a site with two models: USE, and this service."""
    with embedding_service() as running:
        use_service(settings, running.url)
        yield running


def order_of_writing() -> list[tuple[str, str]]:
    """(model, part) as they were stored, repeats left out."""
    rows = RecordVector.objects.order_by("pk").values_list("encoder", "part", "number")
    return list(dict.fromkeys((encoder.split("/", 1)[0], part) for encoder, part, _ in rows))


def test_first_model_whole_then_titles_then_texts(monkeypatch: Any) -> None:
    monkeypatch.setattr(filling, "BLOCK", 2)
    for _ in range(3):
        make.achievement()
    make.demand()
    ensure_generation()
    assert filling.fill_slice(filling.Place()).place is None
    assert order_of_writing() == [
        ("use-m3", "title"), ("use-m3", "text"), ("endpoint", "title"), ("endpoint", "text"),
    ]  # fmt: skip


def test_texts_of_what_people_are_shown_come_first(monkeypatch: Any) -> None:
    offers = [make.achievement() for _ in range(4)]
    shown = offers[2].number
    ensure_generation()
    MatchRun.objects.create(
        number="D2020-000001", revision=1, reading="full", direction="offers", stock="s", stock_size=4,
        engine="e", encoder="x", created_at="2026-11-27T00:00:00Z", result={"matches": [{"number": shown}]},
    )  # fmt: skip
    monkeypatch.setattr(filling, "BLOCK", 1)
    filling.fill_slice(filling.Place())
    rows = RecordVector.objects.filter(encoder__startswith="endpoint", part="text").order_by("pk")
    assert next(iter(rows.values_list("number", flat=True))) == shown


def test_a_slice_ends_in_time_and_the_next_goes_on(monkeypatch: Any) -> None:
    for _ in range(3):
        make.achievement()
    ensure_generation()
    monkeypatch.setattr(filling, "BLOCK", 1)
    clock = iter(range(10_000))
    place: filling.Place | None = filling.Place()
    slices = 0
    while place is not None:
        place = filling.fill_slice(place, seconds=2.5, now=lambda: float(next(clock))).place
        slices += 1
        assert slices < 50
    assert slices > 2
    assert all(not sum(own.lacking.values()) for own in generations.backlog())


def test_a_small_change_is_encoded_by_all_at_once_a_large_one_later(monkeypatch: Any) -> None:
    few = make.achievement()
    jobs.take_in([few.number])
    assert set(order_of_writing()) >= {("use-m3", "text"), ("endpoint", "text")}
    monkeypatch.setattr(jobs, "BLOCK", 2)
    many = [make.achievement().number for _ in range(2)]
    jobs.take_in(many)
    encoders = RecordVector.objects.filter(number__in=many).values_list("encoder", flat=True)
    assert {encoder.split("/", 1)[0] for encoder in encoders} == {"use-m3"}
    from procrastinate.contrib.django.models import ProcrastinateJob  # noqa: PLC0415  read only

    assert ProcrastinateJob.objects.filter(task_name="matching.fill_vectors", status="todo").count() == 1
    jobs.plan_filling()
    assert ProcrastinateJob.objects.filter(task_name="matching.fill_vectors", status="todo").count() == 1


def test_the_job_goes_on_from_where_it_stopped_and_ends(monkeypatch: Any) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob  # noqa: PLC0415  read only

    for _ in range(3):
        make.achievement()
    monkeypatch.setattr(filling, "BLOCK", 1)
    monkeypatch.setattr(filling, "SLICE_SECONDS", 0.0)
    jobs.fill_vectors()
    planned = ProcrastinateJob.objects.get(task_name="matching.fill_vectors")
    assert planned.args["step"].startswith("use-m3/")
    assert planned.args["after"]


def test_a_model_that_does_not_answer_is_asked_again_later(service: Any) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob  # noqa: PLC0415  read only

    offer = make.achievement()
    ensure_generation()
    works = service.answer
    service.answer = lambda *_: Answer({"error": "no"}, status=400)
    jobs.take_in([offer.number])
    planned = ProcrastinateJob.objects.get(task_name="matching.fill_vectors")
    assert planned.scheduled_at is not None
    assert planned.priority < jobs.LOW, "or it would hold up what has the same lock"
    service.answer = works
    jobs.fill_vectors()
    assert all(not sum(own.lacking.values()) for own in generations.backlog())


def test_what_waits_is_told_and_taken_in_as_it_comes() -> None:
    offers = [make.achievement(), make.achievement(), make.patent()]
    ensure_generation()
    demand = make.demand()
    first = matches_of(demand, "offers", actor=ANONYMOUS)
    assert "endpoint" not in first.compared_by
    stock = STOCKS["offers"]
    assert set(stock.waiting) == {offer.number for offer in offers}
    early = stock.state
    told = "\n".join(status.lines())
    assert "endpoint (active): 4 public records, still without: titles 4, texts 4" in told

    records, revisions = public_records(offers[:1])
    encode_by_all(records, revisions, generations.members_to_fill())
    second = matches_of(demand, "offers", actor=ANONYMOUS)
    assert set(stock.waiting) == {offer.number for offer in offers[1:]}
    assert stock.state != early
    assert second.at != first.at, "another state of the stock is another run"
    jobs.backfill()
    third = matches_of(demand, "offers", actor=ANONYMOUS)
    assert stock.waiting == {}
    assert "endpoint" in third.compared_by
    assert "endpoint (active): 4 public records, all encoded" in "\n".join(status.lines())


def test_a_stock_reads_back_what_was_stored() -> None:
    offer = make.achievement()
    jobs.backfill()
    records, revisions = public_records([offer])
    models = generations.serving()
    from qianqiao.matching.queries import stored_vectors  # noqa: PLC0415

    stored = stored_vectors(records, revisions, models)
    assert stored.lacking == {}
    rows = stored.vectors[offer.number]
    assert rows.shape == (4, 512 + 16)
    with encoding.public_texts():
        fresh = encoding.as_stored(models.members[0].encode([records[0].title]))
    assert np.allclose(rows[0, :512], fresh[0], atol=1e-3)
    assert rows[:, 512:].any(axis=1).all()
