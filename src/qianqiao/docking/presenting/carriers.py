"""Which agencies carry a case, as a reader may know it."""

from dataclasses import dataclass

from qianqiao.core.actor import Actor
from qianqiao.docking.models import SIDES, DockingCase
from qianqiao.docking.presenting.sides import side_name
from qianqiao.docking.sides import SEE, is_named
from qianqiao.mandates.queries import mandates_for
from qianqiao.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Carrier:
    """An agency that acts for a side; `address` of the mandate where the reader may open it."""

    agency: Organisation
    organisation: str
    address: str


def carriers(case: DockingCase, *, actor: Actor, viewer: str) -> list[Carrier]:
    """Each agency once a side; nothing of a side that the reader may not name."""
    found: dict[tuple[str, int], Carrier] = {}
    for side in SIDES:
        if not is_named(case, side, viewer=viewer):
            continue
        organisation = case.organisation_id_of(side)
        for row in mandates_for(SEE, organisation, case.number_of(side)):
            opens = not actor.organisations_where("docking.see").isdisjoint({organisation, row.agency_id})
            address = f"/mandates/{row.number}" if opens else ""
            carrier = Carrier(row.agency, side_name(case, side, viewer=viewer), address)
            found.setdefault((side, row.agency_id), carrier)
    return list(found.values())
