"""Makes the national list of universities known as organisations, so that a spreadsheet's owners are found by name."""

from dataclasses import dataclass

from qianqiao.core.actor import Actor
from qianqiao.core.bulk import Outcome
from qianqiao.organisations.domain.records import upsert_organisations
from qianqiao.organisations.models import Organisation
from qianqiao.reference.universities import universities

SOURCE = "national-list-2025-06-20"


@dataclass(frozen=True, slots=True)
class Counts:
    created: int
    updated: int
    unchanged: int


def load_universities(*, actor: Actor) -> Counts:
    """Creates or updates one organisation per university of the Ministry's list; repeating it changes nothing.

    A university that is already here under another source (same code) is left alone.
    """
    taken = set(Organisation.objects.exclude(code="").exclude(source=SOURCE).values_list("code", flat=True))
    rows = [
        {
            "external_id": row.code,
            "kind": "university",
            "name": row.name_zh,
            "name_en": row.name_en if row.english_checked else "",
            "code": row.code,
            "region": row.region or row.province,
        }
        for row in universities()
        if row.code not in taken
    ]
    written = upsert_organisations(rows, actor=actor, source=SOURCE)
    outcomes = [one.outcome for one in written]
    return Counts(
        *(outcomes.count(outcome) for outcome in (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED))
    )
