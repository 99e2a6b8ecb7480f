"""Reads for the API: always as nobody in particular, so that an answer is the same for all."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from qianqiao.catalogue import queries as catalogue
from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core import clock
from qianqiao.core.actor import ANONYMOUS
from qianqiao.demands import queries as demands
from qianqiao.demands.models import Demand
from qianqiao.organisations.models import Organisation

READER = ANONYMOUS
OWNER: dict[type[Any], str] = {
    Achievement: "owner",
    Patent: "owner",
    Expert: "organisation",
    Demand: "organisation",
}
CHILDREN: dict[type[Any], tuple[str, ...]] = {
    Achievement: ("indicators",),
    Patent: ("indicators", "legal_events"),
    Expert: ("documents",),
    Demand: ("indicators",),
}


def readable(model: type[Any]) -> QuerySet[Any]:
    """Rows that everybody may know of, with all that their shape needs."""
    rows = demands.demands_visible_to(READER) if model is Demand else catalogue.visible_to(READER, model)
    return rows.select_related(OWNER[model]).prefetch_related(*CHILDREN[model])


def in_state(state: str) -> Q:
    """published: live today; expired: the flow says so, or the date has passed before the flow did."""
    live = catalogue.live(clock.today())
    return live if state == "published" else ~live


def listed(model: type[Any], *, state: str, condition: Q) -> QuerySet[Any]:
    return readable(model).filter(in_state(state) & condition)


def organisations(condition: Q) -> QuerySet[Organisation]:
    return Organisation.objects.filter(condition)


def record(number: str, models: tuple[type[Any], ...]) -> Any | None:
    """A record of one of the models by its public number, or None."""
    model = next((one for one in models if one.number_letter == number[:1]), None)
    return readable(model).filter(number=number).first() if model else None


def by_number(numbers: Sequence[str]) -> dict[str, Any]:
    """Rows of any kind by number, one query per kind; what is not public any more is left out."""
    found: dict[str, Any] = {}
    for model in OWNER:
        asked = [number for number in numbers if number[:1] == model.number_letter]
        if asked:
            found |= {row.number: row for row in readable(model).filter(number__in=asked)}
    return found


def was_withdrawn(number: str, models: tuple[type[Any], ...]) -> bool:
    """Whether the number belongs to a record that was public once and is withdrawn now."""
    model = next((one for one in models if one.number_letter == number[:1]), None)
    if model is None:
        return False
    rows = model._default_manager  # noqa: SLF001  Django's documented manager
    return bool(rows.filter(number=number, state="withdrawn", published_at__isnull=False).exists())
