"""`qianqiao nationwide prepare`: files of all kinds into one and the same folder, or a clear refusal."""

import gzip
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from qianqiao.cli.nationwide import app
from qianqiao.matching.engine.national.layout import Prepared

ROWS = [
    {"id": "A1", "title": "压铸件内部气孔的X射线检测", "text": "对压铸件内部气孔进行在线检测，可检出0.3 mm气孔。"},
    {"id": "A2", "title": "养殖尾水的氨氮去除", "text": "用生物膜去除养殖尾水中的氨氮。"},
    {"id": "A3", "title": "Laser cleaning of coatings", "text": "Thin coatings are removed by a pulsed laser."},
]


def prepare(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["prepare", "--lang", "en", "--workers", "1", *map(str, arguments)])


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if path.name.endswith(".jsonl"):
        path.write_text(lines, encoding="utf-8")
    elif path.name.endswith(".gz"):
        path.write_bytes(gzip.compress(lines.encode()))
    elif path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    else:
        cells = ["编号,名称,简介", *(",".join(row.values()) for row in rows)]
        path.write_text("\n".join(cells) + "\n", encoding="gb18030")
    return path


@pytest.mark.slow
def test_every_kind_of_file_gives_the_same_shard(tmp_path: Path) -> None:
    digests = []
    for name in ("a.jsonl", "a.jsonl.gz", "a.parquet", "a.csv"):
        out = tmp_path / f"out-{name}"
        result = prepare("--offers", write(tmp_path / name, ROWS), "--out", out, "--words-only")
        assert result.exit_code == 0, result.output
        digests.append(dict(Prepared.open(out, "offers").manifest["files"]))
    assert digests[0]
    assert digests[1:] == [digests[0]] * 3


@pytest.mark.slow
def test_given_vectors_spare_the_model_and_must_fit(tmp_path: Path) -> None:
    files = [write(tmp_path / "a.jsonl", ROWS[:2]), write(tmp_path / "b.jsonl", ROWS[2:])]
    for place, count in enumerate((4, 2)):
        rows = np.random.default_rng(place).standard_normal((count, 8)).astype(np.float16)
        np.save(tmp_path / f"{place}.npy", rows)
    given = ["--vectors", tmp_path / "0.npy", "--vectors", tmp_path / "1.npy", "--model", "mine/1"]
    named = [item for path in files for item in ("--offers", path)]
    assert prepare(*named, *given, "--out", tmp_path / "out").exit_code == 0
    found = Prepared.open(tmp_path / "out", "offers")
    assert (found.model, found.dimension, found.shard_records) == ("mine/1", 8, (2, 1))
    np.save(tmp_path / "1.npy", np.zeros((3, 8), np.float16))
    refused = prepare(*named, *given, "--out", tmp_path / "other")
    assert refused.exit_code == 2
    assert "1.npy: should be 2, is 3" in refused.output
    assert not (tmp_path / "other" / "manifest.json").exists()
    assert prepare(*named, "--words-only", "--out", tmp_path / "other").exit_code == 0


def test_bad_rows_are_named_and_nothing_counts_as_prepared(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", [*ROWS, {"title": "x"}, {"id": "A9", "title": "y", "trl": "13"}])
    result = prepare("--offers", path, "--out", tmp_path / "out", "--words-only")
    assert result.exit_code == 2
    assert "row 4, “id”: no id" in result.output
    assert "row 5" in result.output
    assert not (tmp_path / "out" / "manifest.json").exists()


@pytest.mark.slow
def test_refusals_say_what_to_do(tmp_path: Path) -> None:
    twice = write(tmp_path / "a.jsonl", [*ROWS, ROWS[0]])
    assert "id “A1” stands in the files more than once" in prepare(
        "--offers", twice, "--out", tmp_path / "out", "--words-only"
    ).output
    expert = tmp_path / "e.jsonl"
    expert.write_text(json.dumps({"id": "E", "name": "甲", "documents": [{"title": "焊缝"}]}), encoding="utf-8")
    assert "use qianqiao match" in prepare("--offers", expert, "--out", tmp_path / "e", "--words-only").output
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "letter.txt").write_text("x", encoding="utf-8")
    refused = prepare("--offers", write(tmp_path / "b.jsonl", ROWS), "--out", kept, "--words-only")
    assert "holds something else" in refused.output
    assert (kept / "letter.txt").exists()
    missing = prepare("--offers", tmp_path / "none.jsonl", "--out", tmp_path / "n", "--words-only")
    assert "no such file" in missing.output
