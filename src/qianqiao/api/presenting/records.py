"""Shapes of single records, by kind."""

from typing import Any

from qianqiao.api.presenting.values import organisation_values, record_values
from qianqiao.api.schemas import records as shapes
from qianqiao.api.schemas.parts import LegalEvent
from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core.actor import Actor
from qianqiao.demands.disclosure import disclose
from qianqiao.demands.models import Demand
from qianqiao.organisations.models import Organisation

WITHHELD = {
    "full": frozenset[str](),
    "summary": shapes.TEXT_KEYS,
    "sealed": shapes.TEXT_KEYS | shapes.NAMED_KEYS,
}


def offer(record: Achievement | Patent) -> Any:
    if isinstance(record, Patent):
        events = [LegalEvent.model_validate(event) for event in record.legal_events.all()]
        return shapes.Patent(**record_values(record, "patent"), legal_events=events)
    return shapes.Achievement(**record_values(record, "achievement"))


def expert(record: Expert) -> Any:
    return shapes.Expert(**record_values(record, "expert"))


def demand(record: Demand, *, actor: Actor) -> Any:
    """The demand as the actor may know it: what is withheld is null and named, the place may be wider."""
    told = disclose(record, actor=actor)
    withheld = WITHHELD[told.level]
    values = record_values(record, "demand") | dict.fromkeys(withheld) | {"region": told.region}
    return shapes.Demand(**values, withheld=sorted(withheld))


def organisation(row: Organisation) -> Any:
    return shapes.Organisation(**organisation_values(row))
