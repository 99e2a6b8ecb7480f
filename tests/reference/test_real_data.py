"""Against real data, where it is present: the script builds what is packaged, and real numbers pass."""

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest

from qianqiao import reference
from qianqiao.reference import identifiers

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "build_reference.py"
DATA = Path(reference.__file__).parent / "data"
TABLES = ("regions", "industries", "ipc", "strategic_industries", "universities")


def test_packaged_tables_are_what_the_script_builds(shared_data: Path, tmp_path: Path) -> None:
    source = shared_data / "taxonomies"
    if not source.is_dir():
        pytest.skip(f"no taxonomies in {shared_data}")
    command = [sys.executable, str(SCRIPT), "--source", str(source), "--out", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    for table in TABLES:
        assert (tmp_path / f"{table}.csv").read_bytes() == (DATA / f"{table}.csv").read_bytes(), table


def test_real_publication_numbers_and_subclasses_pass(shared_data: Path) -> None:
    path = shared_data / "cn_patent_titles.csv"
    if not path.exists():
        pytest.skip(f"no cn_patent_titles.csv in {shared_data}")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 9_000
    for row in rows:
        assert str(identifiers.publication_number(row["publication_number"])) == row["publication_number"]
        for subclass in re.findall("[^|]+", row["ipc_subclasses"]):
            assert identifiers.ipc_symbol(subclass) == subclass
