"""Advisory locks of PostgreSQL: one writer of the index and one rebuild at a time, across all processes.

They end with their transaction or connection, so a killed process never leaves one behind.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_ROOM = 0x5EA2C4
_WRITER, _REBUILD = 1, 2


class RebuildRunning(Exception):  # noqa: N818  an answer, not a fault
    """Another process rebuilds the index at this moment."""


def _call(function: str, key: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}(%s, %s)", [_ROOM, key])
        row = cursor.fetchone()
    return bool(row[0])


def hold_writer() -> None:
    """Waits for the writer's lock and keeps it until the running transaction ends."""
    if not connection.in_atomic_block:
        raise RuntimeError("the writer's lock belongs to a transaction")
    _call("pg_advisory_xact_lock", _WRITER)


def rebuild_runs() -> bool:
    """Whether another process rebuilds; where none does, none will start before this transaction ends."""
    return not _call("pg_try_advisory_xact_lock", _REBUILD)


def _claim(patience: float) -> bool:
    """Tries for so many seconds: a handler may hold the claim for the moment in which it looks."""
    until = time.monotonic() + patience
    while not _call("pg_try_advisory_lock", _REBUILD):
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


@contextmanager
def rebuilding(*, patience: float = 3.0) -> Iterator[None]:
    """Claims the rebuild, waiting so many seconds; raises RebuildRunning.

    Inside a transaction the claim is made at once or not at all, and lasts until its end.
    """
    if connection.in_atomic_block:
        if rebuild_runs():
            raise RebuildRunning
        yield
        return
    if not _claim(patience):
        raise RebuildRunning
    try:
        yield
    finally:
        _call("pg_advisory_unlock", _REBUILD)
