"""The command train: the same bytes twice, refusals that write nothing, and models that match and score use."""

import json
from pathlib import Path

import pytest
import typer
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from qianqiao.cli import match, score, train
from qianqiao.matching.engine.learning.written.model_file import dumped, read_model
from tests.matching.learning.graded import write_files
from tests.matching.learning.models import model

app = typer.Typer()
app.command("match")(match.match)
app.command("score")(score.score)
app.command("train")(train.train)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    return write_files(tmp_path)


def run(command: str, files: dict[str, Path], out: Path, *more: object, lang: str = "en") -> Result:
    names = ("demands", "offers", *(("labels",) if command == "train" else ()))
    options = [item for name in names for item in (f"--{name}", files[name])]
    arguments = [command, *options, "--out", out, "--lang", lang, "--words-only", *more]
    return CliRunner().invoke(app, [str(item) for item in arguments])


def test_two_runs_write_the_same_bytes_and_a_card(files: dict[str, Path], tmp_path: Path) -> None:
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    for out in (one, other):
        result = run("train", files, out, "--force", "to compare")
        assert result.exit_code == 0, result.output
    assert one.read_bytes() == other.read_bytes()
    card = one.with_suffix(".md").read_text(encoding="utf-8")
    assert card == other.with_suffix(".md").read_text(encoding="utf-8")
    assert "| Graded pairs | 120 |" in card
    assert "to compare" in card
    told = read_model(one).card
    assert (told.data.demands, told.data.first_day, told.forced) == (24, "2026-10-01", "to compare")
    assert told.held_out in told.families.values()


def test_the_order_of_rows_changes_nothing(files: dict[str, Path], tmp_path: Path) -> None:
    run("train", files, tmp_path / "one.json", "--force", "x")
    for path in files.values():
        head, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        rows = [head, *lines[::-1]] if path.suffix == ".csv" else [*lines[::-1], head]
        path.write_text("".join(rows), encoding="utf-8")
    run("train", files, tmp_path / "other.json", "--force", "x")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "other.json").read_bytes()


def test_too_few_labels_are_refused_with_what_is_needed(files: dict[str, Path], tmp_path: Path) -> None:
    rows = files["labels"].read_text(encoding="utf-8").splitlines(keepends=True)
    files["labels"].write_text("".join(rows[:51]), encoding="utf-8")
    result = run("train", files, tmp_path / "m.json")
    assert result.exit_code == 2
    assert "labelled demands ≥ 20, graded pairs ≥ 100" in result.output
    assert "labelled demands 10, graded pairs 50" in result.output
    assert not (tmp_path / "m.json").exists()


def test_a_better_model_is_replaced_only_by_force(files: dict[str, Path], tmp_path: Path) -> None:
    """The model in use knows all demands; what twenty of them teach is worse on them."""
    out = tmp_path / "m.json"
    assert run("train", files, out).exit_code == 0
    before, card = out.read_bytes(), out.with_suffix(".md").read_bytes()
    rows = files["labels"].read_text(encoding="utf-8").splitlines(keepends=True)
    files["labels"].write_text("".join(rows[:101]), encoding="utf-8")
    result = run("train", files, out)
    assert result.exit_code == 3
    assert f"new model / {out}: nDCG@10" in result.output
    assert "95 %" in result.output
    assert "was not written: a better ranking stands" in result.output
    assert (out.read_bytes(), out.with_suffix(".md").read_bytes()) == (before, card)
    other = tmp_path / "other.json"
    assert run("train", files, other, "--model", out).exit_code == 3
    assert not other.exists()
    assert not other.with_suffix(".md").exists()
    assert run("train", files, out, "--force", "new committee").exit_code == 0
    told = read_model(out).card
    assert told.forced == "new committee"
    assert [rival.name for rival in told.rivals] == ["fusion", str(out)]
    assert told.rivals[1].had_seen
    assert "new committee" in out.with_suffix(".md").read_text(encoding="utf-8")


def test_a_foreign_file_is_not_overwritten(files: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / "m.json"
    out.write_text('{"mine": 1}', encoding="utf-8")
    result = run("train", files, out)
    assert result.exit_code == 2
    assert "not a ranking model" in result.output
    assert out.read_text(encoding="utf-8") == '{"mine": 1}'


def test_bad_targets_are_refused_before_any_work(files: dict[str, Path], tmp_path: Path) -> None:
    for out in (tmp_path / "m.xlsx", tmp_path / "none" / "m.json"):
        assert run("train", files, out).exit_code == 2


def read_jsonl(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_match_and_score_rank_by_the_model(files: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    path.write_text(dumped(model("trees")), encoding="utf-8")
    out = tmp_path / "out.jsonl"
    result = run("match", files, out, "--model", path, "--top", 3)
    assert result.exit_code == 0, result.output
    rows = read_jsonl(out)
    for row in rows:
        assert sum(row["parts"].values()) == pytest.approx(row["score"], abs=1e-9)  # type: ignore[attr-defined]
        assert 1.0 <= row["level"] <= 4.0  # type: ignore[operator]
    pairs = tmp_path / "pairs.csv"
    pairs.write_text(
        "demand,offer\n" + "".join(f"{row['demand']},{row['offer']}\n" for row in rows), encoding="utf-8"
    )
    scored = tmp_path / "scored.jsonl"
    assert run("score", files, scored, "--model", path, "--pairs", pairs).exit_code == 0
    assert [row["score"] for row in read_jsonl(scored)] == [row["score"] for row in rows]
    assert [row["level"] for row in read_jsonl(scored)] == [row["level"] for row in rows]


def test_the_workbook_names_the_model_and_the_level(files: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    path.write_text(dumped(model("linear")), encoding="utf-8")
    out = tmp_path / "out.xlsx"
    assert run("match", files, out, "--model", path, "--top", 2, lang="zh").exit_code == 0
    book = load_workbook(out)
    heads = [cell.value for cell in next(book["匹配结果"].iter_rows())]
    assert "预测等级" in heads
    about = dict(book["说明"].iter_rows(values_only=True))
    assert str(about["排序模型"]).startswith(model("linear").identity)


def test_without_a_model_nothing_speaks_of_one(files: dict[str, Path], tmp_path: Path) -> None:
    assert run("match", files, tmp_path / "out.xlsx", "--top", 1, lang="zh").exit_code == 0
    book = load_workbook(tmp_path / "out.xlsx")
    assert "预测等级" not in [cell.value for cell in next(book["匹配结果"].iter_rows())]
    assert "排序模型" not in dict(book["说明"].iter_rows(values_only=True))
    assert run("match", files, tmp_path / "out.jsonl", "--top", 1).exit_code == 0
    assert all("level" not in row for row in read_jsonl(tmp_path / "out.jsonl"))


def test_a_damaged_model_is_refused(files: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    path.write_text(dumped(model("linear")).replace('"seed": 0', '"seed": 1'), encoding="utf-8")
    result = run("match", files, tmp_path / "out.jsonl", "--model", path)
    assert result.exit_code == 2
    assert "damaged" in result.output
    assert not (tmp_path / "out.jsonl").exists()
