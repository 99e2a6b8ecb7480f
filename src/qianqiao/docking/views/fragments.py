"""Parts of other rooms' pages, and their rows: how an organisation answers, what refusals advise."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qianqiao.catalogue.models import Expert
from qianqiao.catalogue.queries import record_by_number
from qianqiao.core.actor import Actor
from qianqiao.docking.presenting.advice import advice_lines
from qianqiao.docking.presenting.rows import case_rows
from qianqiao.docking.reads.advice import advice_of
from qianqiao.docking.reads.answering import ANSWERS, answering, condition, received_by
from qianqiao.docking.reads.cases import listed
from qianqiao.docking.sides import SEE, region_prefix, regions_followed
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.models import Organisation
from qianqiao.organisations.views.record_pages.addresses import canonical


def _organisation(number: str) -> Organisation:
    found = Organisation.objects.filter(number=canonical(number)).first()
    if found is None:
        raise Http404(number)
    return found


def opens_rows(actor: Actor, organisation: Organisation) -> bool:
    """Whether the figures open to their rows: for the organisation's people and liaison officers of its region."""
    if actor.may(SEE, organisation.pk):
        return True
    return any(organisation.region.startswith(region_prefix(prefix)) for prefix in regions_followed(actor))


@require_safe
def answers(request: HttpRequest, number: str) -> HttpResponse:
    """For everybody: the figures. A page of its own without a script."""
    organisation = _organisation(number)
    context = {
        "organisation": organisation,
        "answering": answering(organisation.pk),
        "opens": opens_rows(actor_of_request(request), organisation),
    }
    name = "parts/answers" if request.headers.get("HX-Request") else "answers"
    return render(request, f"docking/{name}.html", context)


@login_required
@require_safe
def answer_rows(request: HttpRequest, number: str, what: str) -> HttpResponse:
    organisation, actor = _organisation(number), actor_of_request(request)
    if what not in (*ANSWERS, "received") or not opens_rows(actor, organisation):
        raise Http404(what)
    chosen = received_by(organisation.pk)
    if what != "received":
        chosen = chosen.filter(condition(what))
    found = listed(actor, followed=True).filter(pk__in=chosen.values("pk"))
    rows = case_rows(found[:500], actor=actor)
    context = {"organisation": organisation, "what": what, "rows": rows}
    return render(request, "docking/answer_rows.html", context)


@login_required
@require_safe
def advice(request: HttpRequest, number: str) -> HttpResponse:
    """What refusals advise, for the owner's people."""
    actor = actor_of_request(request)
    found = record_by_number(canonical(number), actor=actor)
    if found is None or not actor.may(SEE, found.owner_id_for_policy):
        raise Http404(number)
    edit = "" if isinstance(found, Expert) else f"/offers/{found.number}/edit"
    context = {"lines": advice_lines(advice_of(found.number)), "edit_url": edit}
    return render(request, "docking/parts/advice.html", context)
