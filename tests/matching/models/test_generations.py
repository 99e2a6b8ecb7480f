"""A change of text models: built beside those that serve, swapped whole, the old vectors dropped later."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from qianqiao.core import clock
from qianqiao.core.actor import ANONYMOUS
from qianqiao.matching import filling, generations, jobs
from qianqiao.matching.domain.generations import (
    KEPT,
    activate_if_complete,
    drop_old_vectors,
    ensure_generation,
)
from qianqiao.matching.domain.runs import matches_of
from qianqiao.matching.engine import Document, Record, texts_to_encode
from qianqiao.matching.models import MatchRun, RecordVector, VectorGeneration
from qianqiao.matching.slots import TEXTS
from tests.factories import records as make
from tests.matching.encoders.scripted_service import Answer, Scripted
from tests.matching.models.services import embedding_service, use_service

pytestmark = pytest.mark.django_db
State = VectorGeneration.State


@pytest.fixture
def service() -> Iterator[Scripted]:
    with embedding_service() as running:
        yield running


@pytest.fixture(autouse=True)
def _use_alone(settings: Any) -> None:
    settings.QIANQIAO_TEXT_MODELS = "use"


def serving_names() -> list[str]:
    return [member.name for member in generations.serving().members]


def models_with_vectors(number: str) -> set[str]:
    rows = RecordVector.objects.filter(number=number)
    return {encoder.split("/", 1)[0] for encoder in rows.values_list("encoder", flat=True)}


def fill_all() -> None:
    place: filling.Place | None = filling.Place()
    while place is not None:
        place = filling.fill_slice(place).place


def test_the_first_generation_serves_at_once() -> None:
    offer = make.achievement()
    jobs.backfill()
    assert [row.state for row in VectorGeneration.objects.all()] == [State.ACTIVE]
    assert models_with_vectors(offer.number) == {"use-m3"}
    assert ensure_generation() is None


def test_a_change_is_built_beside_and_swapped_when_it_lacks_nothing(settings: Any, service: Scripted) -> None:
    offer, demand = make.achievement(), make.demand()
    make.patent()  # a model of which no mean is packaged has nothing to say about a stock of one
    jobs.backfill()
    before = matches_of(demand, "offers", actor=ANONYMOUS)
    use_service(settings, service.url)
    building = ensure_generation()
    assert building is not None
    assert serving_names() == ["use-m3"]
    assert not activate_if_complete()
    assert matches_of(demand, "offers", actor=ANONYMOUS) == before, "the active generation goes on serving"
    assert service.requests == []

    fill_all()
    assert models_with_vectors(offer.number) == {"use-m3", "endpoint"}
    assert serving_names() == ["use-m3"]
    assert activate_if_complete()
    assert serving_names() == ["use-m3", "endpoint"]
    after = matches_of(demand, "offers", actor=ANONYMOUS)
    assert "endpoint" in after.compared_by
    assert "endpoint" not in before.compared_by
    assert VectorGeneration.objects.filter(state=State.ACTIVE).count() == 1
    assert MatchRun.objects.filter(number=demand.number).values("encoder").distinct().count() == 2


def test_a_record_that_comes_meanwhile_holds_the_swap_until_it_is_encoded(
    settings: Any, service: Scripted
) -> None:
    make.achievement()
    jobs.backfill()
    use_service(settings, service.url)
    ensure_generation()
    fill_all()
    late = make.achievement()
    assert not activate_if_complete()
    jobs.take_in([late.number])
    assert models_with_vectors(late.number) == {"use-m3", "endpoint"}
    assert activate_if_complete()


def test_old_vectors_go_a_day_later_and_only_theirs(settings: Any, service: Scripted) -> None:
    offer = make.achievement()
    jobs.backfill()
    use_service(settings, service.url, models="endpoint")
    ensure_generation()
    fill_all()
    assert activate_if_complete()
    assert drop_old_vectors() == 0
    assert models_with_vectors(offer.number) == {"use-m3", "endpoint"}
    with clock.frozen(clock.now() + KEPT + timedelta(minutes=1)):
        assert drop_old_vectors() == 4
    assert models_with_vectors(offer.number) == {"endpoint"}
    assert drop_old_vectors() == 0


def test_a_change_taken_back_costs_nothing(settings: Any, service: Scripted) -> None:
    make.achievement()
    jobs.backfill()
    use_service(settings, service.url)
    ensure_generation()
    settings.QIANQIAO_TEXT_MODELS = "use"
    assert ensure_generation() is None
    assert sorted(row.state for row in VectorGeneration.objects.all()) == [State.ACTIVE, State.RETIRED]
    assert serving_names() == ["use-m3"]

    use_service(settings, service.url)
    ensure_generation()
    fill_all()
    assert activate_if_complete()
    settings.QIANQIAO_TEXT_MODELS = "use"
    ensure_generation()
    asked = len(service.requests)
    assert activate_if_complete(), "its vectors are still there"
    assert len(service.requests) == asked
    assert serving_names() == ["use-m3"]


def test_a_model_that_is_away_for_a_while_does_not_cost_its_vectors(settings: Any, tmp_path: Any) -> None:
    from tests.matching.encoders.test_folder_encoder import write_folder  # noqa: PLC0415  needs onnx

    folder = write_folder(tmp_path / "own-model")
    settings.QIANQIAO_TEXT_MODELS = "use,folder"
    settings.QIANQIAO_MODEL_FOLDER = str(folder)
    offer = make.achievement()
    jobs.backfill()
    assert models_with_vectors(offer.number) == {"use-m3", "folder"}
    folder.rename(tmp_path / "unmounted")
    from qianqiao.matching import encoder as encoding  # noqa: PLC0415  its cache is what a new process has not

    encoding._opened.cache_clear()
    assert ensure_generation() is None
    assert [row.state for row in VectorGeneration.objects.all()] == [State.ACTIVE]
    silent = [member for member in generations.serving().members if member.problem]
    assert [member.name for member in silent] == ["folder"]
    demand = make.demand()
    found = matches_of(demand, "offers", actor=ANONYMOUS)
    assert "use-m3" in found.compared_by
    assert found.unreachable == ("folder",)
    (tmp_path / "unmounted").rename(folder)
    assert matches_of(demand, "offers", actor=ANONYMOUS).unreachable == ()


def test_vectors_of_other_texts_are_no_vectors_of_these(service: Scripted) -> None:
    """A site filled by a release that gave models other texts of a record builds anew beside what it has."""
    offer = make.achievement()
    jobs.backfill()
    row = VectorGeneration.objects.get()
    now, before = f"texts-{TEXTS}", f"texts-{TEXTS - 1}"
    entries = [
        {**entry, "key": entry["key"].replace(now, before), "texts": TEXTS - 1} for entry in row.members
    ]
    VectorGeneration.objects.update(encoder=row.encoder.replace(now, before), members=entries)
    for vector in RecordVector.objects.all():
        RecordVector.objects.filter(pk=vector.pk).update(encoder=vector.encoder.replace(now, before))
    assert ensure_generation() is not None
    assert [member.texts for member in generations.serving().members] == [TEXTS - 1]
    fill_all()
    assert activate_if_complete()
    assert RecordVector.objects.filter(number=offer.number, encoder__endswith=now).count() == 4


def test_the_number_of_the_texts_is_that_of_what_the_engine_makes() -> None:
    """Where this fails, count TEXTS up: stored vectors describe other texts than the engine now asks for."""
    record = Record(
        "A1", "题目", "正文。第二句。", title_en="A title", text_en="A text.",
        documents=(Document("论文", "摘要。", "", "", 2024), Document("", "无题的摘要。", "", "", None)),
    )  # fmt: skip
    plain = replace(record, documents=())
    made = [texts_to_encode(plain), texts_to_encode(record), texts_to_encode(replace(record, kind="expert"))]
    assert (TEXTS, sha256(repr(made).encode()).hexdigest()[:12]) == (2, "b7118292112a")


def test_a_wrong_setting_begins_nothing(settings: Any) -> None:
    make.achievement()
    jobs.backfill()
    settings.QIANQIAO_TEXT_MODELS = "e5,us"
    assert ensure_generation() is None
    assert serving_names() == ["use-m3"]


def test_a_service_that_moves_is_the_same_model(settings: Any, service: Scripted) -> None:
    offer = make.achievement()
    use_service(settings, service.url, models="endpoint")
    jobs.backfill()
    assert models_with_vectors(offer.number) == {"endpoint"}
    with embedding_service() as other:
        use_service(settings, other.url, models="endpoint")
        assert ensure_generation() is None
        late = make.achievement()
        jobs.take_in([late.number])
        assert other.requests
        assert models_with_vectors(late.number) == {"endpoint"}


def test_the_key_stands_nowhere_in_the_database(settings: Any, service: Scripted) -> None:
    make.achievement()
    use_service(settings, service.url, key="sk-very-secret")
    jobs.backfill()
    assert service.headers[0]["Authorization"] == "Bearer sk-very-secret"
    assert "sk-very-secret" not in repr(list(VectorGeneration.objects.values()))


def test_a_pass_that_dies_anywhere_loses_and_doubles_nothing(
    settings: Any, service: Scripted, monkeypatch: Any
) -> None:
    offers = [make.achievement() for _ in range(5)]
    jobs.backfill()
    use_service(settings, service.url)
    monkeypatch.setattr(filling, "BLOCK", 1)
    service_answer = service.answer
    ensure_generation()
    service.answer = lambda n, request: (
        Answer({"error": "gone"}, status=400) if n >= 2 else service_answer(n, request)
    )
    assert filling.fill_slice(filling.Place()).place is None, "the pass ends where the model fails"
    done = [offer.number for offer in offers if "endpoint" in models_with_vectors(offer.number)]
    assert len(done) == 2
    assert not activate_if_complete()
    service.answer = service_answer
    before = dict(RecordVector.objects.values_list("pk", "vector"))
    fill_all()
    after = dict(RecordVector.objects.values_list("pk", "vector"))
    assert {pk: bytes(data) for pk, data in before.items()}.items() <= {
        pk: bytes(data) for pk, data in after.items()
    }.items(), "what was done is not done again"
    assert activate_if_complete()
