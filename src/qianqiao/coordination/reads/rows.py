"""The rows behind one figure, as far as the reader may know them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from qianqiao.coordination.contacts import ENDS, end_of
from qianqiao.coordination.reads.contacts import begun, newest
from qianqiao.coordination.reads.figures import at_stage, contacted_numbers
from qianqiao.coordination.selection import Selection
from qianqiao.coordination.stages import OF_CONTACTS, OF_RECORDS, STAGES
from qianqiao.core import policy
from qianqiao.core.actor import Actor
from qianqiao.demands.models import Demand
from qianqiao.docking.models import DockingCase
from qianqiao.docking.reads.cases import listed
from qianqiao.docking.reads.subjects import MODELS as RECORDS
from qianqiao.docking.states import STATES

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


def contacts_behind(figure: Figure, selection: Selection) -> list[str]:
    """The contacts that a figure counts, each by the number of its newest case."""
    rows = begun(selection).annotate(numbers=newest("number"))
    if figure.column == END:
        states = [state for state in STATES if end_of(state) == figure.stage]
        found = rows.annotate(states=newest("state")).filter(states__0__in=states)
    else:
        found = rows.filter(**{f"{figure.stage}__isnull": False})
    return [numbers[0] for numbers in found.values_list("numbers", flat=True)]


def newest_cases(numbers: Sequence[str], *, actor: Actor) -> QuerySet[DockingCase]:
    """The newest case of each contact, as far as the actor may know it."""
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
