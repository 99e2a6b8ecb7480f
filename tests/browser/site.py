"""The running site as tests see it: one for all workers, started by the first, ended after the last."""

import fcntl
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

TESTS = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Site:
    """Its address, and public numbers of sample records by kind (see examples.py)."""

    address: str
    examples: dict[str, str]


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    with (directory / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _state(directory: Path) -> str:
    file = directory / "state"
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _start_keeper(directory: Path) -> None:
    arguments = [sys.executable, "-m", "browser.keeper", str(directory)]
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    # a session of its own: Ctrl-C ends the tests, and the keeper sees by their process ids that they are gone
    pid = os.posix_spawn(sys.executable, arguments, environment, setsid=True)
    (directory / "keeper").write_text(str(pid), encoding="utf-8")


def _is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def enter(directory: Path) -> Site:
    """Registers this process as a user, starts the site where none runs, and waits until it answers."""
    (directory / "users").mkdir(parents=True, exist_ok=True)
    with _locked(directory):
        (directory / "users" / str(os.getpid())).touch()
        if not _state(directory).startswith(("starting", "ready", "failed")):
            (directory / "state").write_text("starting", encoding="utf-8")
            _start_keeper(directory)
    pid = int((directory / "keeper").read_text(encoding="utf-8"))
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (state := _state(directory)) == "starting":
        if time.monotonic() > deadline or not _is_alive(pid):
            raise RuntimeError(f"the site did not start; its log: {directory / 'log'}")
        time.sleep(0.2)
    if not state.startswith("ready "):
        raise RuntimeError(f"the site did not start: {state}")
    examples = json.loads((directory / "examples.json").read_text(encoding="utf-8"))
    return Site(state.removeprefix("ready "), examples)


def leave(directory: Path) -> None:
    """Takes this process off the list; the last user waits until the site has ended."""
    with _locked(directory):
        (directory / "users" / str(os.getpid())).unlink(missing_ok=True)
        if any((directory / "users").iterdir()):
            return
        deadline = time.monotonic() + 60
        while _state(directory).startswith(("starting", "ready")) and time.monotonic() < deadline:
            time.sleep(0.2)
