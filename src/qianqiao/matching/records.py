"""Database rows as records of the engine: which text of a row may take part in a match, and in whose interest."""

from collections.abc import Iterable
from typing import Any

from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core import policy
from qianqiao.core.actor import Actor
from qianqiao.core.fieldspec import FieldType
from qianqiao.core.records import LivingRecord
from qianqiao.demands.models import Demand
from qianqiao.matching.engine import Record
from qianqiao.matching.engine.reading import RecordProblem, record_from_mapping
from qianqiao.matching.engine.records import DEMAND, EXPERT

# How much of a demand's text a match may use: all of it, or what is public.
FULL, PUBLIC = "full", "public"
Row = Achievement | Patent | Expert | Demand
_CHILDREN = {
    FieldType.INDICATORS: ("name", "name_en", "comparison", "value", "value_max", "unit"),
    FieldType.DOCUMENTS: ("title", "title_en", "text", "text_en", "year", "kind"),
}


def reading_for(demand: Demand, *, actor: Actor) -> str | None:
    """How much of a demand this actor's matches may use; None where not even its title may be known."""
    if policy.may(actor, "read_text", demand):
        return FULL
    return PUBLIC if policy.may(actor, "read_title", demand) else None


def public_reading(demand: Demand) -> str | None:
    """How a demand stands in the stock that everybody's offers are matched with; None for a sealed one."""
    if demand.confidentiality == Demand.Confidentiality.SEALED:
        return None
    return FULL if demand.confidentiality == Demand.Confidentiality.PUBLIC else PUBLIC


def owner_number(row: Row) -> str:
    """The public number of the owning organisation: what the engine calls the owner."""
    return row.owner.number if isinstance(row, Achievement | Patent) else row.organisation.number


def record_of(row: Row, *, reading: str = FULL) -> Record | None:
    """The record, or None for a row without any text to compare. Reads children: prefetch them for many rows."""
    owner = owner_number(row)
    try:
        return record_from_mapping(
            {**_values(row), "owner": owner, "organisation": owner},
            kind=_kind(row),
            owners=frozenset({owner}) if reading == FULL else frozenset(),
        )
    except RecordProblem:
        return None


def records_of(rows: Iterable[Row], *, reading: str = FULL) -> list[Record]:
    found = (record_of(row, reading=reading) for row in rows)
    return [record for record in found if record is not None]


def public_records(rows: Iterable[Row]) -> tuple[list[Record], dict[str, int]]:
    """Engine records of what is public of these rows, and the revision of each; sealed demands are left out."""
    records, revisions = [], {}
    for row in rows:
        reading = public_reading(row) if isinstance(row, Demand) else "full"
        record = record_of(row, reading=reading) if reading else None
        if record is not None:
            records.append(record)
            revisions[record.id] = row.revision
    return records, revisions


def _kind(row: Row) -> str:
    if isinstance(row, Demand):
        return DEMAND
    return EXPERT if isinstance(row, Expert) else type(row).__name__.lower()


def _values(row: LivingRecord) -> dict[str, Any]:
    """The row under interchange keys, its number as id. A published row counts as live unless its right is dead."""
    values: dict[str, Any] = {"id": row.number, "state": "" if row.state == "published" else row.state}
    for spec in row.specs:
        columns = _CHILDREN.get(spec.type)
        if columns is None:
            values[spec.key] = getattr(row, spec.attribute)
        else:
            children = getattr(row, spec.key).all()
            values[spec.key] = [{name: getattr(child, name) for name in columns} for child in children]
    return values
