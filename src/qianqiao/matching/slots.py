"""Which vectors a record needs, in the engine's order, by the keys under which they are stored."""

from typing import NamedTuple

from qianqiao.matching.engine import Record
from qianqiao.matching.engine.views import units_of

PARTS = ("title", "text")
# Counts up whenever the engine makes other texts of the same record: stored vectors say of which they are.
TEXTS = 2


class Slot(NamedTuple):
    """Place of one vector: document of the record (-1: the record itself), language, part (title or text)."""

    document: int
    language: str
    part: str


def slots_of(record: Record) -> list[Slot]:
    """One slot per text, in the order of the engine's `texts_to_encode`."""
    return [
        Slot(unit.document, view.language, part)
        for unit in units_of(record)
        for view in unit.views
        for part in PARTS
    ]
