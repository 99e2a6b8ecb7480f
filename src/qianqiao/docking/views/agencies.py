"""How a service agency does under its mandates, the rows behind each figure, and sealed text opened to it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qianqiao.core.actor import Actor
from qianqiao.docking.domain.reading import may_read_sealed, read_sealed
from qianqiao.docking.presenting.states import badge
from qianqiao.docking.reads.cases import cases_visible_to
from qianqiao.docking.reads.performance import FIGURES, held_by, may_see, performance, rows_of, with_fee
from qianqiao.docking.sides import organisations_seen
from qianqiao.docking.views.case import known_case
from qianqiao.mandates.models import Mandate
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.models import Organisation
from qianqiao.organisations.views.record_pages.addresses import canonical

MOST_ROWS = 500
FEES = "fees"


def _agency(number: str, actor: Actor) -> Organisation:
    found = Organisation.objects.filter(number=canonical(number), kind=Organisation.Kind.AGENCY).first()
    if found is None or not may_see(actor, found.pk):
        raise Http404(number)
    return found


@login_required
@require_safe
def figures(request: HttpRequest, number: str) -> HttpResponse:
    agency = _agency(number, actor_of_request(request))
    context = {"organisation": agency, "figures": performance(agency.pk), "mandates": len(held_by(agency.pk))}
    return render(request, "docking/performance.html", context)


@login_required
@require_safe
def figure_rows(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Cases stand here by number and organisation also after the mandate; they open while it holds."""
    actor = actor_of_request(request)
    agency = _agency(number, actor)
    held = held_by(agency.pk)
    context: dict[str, Any] = {"organisation": agency, "what": what}
    if what == FEES:
        context["mandates"] = with_fee(held)
    elif what in FIGURES:
        context["rows"] = _case_rows(held, what, actor)
    else:
        raise Http404(what)
    return render(request, "docking/performance_rows.html", context)


def _case_rows(held: list[Mandate], what: str, actor: Actor) -> list[dict[str, Any]]:
    rows = list(rows_of(held, what)[:MOST_ROWS])
    opens = set(
        cases_visible_to(actor).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
        if organisations_seen(actor)
        else ()
    )
    givers = {row.organisation_id: row.organisation for row in held}
    return [
        {
            "case": row,
            "badge": badge(row.state),
            "opens": row.pk in opens,
            "givers": [givers[key] for key in (row.demand_side_id, row.offer_side_id) if key in givers],
        }
        for row in rows
    ]


@login_required
@require_safe
def sealed(request: HttpRequest, number: str) -> HttpResponse:
    """The demand's whole text for an agency whose mandate opens it; unknown to everybody else."""
    actor = actor_of_request(request)
    case = known_case(number, actor)
    if not may_read_sealed(case, actor=actor):
        raise Http404(number)
    shown = read_sealed(case, actor=actor)
    response = render(request, "docking/sealed.html", {"case": case, "demand": shown})
    response["Cache-Control"] = "private, no-store"
    return response
