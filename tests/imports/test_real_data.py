"""Real titles of Chinese patents through the reader and the parser, in the encodings of Chinese offices."""

import csv
from pathlib import Path

import pytest

from qianqiao.imports.kinds import KINDS
from qianqiao.imports.parsing.rows import parse_row
from qianqiao.imports.reading.tables import open_table


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_real_titles_and_classes(shared_data: Path, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "titles.csv"
    with (shared_data / "cn_patent_titles.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.reader(source))
    head = ["公开号", "专利名称", "IPC", "申请号"]
    with path.open("w", encoding=encoding, newline="") as target:
        csv.writer(target).writerows([head, *[[*row[:3], ""] for row in rows[1:]]])
    kind = KINDS["patents"]
    parsed = [parse_row(kind, raw) for raw in open_table(path, path.name, kind).rows()]
    assert [row.values["title"] for row in parsed] == [" ".join(row[1].split()) for row in rows[1:]]
    wrong = [problem for row in parsed for problem in row.problems if problem.key != "application_number"]
    assert len(wrong) < len(parsed) / 100, [(p.address, p.value) for p in wrong[:10]]
