"""Uploads pass a ClamAV daemon where one is named: a real one, with a database of one signature."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qianqiao.core import private_files
from qianqiao.core.private_files import FileRejected
from qianqiao.core.workflow import Refusal
from qianqiao.imports.domain import uploads
from qianqiao.imports.problems import FileRefused
from qianqiao.people.domain import documents

# the harmless text on which makers of virus scanners have agreed for trials, put together here so that no scanner
# takes this file for it
TRIAL = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()
SECONDS = 30


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    settings.QIANQIAO_DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return tmp_path / "uploads"


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    program = shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if program is None:
        pytest.skip("no ClamAV daemon on this machine: install clamav-daemon")
    folder = tmp_path_factory.mktemp("clamd")
    database, socket = folder / "database", folder / "socket"
    database.mkdir()
    (database / "trial.ndb").write_text(f"Trial.File:0:*:{TRIAL.hex()}\n")
    told = {"DatabaseDirectory": database, "LocalSocket": socket, "Foreground": "yes"}
    (folder / "clamd.conf").write_text("".join(f"{key} {value}\n" for key, value in told.items()))
    running = subprocess.Popen(
        [program, "-c", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + SECONDS
    while not socket.exists():
        assert running.poll() is None, "the daemon did not start"
        assert time.monotonic() < until, "the daemon did not open its socket in time"
        time.sleep(0.1)
    yield f"unix://{socket}"
    running.terminate()
    running.wait(timeout=SECONDS)


def kept(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


def test_a_clean_file_is_kept_and_a_harmful_one_is_not(daemon: str, own_folder: Path, settings: Any) -> None:
    settings.QIANQIAO_CLAMAV = daemon
    with pytest.raises(FileRejected) as message:
        private_files.store([b"see: ", TRIAL], name="示例.txt", room="docking")
    with pytest.raises(FileRefused) as table:
        uploads.store_upload([TRIAL], name="示例.csv")
    with pytest.raises(Refusal) as document:
        documents.store([b"%PDF-1.7\n", TRIAL], name="示例.pdf")
    assert (message.value.code, message.value.detail) == ("infected", "Trial.File.UNOFFICIAL")
    assert table.value.problem.code == "file_infected"
    assert document.value.code == "infected"
    assert kept(own_folder) == []
    private_files.store(["你好".encode()], name="示例.txt", room="docking")
    uploads.store_upload(["成果名称\n甲\n".encode()], name="示例.csv")
    documents.store([b"%PDF-1.7\n"], name="示例.pdf")
    assert len(kept(own_folder)) == 3


@pytest.mark.parametrize("address", ["unix:///nowhere/clamd.ctl", "tcp://127.0.0.1:1", "clamd", "http://x"])
def test_a_scanner_that_does_not_answer_keeps_files_out(
    address: str, own_folder: Path, settings: Any
) -> None:
    settings.QIANQIAO_CLAMAV = address
    with pytest.raises(FileRejected, match="not_scanned"):
        private_files.store([b"text"], name="示例.txt", room="docking")
    with pytest.raises(FileRefused) as table:
        uploads.store_upload([b"a,b\n"], name="示例.csv")
    assert table.value.problem.code == "file_not_scanned"
    assert kept(own_folder) == []
