"""An agency reads the sealed text of the side that it acts for; the log of that side says so."""

from django.db import transaction

from qianqiao.core import audit
from qianqiao.core.actor import SYSTEM, Actor
from qianqiao.core.workflow import Refusal
from qianqiao.demands.disclosure import Disclosed, disclose
from qianqiao.demands.models import Demand
from qianqiao.docking.models import DEMAND, DockingCase
from qianqiao.docking.sides import mandate_for


def may_read_sealed(case: DockingCase, *, actor: Actor) -> bool:
    """Whether the case has a sealed demand and the actor stands on its side under a mandate that opens sealed text."""
    held = mandate_for(actor, case, DEMAND) if case.demand else None
    if held is None or not held.reads_sealed:
        return False
    sealed = Demand.Confidentiality.SEALED
    return Demand.objects.filter(number=case.demand, confidentiality=sealed).exists()


def read_sealed(case: DockingCase, *, actor: Actor) -> Disclosed:
    """The whole text of the case's demand; each reading is an entry in the chain of its owner. Refusal not_allowed."""
    held = mandate_for(actor, case, DEMAND)
    demand = Demand.objects.prefetch_related("indicators").select_related("organisation")
    found = demand.filter(number=case.demand, organisation=case.demand_side_id).first()
    if held is None or not held.reads_sealed or found is None:
        raise Refusal("not_allowed", "read_sealed")
    with transaction.atomic():
        audit.append(
            "docking.sealed_read_under_mandate",
            subject=case.number,
            actor=actor,
            chain=f"organisation:{case.demand_side_id}",
            data={"demand": case.demand, "mandate": held.mandate},
        )
    return disclose(found, actor=SYSTEM)
