"""`qianqiao match` with the models of the machine: both by default, a folder's instead, and said in the output."""

import json
from pathlib import Path

from openpyxl import load_workbook
from typer.testing import CliRunner

from qianqiao.cli.main import app
from qianqiao.core.environment import data_directory
from qianqiao.matching.engine.encoders.e5 import availability
from tests.matching.encoders.test_folder_encoder import write_folder


def files(folder: Path) -> list[str]:
    demand = {"id": "D1", "title": "sodium ion battery", "text": "find a sodium ion battery"}
    offers = [
        {"id": "A1", "title": "sodium battery", "text": "show a sodium ion battery"},
        {"id": "A2", "title": "rice", "text": "a variety of rice"},
    ]
    (folder / "d.jsonl").write_text(json.dumps(demand))
    (folder / "o.jsonl").write_text("\n".join(json.dumps(row) for row in offers))
    return [
        "match", "--demands", str(folder / "d.jsonl"), "--offers", str(folder / "o.jsonl"),
        "--out", str(folder / "out.xlsx"), "--lang", "en",
    ]  # fmt: skip


def about(folder: Path) -> dict[str, str]:
    sheet = load_workbook(folder / "out.xlsx").worksheets[1]
    return {str(row[0].value): str(row[1].value) for row in sheet.iter_rows()}


def test_both_models_by_default_or_a_word_why_not(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, files(tmp_path))
    assert result.exit_code == 0, result.output
    model = about(tmp_path)["Text model"]
    assert model.startswith("use-m3/")
    found = availability(data_directory() / "models")
    assert ("+e5-small/" in model) is found.usable
    assert ("comparing with USE alone" in result.output) is not found.usable


def test_a_folders_model_instead(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "own")
    result = CliRunner().invoke(app, [*files(tmp_path), "--model-folder", str(folder)])
    assert result.exit_code == 0, result.output
    assert about(tmp_path)["Text model"].startswith("folder/own/")


def test_a_folder_that_holds_no_model_stops_before_anything_is_written(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [*files(tmp_path), "--model-folder", str(tmp_path)])
    assert result.exit_code == 2
    assert "holds no ONNX model" in result.output
    assert not (tmp_path / "out.xlsx").exists()


def test_the_command_knows_models() -> None:
    told = CliRunner().invoke(app, ["models", "--help"]).output
    assert "export" in told
    assert "status" in told
