"""`qianqiao import` and `qianqiao template` as an officer runs them."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from qianqiao.catalogue.models import Achievement
from qianqiao.cli import setup
from qianqiao.cli.main import app
from qianqiao.imports.domain import passes
from qianqiao.imports.models import ImportRun
from qianqiao.organisations.models import Organisation
from tests.imports.conftest import workbook

pytestmark = pytest.mark.django_db
HEADER = ["编号", "成果名称", "成果简介", "完成单位", "TRL"]


@pytest.fixture(autouse=True)
def prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "django", lambda: None)  # the test database is open already


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.output


def table(path: Path, *levels: object) -> Path:
    rows = [[f"A-{n}", f"装置{n}", "说明文字", "示例理工大学", level] for n, level in enumerate(levels)]
    return workbook(path, [HEADER, *rows])


def test_an_import_and_the_same_again(tmp_path: Path, university: Organisation) -> None:
    path = table(tmp_path / "t.xlsx", 6, 7)
    code, said = run("import", path, "--kind", "achievements", "--publish", "--lang", "en")
    assert (code, "2 created" in said) == (0, True)
    assert Achievement.objects.filter(state="published").count() == 2
    code, said = run("import", path, "--kind", "achievements", "--publish")
    assert (code, "未变2" in said) == (0, True)


def test_rejected_rows_give_code_one_and_a_file(tmp_path: Path, university: Organisation) -> None:
    target = tmp_path / "back.xlsx"
    code, said = run(
        "import",
        table(tmp_path / "t.xlsx", 6, "高"),
        "--kind",
        "achievements",
        "--rejects",
        target,
        "--lang",
        "en",
    )
    assert code == 1
    assert "E3" in said
    assert "1 rejected" in said
    assert load_workbook(target).worksheets[0].max_row == 2


def test_a_dry_run_keeps_nothing(tmp_path: Path, university: Organisation) -> None:
    code, said = run(
        "import", table(tmp_path / "t.xlsx", 6), "--kind", "achievements", "--dry-run", "--lang", "en"
    )
    assert (code, "nothing was kept" in said) == (0, True)
    assert not Achievement.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nothing.xlsx", "--kind", "patents"], "no such file"),
        (["FILE", "--kind", "papers"], "Known kinds"),
        (["FILE", "--kind", "achievements", "--organisation", "查无此校"], "No organisation"),
        (["FILE", "--kind", "achievements", "--mapping", "甲=乙"], "Known keys"),
        (["FILE", "--kind", "patents"], "no header row recognised"),
    ],
)
def test_refusals_give_code_two_and_the_cure(
    tmp_path: Path, university: Organisation, arguments: list[str], told: str
) -> None:
    path = table(tmp_path / "t.xlsx", 6)
    code, said = run("import", *[str(path) if a == "FILE" else a for a in arguments], "--lang", "en")
    assert code == 2
    assert told in said


def test_owner_source_and_columns_may_be_named(tmp_path: Path, university: Organisation) -> None:
    path = workbook(tmp_path / "t.xlsx", [["宝贝", "成果简介"], ["膜", "抗污染超滤膜"]])
    code, _said = run(
        "import", path, "--kind", "achievements", "--organisation", university.name, "--source", "科研系统", "--mapping", "宝贝=title"
    )  # fmt: skip
    record = Achievement.objects.get()
    assert (code, record.title, record.owner, record.source) == (
        0,
        "膜",
        university,
        f"o{university.pk}:科研系统",
    )


def test_unknown_owners_are_created_only_when_asked(tmp_path: Path, db: None) -> None:
    path = table(tmp_path / "t.xlsx", 6)
    assert run("import", path, "--kind", "achievements")[0] == 1
    assert run("import", path, "--kind", "achievements", "--create-organisations")[0] == 0


def test_ctrl_c_cancels_and_says_what_stays(
    tmp_path: Path, university: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(passes, "write_batch", interrupted)
    code, said = run("import", table(tmp_path / "t.xlsx", 6), "--kind", "achievements", "--lang", "en")
    assert (code, "Cancelled" in said) == (130, True)
    assert ImportRun.objects.get().state == "cancelled"


def test_a_template_is_written(tmp_path: Path) -> None:
    target = tmp_path / "template.xlsx"
    assert run("template", "patents", "--lang", "zh", "--out", target)[0] == 0
    assert load_workbook(target).worksheets[0].title == "专利"
    assert run("template", "papers", "--out", target)[0] == 2
