"""The rows behind one figure, as far as the reader may know them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from qianqiao.coordination.contacts import ENDS, Contact
from qianqiao.coordination.reads.figures import at_stage, contacted_numbers, contacts
from qianqiao.coordination.selection import Selection
from qianqiao.coordination.stages import OF_CONTACTS, OF_RECORDS, STAGES
from qianqiao.core import policy
from qianqiao.core.actor import Actor
from qianqiao.demands.models import Demand
from qianqiao.docking.models import DockingCase
from qianqiao.docking.reads.cases import listed
from qianqiao.docking.reads.subjects import MODELS as RECORDS

DEMANDS, OFFERS, CONTACTS, END = "demands", "offers", "contacts", "ends"
MODELS: dict[str, tuple[type[Any], ...]] = {
    DEMANDS: (Demand,),
    OFFERS: tuple(model for model in RECORDS.values() if model is not Demand),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """Which figure: a column (demands, offers, contacts, ends) and a stage, or what contacts have come to."""

    column: str
    stage: str

    @property
    def exists(self) -> bool:
        if self.column in MODELS:
            return self.stage in STAGES
        return self.stage in (OF_CONTACTS if self.column == CONTACTS else ENDS if self.column == END else ())


def contacts_behind(figure: Figure, selection: Selection) -> list[Contact]:
    """The contacts that a figure counts, the newest first."""
    begun = [one for one in contacts(selection) if selection.period.holds(one.begun_at)]
    if figure.column == END:
        found = [one for one in begun if one.end == figure.stage]
    else:
        found = [one for one in begun if one.reached(figure.stage)]
    return found[::-1]


def newest_cases(found: Sequence[Contact], *, actor: Actor) -> QuerySet[DockingCase]:
    """The newest case of each contact, as far as the actor may know it."""
    numbers = [one.cases[-1] for one in found]
    return listed(actor, followed=True).filter(number__in=numbers).order_by("-created_at", "-pk")


def records_behind(figure: Figure, selection: Selection) -> list[str]:
    """The numbers of the records that a figure counts."""
    if figure.stage in OF_RECORDS:
        rows: list[str] = []
        for model in MODELS[figure.column]:
            rows += at_stage(model, selection, figure.stage).values_list("number", flat=True)
        return sorted(rows)
    return contacted_numbers(MODELS[figure.column], selection, figure.stage)


def visible(numbers: Sequence[str], *, actor: Actor) -> set[str]:
    """Of these records those that the actor may know of."""
    found: set[str] = set()
    for letter, model in RECORDS.items():
        own = [number for number in numbers if number.startswith(letter)]
        rows: QuerySet[Any] = model._default_manager.filter(policy.visible(actor, model), number__in=own)  # noqa: SLF001
        found.update(rows.values_list("number", flat=True))
    return found
