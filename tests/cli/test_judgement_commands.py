"""`qianqiao labels` and `qianqiao runs`: what they write, say and refuse."""

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from typer.testing import CliRunner

from qianqiao.cli import setup
from qianqiao.cli.main import app
from qianqiao.core import clock
from qianqiao.core.actor import SYSTEM
from qianqiao.core.clock import SHANGHAI
from qianqiao.matching.domain.judgements import judge
from qianqiao.matching.domain.runs import matches_of
from qianqiao.matching.domain.subscriptions import follow
from qianqiao.matching.engine import Record
from qianqiao.matching.engine.learning.training.labels import read_labels
from qianqiao.matching.models import MatchRun
from tests.factories import records as make
from tests.matching.room.test_judgements import FITTING

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _database_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    # the suite has set Django up, with its own database
    monkeypatch.setattr(setup, "django", lambda: None)


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output


def test_labels_are_written_as_graded_pairs(tmp_path: Path) -> None:
    demand, offer, other = make.demand(**FITTING), make.achievement(), make.patent()
    party, reader = make.person(demand.organisation)[1], make.person(make.organisation())[1]
    judge(demand, offer, "offers", verdict="useful", actor=party)
    judge(demand, other, "offers", verdict="unsuitable", reason="off_topic", actor=party)
    judge(demand, offer, "offers", verdict="unsuitable", reason="price", actor=reader)
    out = tmp_path / "labels.csv"
    code, told = run("labels", "export", "--out", str(out))
    assert (code, "2 pairs (level 1: 1, level 3: 1)" in told) == (0, True)
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["demand"], row["offer"], row["level"], row["who"]) for row in rows] == [
        (demand.number, offer.number, "3", "demand_side"),
        (demand.number, other.number, "1", "demand_side"),
    ]
    known = {number: Record(id=number) for number in (demand.number, offer.number, other.number)}
    read = read_labels(out, {demand.number: known[demand.number]}, known)
    today = clock.today()
    assert {(label.offer, label.level) for label in read} == {(offer.number, 3), (other.number, 1)}
    assert {row["labelled_on"] for row in rows} == {today.isoformat()}
    lines = tmp_path / "labels.jsonl"
    assert run("labels", "export", "--out", str(lines), "--every", "--readers")[0] == 0
    assert [json.loads(line)["level"] for line in lines.read_text(encoding="utf-8").splitlines()] == [3, 2, 1]


def test_labels_refuse_what_they_cannot_write(tmp_path: Path) -> None:
    for target in (tmp_path / "labels.xlsx", tmp_path / "labels.txt", tmp_path / "no" / "labels.csv"):
        assert run("labels", "export", "--out", str(target))[0] == 2
        assert not target.exists()


def test_a_run_is_made_again() -> None:
    demand = make.demand(**FITTING)
    make.achievement()
    assert run("runs", "repeat", demand.number)[0] == 2
    matches_of(demand, "offers", actor=SYSTEM)
    code, told = run("runs", "repeat", demand.number.lower())
    assert (code, "every figure is the same" in told) == (0, True)
    new = make.achievement()
    code, told = run("runs", "repeat", demand.number)
    assert code == 3
    assert "the stock changed (1 → 2 records)" in told
    assert f"{new.number}  new  place - -> " in told
    assert MatchRun.objects.count() == 1


@pytest.mark.parametrize(
    "arguments", [["D2020-000009"], ["{demand}", "--show", "demands"], ["{demand}", "--run", "M1"]]
)
def test_repeat_says_what_is_wrong(arguments: list[str]) -> None:
    demand = make.demand(**FITTING)
    matches_of(demand, "offers", actor=SYSTEM)
    code, told = run("runs", "repeat", *(one.format(demand=demand.number) for one in arguments))
    assert code == 2
    assert told.strip()


def test_digests_and_quality_by_hand() -> None:
    friday = datetime(2026, 11, 20, 12, 0, tzinfo=SHANGHAI)
    with clock.frozen(friday):
        demand = make.demand(**FITTING)
        follow(demand, language="en", actor=make.person(demand.organisation)[1])
    with clock.frozen(friday + timedelta(days=4)):
        make.achievement()
        assert run("runs", "digests") == (0, "digests sent: 1\n")
        assert run("runs", "digests") == (0, "digests sent: 0\n")
        code, told = run("runs", "quality")
    assert len(mail.outbox) == 1
    assert code == 0
    assert "week of 2026-11-23: 1 of 1 demands covered, 1 of 1 offers found" in told
