"""Remembers which offers ever stood among the first twenty of a demand."""

from collections.abc import Iterable

from django.db import connection

from qianqiao.core import clock
from qianqiao.matching.models import OfferAppearance


def remember_appearances(numbers: Iterable[str]) -> None:
    """Notes that these offers stand among the first of a run made now; one statement."""
    now = clock.now()
    OfferAppearance.objects.bulk_create(
        # in one order everywhere, so that two runs made at once cannot wait for each other
        [OfferAppearance(number=number, last_at=now) for number in sorted(set(numbers))],
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=["last_at"],
    )


def gather_appearances() -> int:
    """Takes in the offers of every stored run, such as those made before appearances were noted; how many were new."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO matching_offerappearance (number, last_at)
            SELECT found ->> 'number', max(run.created_at)
            FROM matching_matchrun run, jsonb_array_elements(run.result -> 'matches') found
            WHERE run.direction = 'offers'
            GROUP BY 1 ORDER BY 1
            ON CONFLICT (number) DO NOTHING
            """
        )
        return int(cursor.rowcount)
