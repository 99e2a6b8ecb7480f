"""Achievements, patents and experts changed by hand in the browser."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction

from qianqiao.catalogue.domain.records import CHILDREN, CatalogueRecord, assess_edit
from qianqiao.core import editing, outbox
from qianqiao.core.actor import Actor
from qianqiao.core.editing import Saved
from qianqiao.reviewing.domain import written


def record_values(record: CatalogueRecord) -> dict[str, Any]:
    """All values of a record under its interchange keys, indicators and works as dictionaries."""
    return editing.values_of(record, CHILDREN[type(record)])


def save_record(
    record: CatalogueRecord, values: Mapping[str, Any], *, actor: Actor, expected_version: int
) -> Saved[Any]:
    """Changes a record and assesses its quality anew; raises Refusal. Event: `catalogue.records_changed`."""
    with transaction.atomic():
        saved = editing.save(
            record,
            values,
            actor=actor,
            expected_version=expected_version,
            action="catalogue.edited",
            children=CHILDREN[type(record)],
            prepare=partial(assess_edit, record),
        )
        if saved.changed:
            written(saved.record, actor=actor)
            outbox.emit("catalogue.records_changed", {"numbers": [saved.record.number]})
    return saved
