"""A real process is killed in the middle of its import; the next one loses nothing and doubles nothing."""

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from qianqiao.catalogue.models import Achievement
from qianqiao.core import audit
from qianqiao.imports.models import ImportedRecord, ImportRun
from qianqiao.organisations.models import Organisation
from tests.imports.conftest import achievement_row

ROWS = 12_000


def environment(data: Path) -> dict[str, str]:
    told = connection.settings_dict
    host, port = quote(str(told["HOST"]), safe=""), told["PORT"]
    address = f"postgresql://{told['USER']}@/{told['NAME']}?host={host}&port={port}"
    return {
        **os.environ,
        "DATABASE_URL": address,
        "QIANQIAO_DATA_DIR": str(data),
        "DJANGO_SETTINGS_MODULE": "qianqiao.settings",
    }


def table(path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["编号", "成果名称", "成果简介", "完成单位", "TRL"])
        for n in range(ROWS):
            row = achievement_row(n)
            writer.writerow(
                [row["external_id"], row["title"], row["summary"], row["owner"], 11 if n % 1000 == 7 else 6]
            )
    return path


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_import_resumes(tmp_path: Path, university: Organisation) -> None:
    path = table(tmp_path / "t.csv")
    command = [sys.executable, "-m", "qianqiao.cli.main", "import", str(path), "--kind", "achievements"]
    told = environment(tmp_path / "data")
    first = subprocess.Popen(command, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 90
    while not ImportRun.objects.filter(cursor__gte=1000).exists():
        assert first.poll() is None, "the import ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    half = ImportRun.objects.get()
    assert half.state == "running"
    assert 1000 <= half.cursor < ROWS
    assert Achievement.objects.count() == half.created == ImportedRecord.objects.count()
    assert half.row_errors.count() == half.rejected

    second = subprocess.run(command, env=told, capture_output=True, text=True, check=False)
    assert second.returncode == 1, second.stderr
    whole = ImportRun.objects.get()
    assert (whole.state, whole.created, whole.rejected) == ("finished", ROWS - 12, 12)
    assert Achievement.objects.count() == ROWS - 12
    assert Achievement.objects.values("external_id").distinct().count() == ROWS - 12
    assert sorted(whole.row_errors.values_list("address", flat=True)) == sorted(
        f"E{n + 2}" for n in range(7, ROWS, 1000)
    )
    assert all(audit.verify(chain) is None for chain in audit.chains())
