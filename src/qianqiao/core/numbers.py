"""Public numbers such as P2026-000123: short, never reused, never changed."""

import re

from django.db import connection

from qianqiao.core import clock

PATTERN = re.compile(r"^([A-Z])(\d{4})-(\d{6,})$")


def take(letter: str, count: int = 1) -> list[str]:
    """Takes the next `count` numbers of a letter in the running year; call inside a transaction (it locks the series)."""
    year = clock.today().year
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into core_numberseries (letter, year, last) values (%s, %s, %s) "
            "on conflict (letter, year) do update set last = core_numberseries.last + excluded.last returning last",
            [letter, year, count],
        )
        row = cursor.fetchone()
    last = int(row[0])
    return [f"{letter}{year}-{n:06d}" for n in range(last - count + 1, last + 1)]
