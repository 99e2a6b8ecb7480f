"""Shapes of single records, by kind."""

from typing import Any

from qianqiao import reference
from qianqiao.api.addresses import page_address, record_address
from qianqiao.api.presenting.values import record_values
from qianqiao.api.schemas import records as shapes
from qianqiao.api.schemas.parts import LegalEvent, Record
from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core import policy
from qianqiao.core.actor import Actor
from qianqiao.demands.models import Demand
from qianqiao.organisations.models import Organisation


def offer(record: Achievement | Patent) -> Record:
    if isinstance(record, Patent):
        events = [LegalEvent.model_validate(event) for event in record.legal_events.all()]
        return shapes.Patent(**record_values(record, "patent"), legal_events=events)  # type: ignore[no-any-return]
    return shapes.Achievement(**record_values(record, "achievement"))  # type: ignore[no-any-return]


def expert(record: Expert) -> Record:
    return shapes.Expert(**record_values(record, "expert"))  # type: ignore[no-any-return]


def province(code: str) -> str:
    """The province of a region code; empty where the code is unknown."""
    try:
        return reference.region_line(code)[0].code if code else ""
    except reference.UnknownCode:
        return ""


def demand(record: Demand, *, actor: Actor) -> Record:
    """The demand as far as the actor may read it: withheld keys are null, the place is the province."""
    withheld: set[str] = set()
    if not policy.may(actor, "read_title", record):
        withheld |= shapes.TITLE_KEYS
    values = record_values(record, "demand")
    if not policy.may(actor, "read_text", record):
        withheld |= shapes.TEXT_KEYS
        values["region"] = province(record.region)
    values |= dict.fromkeys(withheld)
    return shapes.Demand(**values, withheld=sorted(withheld))  # type: ignore[no-any-return]


def organisation(row: Organisation) -> shapes.Organisation:
    names = shapes.Organisation.model_fields.keys() - {"type", "url", "page"}
    values: dict[str, Any] = {name: getattr(row, name) for name in names}
    return shapes.Organisation(
        **values, type="organisation", url=record_address(row.number), page=page_address(row.number)
    )


def any_record(record: Any, *, actor: Actor) -> Record:
    """The shape of a record of any kind."""
    if isinstance(record, Demand):
        return demand(record, actor=actor)
    return expert(record) if isinstance(record, Expert) else offer(record)
