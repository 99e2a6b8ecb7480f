"""What the pages of writing a demand share: the record a person may edit, step links."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse

from qianqiao.core import policy
from qianqiao.core.actor import Actor
from qianqiao.core.lifecycle import WITHDRAWN
from qianqiao.demands.forms.steps import LABELS
from qianqiao.demands.models import Demand
from qianqiao.demands.queries import demand_by_number
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.views.record_pages.addresses import canonical


def editable(request: HttpRequest, number: str) -> tuple[Demand, Actor]:
    """The demand and who edits it: unknown ones are a 404, those of others a 403, withdrawn ones a 404."""
    actor = actor_of_request(request)
    demand = demand_by_number(canonical(number), actor=actor)
    if demand is None or demand.state == WITHDRAWN:
        raise Http404(number)
    if not policy.may(actor, "edit", demand):
        raise PermissionDenied(number)
    return demand, actor


def step_links(demand: Demand | None) -> list[str]:
    """Addresses of the steps; none before the draft exists."""
    if demand is None:
        return ["" for _name in LABELS]
    return [reverse("demands:edit_step", args=[demand.number, name]) for name in LABELS]
