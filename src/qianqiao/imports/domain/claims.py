"""One worker per run: a lock that the database drops by itself when the process dies."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_SPACE = 0x696D70  # tells these locks from others in the database


@contextmanager
def claimed(run_id: int) -> Iterator[bool]:
    """Whether this process has the run to itself within the block."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [_SPACE, run_id])
        is_mine = bool(cursor.fetchone()[0])
    try:
        yield is_mine
    finally:
        if is_mine:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s, %s)", [_SPACE, run_id])


def is_claimed(run_id: int) -> bool:
    """Whether some process is at work on the run."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select 1 from pg_locks where locktype = 'advisory' and classid = %s and objid = %s and granted "
            "and database = (select oid from pg_database where datname = current_database())",
            [_SPACE, run_id],
        )
        return cursor.fetchone() is not None
