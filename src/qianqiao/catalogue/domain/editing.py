"""Achievements, patents and experts changed by hand in the browser."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction

from qianqiao.catalogue.domain.records import CHILDREN, CatalogueRecord, assess_edit
from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core import editing, outbox
from qianqiao.core.actor import Actor
from qianqiao.core.editing import Saved
from qianqiao.reviewing.domain import written

Offer = Achievement | Patent


def offer_values(offer: Offer) -> dict[str, Any]:
    """All values of an offer under its interchange keys, indicators as dictionaries."""
    return editing.values_of(offer, CHILDREN[type(offer)])


def expert_values(expert: Expert) -> dict[str, Any]:
    """All values of an expert under its interchange keys, works as dictionaries."""
    return editing.values_of(expert, CHILDREN[Expert])


def save_offer(offer: Offer, values: Mapping[str, Any], *, actor: Actor, expected_version: int) -> Saved[Any]:
    """Changes an offer and assesses its quality anew; raises Refusal. Event: `catalogue.records_changed`."""
    return _save(offer, values, actor=actor, expected_version=expected_version, permission="edit")


def save_expert(
    expert: Expert, values: Mapping[str, Any], *, actor: Actor, expected_version: int
) -> Saved[Any]:
    """The same for an expert; whoever it is linked to writes it too."""
    return _save(expert, values, actor=actor, expected_version=expected_version, permission="write")


def _save(
    record: CatalogueRecord,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    expected_version: int,
    permission: str,
) -> Saved[Any]:
    with transaction.atomic():
        saved = editing.save(
            record,
            values,
            actor=actor,
            expected_version=expected_version,
            action="catalogue.edited",
            children=CHILDREN[type(record)],
            prepare=partial(assess_edit, record),
            permission=permission,
        )
        if saved.changed:
            written(saved.record, actor=actor)
            outbox.emit("catalogue.records_changed", {"numbers": [saved.record.number]})
    return saved
