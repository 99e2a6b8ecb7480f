"""Keeps one running site with sample data while a test process uses it, and leaves nothing behind.

`python -m browser.keeper DIRECTORY`, with `tests` on the path. Each user is a file named by its process id in
DIRECTORY/users; when the last of them is gone or dead, the site ends and its database is dropped.
DIRECTORY/state is read by the users: `starting`, `ready ADDRESS`, `failed REASON`, `ended`.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

import psutil
import psycopg

from browser import databases
from qianqiao.cli import setup

QIANQIAO = [sys.executable, "-m", "qianqiao.cli.main"]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def say(directory: Path, state: str) -> None:
    """Writes the state whole, so that a reader never sees half of it."""
    fresh = directory / "state.new"
    fresh.write_text(state, encoding="utf-8")
    fresh.replace(directory / "state")


class Keeper:
    """One site: its database, its files, its processes."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.database = databases.make(os.getpid())
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.server: subprocess.Popen[bytes] | None = None
        self.log = (directory / "log").open("wb", buffering=0)
        self.environment = {
            **os.environ,
            "DATABASE_URL": databases.url_of(self.database),
            "QIANQIAO_DATA_DIR": str(directory / "data"),
            "QIANQIAO_SITE_ADDRESS": self.address,
            "QIANQIAO_SAMPLE_WITHOUT_SECOND_FACTOR": "on",
        }

    def start(self) -> None:
        """Fills the site, then serves it by the command that operators use."""
        self._run(sys.executable, "-m", "browser.seed", stdout=self.log)
        with (self.directory / "examples.json").open("wb") as examples:
            self._run(sys.executable, "-m", "browser.examples", stdout=examples)
        self.server = subprocess.Popen(
            [*QIANQIAO, "serve", "--port", str(self.port)],
            env=self.environment, stdout=self.log, stderr=self.log, start_new_session=True,
        )  # fmt: skip
        self._wait_for_answer()

    def _run(self, *command: str, stdout: object) -> None:
        subprocess.run(command, env=self.environment, check=True, stdout=stdout, stderr=self.log, timeout=600)  # type: ignore[call-overload]

    def _wait_for_answer(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                status = self._status_of_a_page()
            except OSError:
                if time.monotonic() > deadline or self.has_ended():
                    raise
                time.sleep(0.2)
            else:
                if status != HTTPStatus.OK:
                    raise RuntimeError(f"the site answers {status.value}")
                return

    def _status_of_a_page(self) -> HTTPStatus:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        with closing(connection):
            connection.request("GET", "/about/")
            return HTTPStatus(connection.getresponse().status)

    def has_ended(self) -> bool:
        return self.server is not None and self.server.poll() is not None

    def is_used(self) -> bool:
        """Whether a live process uses the site; the files of dead ones are removed."""
        used = False
        for file in (self.directory / "users").iterdir():
            if psutil.pid_exists(int(file.name)):
                used = True
            else:
                file.unlink(missing_ok=True)
        return used

    def stop(self) -> None:
        if self.server is not None and not self.has_ended():
            family = psutil.Process(self.server.pid).children(recursive=True)
            self.server.terminate()
            try:
                self.server.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.server.kill()
                self.server.wait()
            for process in psutil.wait_procs(family, timeout=5)[1]:
                process.kill()
        databases.drop(self.database)
        self.log.close()
        shutil.rmtree(self.directory / "data", ignore_errors=True)

    def keep(self) -> None:
        while self.is_used():
            if self.has_ended():
                raise RuntimeError("the server ended by itself")
            time.sleep(0.5)


def main() -> int:
    directory = Path(sys.argv[1])
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(0))
    last = "ended"
    say(directory, "starting")
    setup.start_database()
    keeper = Keeper(directory)
    try:
        keeper.start()
        say(directory, f"ready {keeper.address}")
        keeper.keep()
    except (RuntimeError, OSError, subprocess.SubprocessError, psycopg.Error) as error:
        tail = (directory / "log").read_text(encoding="utf-8", errors="replace")[-4000:]
        last = f"failed {error}\n{tail}"
    finally:
        keeper.stop()
        say(directory, last)
    return 0 if last == "ended" else 1


if __name__ == "__main__":
    sys.exit(main())
