"""The embedded server: started, found again, stopped, and whole after kill -9."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

pytestmark = pytest.mark.slow


def qianqiao(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {
        "QIANQIAO_DATA_DIR": str(home)
    }
    command = [sys.executable, "-W", "ignore", "-m", "qianqiao.cli.main", "db", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pg")
    for parent in [folder, *folder.parents][:4]:
        parent.chmod(0o755)
    return folder


def test_start_status_kill_recover_stop(home: Path) -> None:
    assert qianqiao("status", home=home).returncode == 3
    started = qianqiao("start", home=home)
    assert started.returncode == 0, started.stderr
    url = started.stdout.splitlines()[-1]
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("create table kept (n int)")
            connection.execute("insert into kept select generate_series(1, 1000)")
        postmaster = int((home / "postgres" / "postmaster.pid").read_text().split("\n")[0])
        os.kill(postmaster, signal.SIGKILL)
        for _ in range(50):
            if qianqiao("status", home=home).returncode == 3:
                break
            time.sleep(0.1)
        again = qianqiao("start", home=home)
        assert again.returncode == 0, again.stderr
        with psycopg.connect(again.stdout.splitlines()[-1]) as connection:
            assert connection.execute("select count(*) from kept").fetchone() == (1000,)
    finally:
        assert qianqiao("stop", home=home).stdout.strip() == "stopped"
    assert qianqiao("stop", home=home).stdout.strip() == "was not running"


def test_a_foreign_server_is_left_alone(home: Path) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "qianqiao.cli.main", "db", "stop"]
    environment = os.environ | {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "QIANQIAO_DATA_DIR": str(home),
    }
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "DATABASE_URL" in done.stderr
