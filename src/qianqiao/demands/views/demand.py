"""One demand, as much of it as the reader may know."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qianqiao.core import policy
from qianqiao.core.actor import SYSTEM
from qianqiao.core.texts import indicator_rows
from qianqiao.demands.disclosure import disclose
from qianqiao.demands.domain.records import PACKAGE, take_demand_step
from qianqiao.demands.queries import demand_by_number
from qianqiao.demands.states import DEMAND_FLOW
from qianqiao.demands.views import demand_facts
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.views.record_pages import quality, steps
from qianqiao.organisations.views.record_pages.addresses import canonical, moved
from qianqiao.organisations.views.record_pages.gone import gone_or_unknown
from qianqiao.organisations.views.record_pages.linked_data import data_block
from qianqiao.reviewing.showing import told


@require_safe
def demand(request: HttpRequest, number: str) -> HttpResponse:
    redirect = moved(request, number)
    if redirect is not None:
        return redirect
    actor, number = actor_of_request(request), canonical(number)
    found = demand_by_number(number, actor=actor)
    if found is None:
        return gone_or_unknown(
            request, demand_by_number(number, actor=SYSTEM), number=number, list_url="/demands/"
        )
    own, review = policy.may(actor, "edit", found), told(found, actor=actor)
    shown = disclose(found, actor=actor)
    context = {
        "shown": shown,
        "record": shown,
        "indicators": indicator_rows(shown.indicators),
        "facts": demand_facts.facts(shown),
        "own": own,
        "review": review,
        "steps": steps.buttons(DEMAND_FLOW, found, actor=actor),
        "quality": quality.told(found, PACKAGE, "record_quality.demand") if own or review else None,
        "linked_data": data_block(demand_facts.linked_data(shown)),
    }
    return render(request, "demands/demand.html", context)


@login_required
def demand_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Takes a workflow step; a demand that the person may not see is unknown."""
    actor, number = actor_of_request(request), canonical(number)
    found = demand_by_number(number, actor=actor)
    if found is None:
        return gone_or_unknown(request, None, number=number, list_url="/demands/")
    return steps.take(
        request,
        found,
        lambda version, reason: take_demand_step(
            found,
            step,
            actor=actor,
            expected_version=version,
            reason=reason,
            comments=steps.comments(request),
        ),
    )
