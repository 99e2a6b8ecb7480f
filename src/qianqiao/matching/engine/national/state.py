"""What a run says of itself while it works and after: progress, rate, time left, or the named error."""

import json
import os
import socket
import threading
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any

from qianqiao.matching.engine.national.errors import NationwideError
from qianqiao.matching.engine.national.layout import write_json

STATE = "state.json"
RUNNING, DONE, FAILED, CANCELLED, PAST_DEADLINE = "running", "done", "failed", "cancelled", "past_deadline"
INTERRUPTED = "interrupted"
HEARTBEAT = 5.0
_SILENT = 30.0


@dataclass(frozen=True)
class State:
    """`blocks` and `demands` done of all; `fresh` blocks were done by this very run in `seconds`."""

    status: str
    blocks: int
    blocks_done: int
    demands: int
    demands_done: int
    fresh: int = 0
    fresh_demands: int = 0
    seconds: float = 0.0
    updated: float = 0.0
    deadline: float | None = None
    pid: int = field(default_factory=os.getpid)
    host: str = field(default_factory=socket.gethostname)
    error: dict[str, Any] | None = None

    @property
    def rate(self) -> float:
        """Demands a second of this run."""
        return self.fresh_demands / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """At the rate so far; unknown before the first block."""
        return (self.demands - self.demands_done) / self.rate if self.rate > 0 else None

    @property
    def problem(self) -> NationwideError | None:
        """The named error that ended the run."""
        return NationwideError(self.error["code"], **self.error["values"]) if self.error else None


def read_state(folder: Path) -> State:
    """The state as it is now: a run that no longer beats was interrupted. Raises NationwideError."""
    if not folder.is_dir():
        raise NationwideError("no_folder", where=str(folder))
    try:
        state = State(**json.loads((folder / STATE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise NationwideError("not_a_run", where=str(folder)) from None
    return replace(state, status=INTERRUPTED) if state.status == RUNNING and not _alive(state) else state


def refuse_if_busy(folder: Path) -> None:
    """Raises NationwideError where another process is at work in the folder."""
    try:
        state = read_state(folder)
    except NationwideError:
        return
    if state.status == RUNNING and state.pid != os.getpid():
        raise NationwideError("busy", where=str(folder), pid=str(state.pid), host=state.host)


def _alive(state: State) -> bool:
    if time.time() - state.updated > _SILENT:
        return False
    return state.host != socket.gethostname() or _exists(state.pid)


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class Diary:
    """Keeps the state of a run in its folder, with a beat every few seconds while it runs."""

    def __init__(self, folder: Path, state: State) -> None:
        self.folder = folder
        self.state = state
        self._started = time.monotonic()
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._beat = threading.Thread(target=self._beating, daemon=True)

    def __enter__(self) -> "Diary":
        self._write()
        self._beat.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._beat.join()

    def block_done(self, demands: int) -> None:
        """One more block is in its place."""
        state = self.state
        self._change(
            blocks_done=state.blocks_done + 1,
            demands_done=state.demands_done + demands,
            fresh=state.fresh + 1,
            fresh_demands=state.fresh_demands + demands,
        )

    def end(self, status: str, error: NationwideError | None = None) -> State:
        """The last word of a run."""
        told = {"code": error.code, "values": error.values} if error else None
        self._change(status=status, error=told)
        return self.state

    def _change(self, **values: Any) -> None:
        with self._lock:
            self.state = replace(self.state, **values)
        self._write()

    def _write(self) -> None:
        with self._lock:
            seconds = time.monotonic() - self._started
            self.state = replace(self.state, seconds=round(seconds, 3), updated=round(time.time(), 3))
            write_json(self.folder / STATE, asdict(self.state))

    def _beating(self) -> None:
        while not self._over.wait(HEARTBEAT):
            if self.state.status == RUNNING:
                self._write()
