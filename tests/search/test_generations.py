"""Generations: built, swapped whole while events go on, cleaned up after a kill."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections

from qianqiao.catalogue.domain.records import take_record_step, upsert_records
from qianqiao.catalogue.models import Achievement
from qianqiao.core import outbox
from qianqiao.core.actor import ANONYMOUS, SYSTEM
from qianqiao.search import status
from qianqiao.search.domain import changes, generations, locks
from qianqiao.search.index import places, writing
from qianqiao.search.models import IndexGeneration
from qianqiao.search.queries import search
from tests.factories import records as make

State = IndexGeneration.State


def states() -> list[tuple[int, str]]:
    return list(IndexGeneration.objects.order_by("number").values_list("number", "state"))


def total() -> int:
    return search("", actor=ANONYMOUS).total


def rows(owner: int, count: int, *, mark: str = "甲") -> list[dict[str, object]]:
    return [
        {
            "external_id": f"{mark}{i}",
            "title": f"检测装置{mark}{i}",
            "summary": "在线检测铸件气孔的装置" * 8,
            "owner": owner,
        }
        for i in range(count)
    ]


def database_url() -> str:
    told = connection.settings_dict
    user = f"{told['USER']}{':' + told['PASSWORD'] if told['PASSWORD'] else ''}@" if told["USER"] else ""
    return f"postgresql://{user}/{told['NAME']}?host={told['HOST']}&port={told['PORT']}"


def run(*command: str, data: Path) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "DATABASE_URL": database_url(), "QIANQIAO_DATA_DIR": str(data)}
    return subprocess.Popen(
        [sys.executable, "-m", "qianqiao.cli.main", *command],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


@pytest.fixture
def children() -> Iterator[list["subprocess.Popen[bytes]"]]:
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for child in started:
        if child.poll() is None:
            child.kill()
        child.communicate()


@pytest.mark.django_db
class TestAlone:
    """In one process and one transaction."""

    def test_the_first_event_makes_the_first_generation(self) -> None:
        make.achievement()
        outbox.deliver_all()
        assert states() == [(1, "active")]
        assert total() == 1

    def test_ensuring_is_cheap_where_there_is_nothing_to_do(self) -> None:
        first = generations.ensure_generation()
        assert generations.ensure_generation().number == first.number == 1

    def test_a_rebuild_swaps_whole_and_keeps_one_old_generation(self) -> None:
        make.achievement()
        for number in (1, 2, 3):
            assert generations.rebuild().number == number
        assert states() == [(1, "retired"), (2, "retired"), (3, "active")]
        assert places.generations_on_disk() == [2, 3]
        assert total() == 1

    def test_other_analyzers_or_missing_files_need_a_new_generation(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        generations.ensure_generation()
        places.remove(1)
        assert generations.ensure_generation().number == 2
        for module in (changes, generations):
            monkeypatch.setattr(module, "ANALYZER_VERSION", "other")
        assert changes.usable_generation() is None
        assert generations.ensure_generation().number == 3

    def test_a_failed_build_leaves_the_old_generation(self, monkeypatch: pytest.MonkeyPatch) -> None:
        make.achievement()
        generations.rebuild()
        with monkeypatch.context() as patch:
            patch.setattr(writing, "fill", _full_disk)
            with pytest.raises(OSError, match="disk"):
                generations.rebuild()
        assert total() == 1
        assert generations.rebuild().state == State.ACTIVE

    def test_the_same_event_again_writes_nothing(self) -> None:
        make.achievement(), make.demand(), make.expert()
        outbox.deliver_all()
        events = list(changes.OutboxEvent.objects.values_list("pk", flat=True))
        assert [changes.carry_in(event) for event in events] == [0] * len(events)
        assert total() == 3

    def test_waiting_events_go_into_one_commit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        generations.ensure_generation()
        for _ in range(5):
            make.achievement()
        written: list[int] = []
        apply = writing.apply
        monkeypatch.setattr(writing, "apply", lambda path, documents: written.append(apply(path, documents)))
        outbox.deliver_all()
        assert [count for count in written if count] == [5]
        assert total() == 5

    def test_a_changed_owner_changes_its_records(self) -> None:
        owner = make.organisation(external_id="u1", name="示例旧名大学")
        make.achievement(owner)
        outbox.deliver_all()
        make.organisation(external_id="u1", name="示例新名大学")
        outbox.deliver_all()
        assert [search(name, actor=ANONYMOUS).total for name in ("旧名", "新名")] == [0, 1]

    def test_status_tells_what_waits(self) -> None:
        assert status.index_status().lines()[0].startswith("no generation is active")
        generations.ensure_generation()
        make.achievement()
        found = status.index_status()
        assert (found.usable, found.documents, found.waiting > 0) == (True, 0, True)
        outbox.deliver_all()
        found = status.index_status()
        assert (found.documents, found.waiting, found.given_up) == (1, 0, 0)


def _full_disk(*_: object) -> int:
    raise OSError("the disk is full")


@pytest.mark.django_db(transaction=True)
class TestWithOthers:
    """With other connections and processes, on committed rows."""

    def test_events_during_a_build_are_neither_lost_nor_doubled(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        owner = make.organisation().pk
        upsert_records(Achievement, rows(owner, 30), actor=SYSTEM, source="s", publish=True)
        outbox.deliver_all()
        fill, seen = writing.fill, []

        def fill_while_things_happen(path: Path, documents: Iterator[object]) -> int:
            count = fill(path, documents)  # type: ignore[arg-type]
            worker = threading.Thread(target=_change_things, args=(owner, seen))
            worker.start()
            worker.join()
            return count

        monkeypatch.setattr(writing, "fill", fill_while_things_happen)
        made = generations.rebuild()
        assert seen == [34], "the old generation goes on during the build"
        assert made.document_count == 34
        found = search("", actor=ANONYMOUS, per_page=100)
        assert (found.total, len({hit.number for hit in found.hits})) == (34, 34)
        assert search("检测装置甲改", actor=ANONYMOUS, per_page=100).hits[0].record.title == "检测装置甲改0"

    def test_one_rebuild_at_a_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        refused: list[str] = []
        fill = writing.fill

        def fill_while_another_tries(path: Path, documents: Iterator[object]) -> int:
            worker = threading.Thread(target=_try_rebuild, args=(refused,))
            worker.start()
            worker.join()
            return fill(path, documents)  # type: ignore[arg-type]

        monkeypatch.setattr(writing, "fill", fill_while_another_tries)
        generations.rebuild()
        assert refused == ["refused"]
        assert states() == [(1, "active")]

    def test_a_killed_rebuild_leaves_the_old_generation_and_is_cleaned_up(
        self, tmp_path: Path, children: list["subprocess.Popen[bytes]"]
    ) -> None:
        owner = make.organisation().pk
        upsert_records(Achievement, rows(owner, 1500), actor=SYSTEM, source="s", publish=True)
        outbox.deliver_all()
        assert (states(), total()) == ([(1, "active")], 1500)
        child = run("index", "rebuild", data=tmp_path)
        children.append(child)
        until = time.monotonic() + 60
        while not places.generation_path(2).is_dir() and time.monotonic() < until:
            time.sleep(0.005)
        child.send_signal(signal.SIGKILL)
        child.wait()
        assert states() == [(1, "active"), (2, "building")]
        upsert_records(Achievement, rows(owner, 7, mark="乙"), actor=SYSTEM, source="s", publish=True)
        outbox.deliver_all()
        assert total() == 1507, "the old generation takes what happens after the kill"
        assert generations.rebuild().number == 3
        assert states() == [(1, "retired"), (2, "failed"), (3, "active")]
        assert places.generations_on_disk() == [1, 3]
        assert total() == 1507

    def test_a_killed_worker_leaves_nothing_lost_and_nothing_doubled(
        self, tmp_path: Path, children: list["subprocess.Popen[bytes]"]
    ) -> None:
        owner = make.organisation().pk
        for i in range(60):
            upsert_records(
                Achievement, rows(owner, 5, mark=f"丁{i}-"), actor=SYSTEM, source="s", publish=True
            )
        child = run("worker", data=tmp_path)
        children.append(child)
        until = time.monotonic() + 60
        while total() == 0 and time.monotonic() < until:
            time.sleep(0.002)
        child.send_signal(signal.SIGKILL)
        child.wait()
        while status.index_status().waiting and time.monotonic() < until:
            outbox.deliver_all()
        found = search("", actor=ANONYMOUS, per_page=400)
        assert (found.total, len({hit.number for hit in found.hits})) == (300, 300)

    @pytest.mark.slow
    def test_a_record_is_found_within_two_seconds_of_its_commit(
        self, tmp_path: Path, children: list["subprocess.Popen[bytes]"]
    ) -> None:
        make.achievement()
        children.append(run("worker", data=tmp_path))
        _wait_for_total(1, seconds=60)
        for expected in (2, 3, 4):
            record = make.achievement()
            took = _wait_for_total(expected, seconds=10)
            assert took < 2, f"{record.number} was found after {took:.1f} s"
        take_record_step(record, "withdraw", actor=SYSTEM, reason="已转让")
        assert _wait_for_total(3, seconds=10) < 2


def _change_things(owner: int, seen: list[int]) -> None:
    """As another process would: new rows, changed rows, a withdrawn row; delivered to the old generation."""
    try:
        changed = [{**rows(owner, 1)[0], "title": "检测装置甲改0"}]
        upsert_records(Achievement, changed, actor=SYSTEM, source="s", publish=True)
        for i in range(25):
            upsert_records(
                Achievement, rows(owner, 1, mark=f"丙{i}-"), actor=SYSTEM, source="s", publish=True
            )
            outbox.deliver_all()
        for record in Achievement.objects.filter(external_id__startswith="甲").order_by("pk")[9:30]:
            take_record_step(record, "withdraw", actor=SYSTEM, reason="已转让")
        outbox.deliver_all()
        seen.append(total())
    finally:
        connections.close_all()


def _try_rebuild(refused: list[str]) -> None:
    try:
        generations.rebuild()
    except locks.RebuildRunning:
        refused.append("refused")
    finally:
        connections.close_all()


def _wait_for_total(expected: int, *, seconds: float) -> float:
    started = time.monotonic()
    while total() != expected:
        assert time.monotonic() - started < seconds, f"{total()} records instead of {expected}"
        time.sleep(0.05)
    return time.monotonic() - started
