"""A site whose offers lie on disk answers as one that holds them in memory, and sees changes at the next look."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from qianqiao.catalogue.domain.records import take_record_step
from qianqiao.cli.main import app
from qianqiao.core.actor import SYSTEM
from qianqiao.matching import generations, large_stocks
from qianqiao.matching.domain.vectors import encode_by_all
from qianqiao.matching.engine.large import LargeCorpus
from qianqiao.matching.records import public_reading, public_records, record_of
from qianqiao.matching.stocks import STOCKS, Stock
from tests.factories import records as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_stocks, "folder_of", lambda letters: tmp_path / letters)


def fresh() -> Stock:
    """The stock of offers as another process would come to it."""
    own = STOCKS["offers"]
    stock = Stock(own.letters, own.event, own.side)
    stock.refresh()
    return stock


def test_offers_on_disk_are_ranked_as_in_memory_and_changes_are_seen() -> None:
    fitting, other = make.achievement(), make.patent()
    demand = make.demand()
    query = record_of(demand, reading=public_reading(demand) or "full")
    assert query is not None
    records, revisions = public_records([fitting, other])
    encode_by_all(records, revisions, generations.serving().members)
    memory = fresh()
    expected = memory.ranking(query, top=10).matches
    own = STOCKS["offers"]
    large_stocks.build(own.letters, own.event, own.side)
    disk = fresh()
    assert isinstance(disk.corpus, LargeCorpus)
    found = disk.ranking(query, top=10).matches
    assert [(match.offer_id, match.score) for match in found] == [
        (match.offer_id, pytest.approx(match.score, abs=1e-3)) for match in expected
    ]
    assert found[0].reasons
    late = make.achievement()
    disk.refresh()
    assert {match.offer_id for match in disk.ranking(query, top=10).matches} == {
        fitting.number,
        other.number,
        late.number,
    }
    take_record_step(fitting, "withdraw", actor=SYSTEM, reason="test")
    for stock in (disk, fresh()):
        stock.refresh()
        assert isinstance(stock.corpus, LargeCorpus)
        assert {match.offer_id for match in stock.ranking(query, top=10).matches} == {
            other.number,
            late.number,
        }


def test_a_stock_of_other_models_is_left_aside(caplog: pytest.LogCaptureFixture) -> None:
    make.achievement()
    own = STOCKS["offers"]
    folder = large_stocks.build(own.letters, own.event, own.side)
    told = (folder / "manifest.json").read_text(encoding="utf-8")
    (folder / "manifest.json").write_text(
        told.replace('"encoder": "', '"encoder": "other-'), encoding="utf-8"
    )
    assert not isinstance(fresh().corpus, LargeCorpus)
    assert "qianqiao index stocks" in caplog.text


def test_the_command_builds_every_stock() -> None:
    make.achievement()
    make.demand()
    result = CliRunner().invoke(app, ["index", "stocks"])
    assert result.exit_code == 0, result.output
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["offers", "experts", "demands"]
    assert isinstance(fresh().corpus, LargeCorpus)
