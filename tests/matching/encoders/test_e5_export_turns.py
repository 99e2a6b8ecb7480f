"""Two exports at once take turns, and what a killed one left half done goes."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from qianqiao.matching.engine.encoders.e5 import exporting

HOLDING = """
import sys, time
from pathlib import Path
from qianqiao.matching.engine.encoders.e5 import exporting
models = Path(sys.argv[1])
with exporting(models):
    (models / ".e5-half").mkdir()
    (models / "held").touch()
    time.sleep(float(sys.argv[2]))
    (models / "held").unlink()
"""


def holder(models: Path, seconds: float) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen((sys.executable, "-c", HOLDING, str(models), str(seconds)))
    deadline = time.monotonic() + 60
    while not (models / "held").exists():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return process


@pytest.mark.parametrize("killed", [False, True])
def test_the_second_waits_for_the_first_and_clears_what_it_left(tmp_path: Path, killed: bool) -> None:
    ready = tmp_path / "e5-small-0123456789ab-r1"
    ready.mkdir()
    first = holder(tmp_path, 600 if killed else 0.5)
    try:
        if killed:
            first.kill()
            first.wait()
        with exporting(tmp_path), exporting(tmp_path):
            assert (tmp_path / "held").exists() is killed, "the first was at work"
            assert not (tmp_path / ".e5-half").exists()
            assert ready.exists()
    finally:
        first.kill()
        first.wait()
