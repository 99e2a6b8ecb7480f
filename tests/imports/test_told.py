"""A run of the browser tells its end to whoever started it, and waits on the list while it is checked."""

from pathlib import Path

import pytest

from qianqiao.core import outbox
from qianqiao.core.actor import SYSTEM
from qianqiao.imports.domain import runs
from qianqiao.imports.domain.passes import advance
from qianqiao.imports.domain.uploads import file_in_place
from qianqiao.notices import queries, texts
from qianqiao.notices.models import Notice, Todo
from qianqiao.organisations.models import Organisation
from tests.factories import records as make
from tests.imports.test_runs import table

pytestmark = pytest.mark.django_db


def test_a_checked_file_waits_until_it_is_imported_and_then_it_is_told(
    tmp_path: Path, university: Organisation
) -> None:
    user, actor = make.person(university)
    file = file_in_place(table(tmp_path / "成果.csv", 6, wrong=1))
    run = runs.create_run(file, kind="achievements", actor=actor, organisation=university)
    runs.begin_check(run, actor=actor)
    advance(run.pk)
    outbox.deliver_all()
    [waiting] = queries.todos_of(actor)
    assert waiting.user == user
    assert waiting.address == f"/import/{run.number}/"
    assert "成果.csv" in texts.sentence(waiting.code, waiting.params)
    runs.begin_import(run, actor=actor)
    advance(run.pk)
    outbox.deliver_all()
    assert not queries.todos_of(actor).exists()
    [told] = Notice.objects.filter(user=user)
    assert told.code == "imports.finished"
    assert (told.params["created"], told.params["rejected"]) == ("5", "1")


def test_a_run_of_the_command_line_tells_nobody(tmp_path: Path, university: Organisation) -> None:
    run = runs.create_run(file_in_place(table(tmp_path / "t.csv", 2)), kind="achievements", actor=SYSTEM)
    runs.begin_import(run, actor=SYSTEM)
    advance(run.pk)
    outbox.deliver_all()
    assert not Notice.objects.exists()
    assert not Todo.objects.exists()
