"""Runs: a check leaves nothing, an import goes on from its cursor, a cancel is honoured."""

import csv
import io
from pathlib import Path

import pytest

from qianqiao.catalogue.models import Achievement
from qianqiao.core import clock, policy
from qianqiao.core.actor import ANONYMOUS, SYSTEM, Actor, ActorKind
from qianqiao.core.models import AuditEntry, OutboxEvent
from qianqiao.core.workflow import Refusal, possible_steps
from qianqiao.imports import queries
from qianqiao.imports.domain import passes, runs
from qianqiao.imports.domain.passes import advance
from qianqiao.imports.domain.uploads import directory, discard, file_in_place, store_upload
from qianqiao.imports.jobs import discard_files, resume_stale
from qianqiao.imports.models import ImportRun, ImportSource
from qianqiao.imports.problems import FileRefused
from qianqiao.imports.states import RUN_FLOW, STATES
from qianqiao.organisations.models import Organisation
from tests.factories import records
from tests.imports.conftest import Import, achievement_row, workbook

pytestmark = pytest.mark.django_db
HEADER = ["编号", "成果名称", "成果简介", "完成单位", "TRL"]


def table(path: Path, count: int, *, wrong: int = 0) -> Path:
    """A CSV of `count` rows whose first `wrong` have an impossible level."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for n in range(count):
        row = achievement_row(n)
        writer.writerow(
            [row["external_id"], row["title"], row["summary"], row["owner"], 11 if n < wrong else 6]
        )
    path.write_text(text.getvalue(), encoding="utf-8-sig")
    return path


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    return run.created, run.updated, run.unchanged, run.rejected


def test_a_check_counts_and_keeps_nothing(tmp_path: Path, university: Organisation, run_of: Import) -> None:
    before = AuditEntry.objects.count(), OutboxEvent.objects.filter(kind__startswith="catalogue").count()
    run = run_of(table(tmp_path / "t.csv", 20, wrong=2), check=True)
    assert (run.state, counts(run)) == ("checked", (18, 0, 0, 2))
    assert not Achievement.objects.exists()
    assert OutboxEvent.objects.filter(kind__startswith="catalogue").count() == before[1]
    assert [row["row"] for row in run.preview] == list(range(2, 12))
    assert run.preview[0]["refused"] == ["trl"]
    assert run.row_errors.count() == 2


def test_a_checked_run_is_imported_and_again_changes_nothing(
    tmp_path: Path, university: Organisation, run_of: Import
) -> None:
    path = table(tmp_path / "t.csv", 20, wrong=2)
    checked = run_of(path, check=True)
    run = advance(runs.begin_import(checked, actor=SYSTEM, publish=True).pk)
    assert (run.state, counts(run), run.row_errors.count()) == ("finished", (18, 0, 0, 2), 2)
    assert Achievement.objects.filter(state="published").count() == 18
    assert counts(run_of(path)) == (0, 0, 18, 2)


def test_a_run_goes_on_where_it_stopped(
    tmp_path: Path, university: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "BATCH", 10)
    run = runs.create_run(file_in_place(table(tmp_path / "t.csv", 45)), kind="achievements", actor=SYSTEM)
    runs.begin_import(run, actor=SYSTEM)
    half = advance(run.pk, budget=0.0)
    assert (half.state, half.cursor, half.created) == ("running", 10, 10)
    whole = advance(run.pk)
    assert (whole.state, counts(whole)) == ("finished", (45, 0, 0, 0))
    assert Achievement.objects.count() == 45


def test_repetitions_are_told_across_an_interruption(
    tmp_path: Path, university: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "BATCH", 10)
    path = table(tmp_path / "t.csv", 25)
    path.write_text(
        path.read_text(encoding="utf-8-sig") + "A-3,又一次,说明文字,示例理工大学,6\n", encoding="utf-8"
    )
    run = runs.create_run(file_in_place(path), kind="achievements", actor=SYSTEM)
    runs.begin_import(run, actor=SYSTEM)
    advance(run.pk, budget=0.0)
    whole = advance(run.pk)
    assert counts(whole) == (25, 0, 0, 1)
    assert whole.row_errors.get().params == {"first": "5"}


def test_a_cancel_is_honoured_between_batches(
    tmp_path: Path, university: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "BATCH", 10)
    run = runs.create_run(file_in_place(table(tmp_path / "t.csv", 45)), kind="achievements", actor=SYSTEM)
    runs.begin_import(run, actor=SYSTEM)

    def after_two(now: ImportRun) -> None:
        if now.cursor == 20:
            runs.cancel(now, actor=SYSTEM)

    stopped = advance(run.pk, on_progress=after_two)
    assert (stopped.state, stopped.cursor, Achievement.objects.count()) == ("cancelled", 20, 20)
    runs.resume(stopped, actor=SYSTEM)
    assert counts(advance(run.pk)) == (45, 0, 0, 0)


def test_a_stale_run_is_taken_up_by_the_periodic_job(
    tmp_path: Path, university: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qianqiao.imports import jobs  # noqa: PLC0415  to see what is deferred

    deferred: list[int] = []
    monkeypatch.setattr(jobs.advance_run, "defer", lambda *, run_id: deferred.append(run_id))
    run = runs.create_run(file_in_place(table(tmp_path / "t.csv", 5)), kind="achievements", actor=SYSTEM)
    runs.begin_import(run, actor=SYSTEM)
    resume_stale(0)
    assert deferred == []  # it has only just begun
    ImportRun.objects.update(heartbeat_at="2026-01-01T00:00:00+08:00")
    resume_stale(0)
    assert deferred == [run.pk]


def test_a_fault_of_ours_ends_the_run_with_a_reason(
    tmp_path: Path, university: Organisation, run_of: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(passes, "write_batch", broken)
    run = run_of(table(tmp_path / "t.csv", 5))
    assert (run.state, run.refusal.code if run.refusal else "") == ("failed", "unexpected")


def test_a_file_that_changed_is_not_continued(
    tmp_path: Path, university: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "BATCH", 10)
    path = table(tmp_path / "t.csv", 25)
    run = runs.create_run(file_in_place(path), kind="achievements", actor=SYSTEM)
    runs.begin_import(run, actor=SYSTEM)
    advance(run.pk, budget=0.0)
    table(path, 30)
    ended = advance(run.pk)
    assert (ended.state, ended.failure["code"]) == ("failed", "file_changed")


def test_missing_columns_end_the_run_unless_they_are_named(
    tmp_path: Path, university: Organisation, run_of: Import
) -> None:
    path = workbook(
        tmp_path / "t.xlsx", [["宝贝", "成果简介", "完成单位", "TRL"], ["甲", "说明文字", "示例理工大学", 6]]
    )
    refused = run_of(path)
    assert (refused.state, refused.failure["code"]) == ("failed", "header_incomplete")
    assert counts(run_of(path, header_mapping={"宝贝": "title"})) == (1, 0, 0, 0)


def test_named_columns_are_remembered_for_the_source(
    tmp_path: Path, university: Organisation, run_of: Import
) -> None:
    path = workbook(
        tmp_path / "t.xlsx", [["宝贝", "成果简介", "完成单位"], ["甲", "说明文字", "示例理工大学"]]
    )
    run = runs.create_run(file_in_place(path), kind="achievements", actor=SYSTEM, organisation=university)
    runs.name_columns(run, mapping={"宝贝": "title", "完成单位": "-", "怪列": "no such key"}, actor=SYSTEM)
    assert ImportSource.objects.get().header_mapping == {"宝贝": "title", "完成单位": "-"}
    assert counts(run_of(path, organisation=university)) == (1, 0, 0, 0)
    assert Achievement.objects.get().source == f"o{university.pk}:files"


def test_two_organisations_with_the_same_numbers_never_meet(tmp_path: Path, run_of: Import) -> None:
    one, two = records.organisation(name="甲大学"), records.organisation(name="乙大学")
    path = workbook(tmp_path / "t.xlsx", [["编号", "成果名称", "成果简介"], ["1", "装置", "说明文字"]])
    assert counts(run_of(path, organisation=one)) == (1, 0, 0, 0)
    assert counts(run_of(path, organisation=two)) == (1, 0, 0, 0)
    assert sorted(Achievement.objects.values_list("owner__name", flat=True)) == ["乙大学", "甲大学"]


def test_every_step_state_and_role(university: Organisation) -> None:
    user, officer = records.person(university)
    _other, stranger = records.person(records.organisation())
    source = runs.source_for("achievements", name="x", organisation=university)
    for state in STATES:
        run = ImportRun(state=state, source=source, kind="achievements", owner=university, user=user)
        sound = {step.name for step in RUN_FLOW.steps if state in step.sources}
        assert {step.name for step in possible_steps(RUN_FLOW, run, actor=SYSTEM)} == sound
        own = {step.name for step in RUN_FLOW.steps if state in step.sources and step.permission == "edit"}
        assert {step.name for step in possible_steps(RUN_FLOW, run, actor=officer)} == own
        for nobody in (stranger, ANONYMOUS):
            assert possible_steps(RUN_FLOW, run, actor=nobody) == []


def test_operators_steer_every_run_but_those_of_demands(university: Organisation) -> None:
    operator = Actor(ActorKind.PERSON, user_id=10**6, label="operator", platform=frozenset({"platform.run"}))
    for kind, sees in (("achievements", True), ("demands", False)):
        source = runs.source_for(kind, name="x", organisation=university)
        run = ImportRun.objects.create(
            number=f"I-{kind}"[:16],
            state="uploaded",
            source=source,
            kind=kind,
            owner=university,
            size=1,
            created_at=clock.now(),
        )
        assert queries.runs_visible_to(operator).filter(pk=run.pk).exists() is sees
        assert policy.may(operator, "edit", run) is sees


def test_a_step_out_of_turn_is_refused(tmp_path: Path, university: Organisation, run_of: Import) -> None:
    run = run_of(table(tmp_path / "t.csv", 3))
    with pytest.raises(Refusal):
        runs.begin_import(run, actor=SYSTEM)


def test_uploads_lie_under_random_names_and_go_away(tmp_path: Path, university: Organisation) -> None:
    stored = store_upload([b"a,b\n", b"1,2\n"], name="..\\..\\evil/../表.csv")
    assert (stored.name, stored.path.parent, stored.path.name != "表.csv") == ("表.csv", directory(), True)
    discard(str(stored.path))
    assert not stored.path.exists()
    outside = tmp_path / "mine.csv"
    outside.write_text("x", encoding="utf-8")
    discard(str(outside))
    assert outside.exists()


def test_an_upload_too_large_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, university: Organisation
) -> None:
    from qianqiao.imports.reading import limits  # noqa: PLC0415  to lower one

    monkeypatch.setattr(limits, "LARGEST_UPLOAD", 10)
    with pytest.raises(FileRefused):
        store_upload([b"x" * 8, b"x" * 8], name="t.csv")
    assert list(directory().iterdir()) == []


def test_old_files_are_discarded_and_figures_stay(tmp_path: Path, university: Organisation) -> None:
    stored = store_upload([table(tmp_path / "t.csv", 3, wrong=1).read_bytes()], name="t.csv")
    run = runs.create_run(stored, kind="achievements", actor=SYSTEM)
    ended = advance(runs.begin_import(run, actor=SYSTEM).pk)
    assert Path(ended.rejects_path).exists()
    ImportRun.objects.update(finished_at="2026-01-01T00:00:00+08:00")
    discard_files(0)
    ended.refresh_from_db()
    assert (ended.rejects_path, ended.stored_path, ended.created) == ("", "", 2)
    assert list(directory().iterdir()) == []
