"""A new demand: the problem first; saved as a draft with the first step."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from qianqiao.demands import drafting
from qianqiao.demands.domain.editing import create_demand
from qianqiao.demands.forms import steps
from qianqiao.demands.forms.problem import NewDemandForm
from qianqiao.demands.views.editing_pages import step_links
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.models import Organisation


def enterprises(organisation_ids: frozenset[int]) -> Sequence[Organisation]:
    found = Organisation.objects.filter(pk__in=organisation_ids, kind=Organisation.Kind.ENTERPRISE)
    return list(found.order_by("name"))


def first_form(request: HttpRequest, own: Sequence[Organisation]) -> NewDemandForm:
    """Empty, or with the words typed on the home page, in the language in which they were typed."""
    text = (request.POST.get("text") or drafting.remembered_text(request)).strip()
    return NewDemandForm(initial={"problem": text}, enterprises=own)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of_request(request)
    own = enterprises(actor.organisations_where("demands.edit"))
    if not own:
        member = enterprises(actor.organisation_ids)
        return render(request, "demands/edit/no_enterprise.html", {"member_of": member[:1]})
    if request.method == "POST" and "title" in request.POST:
        form = NewDemandForm(request.POST, enterprises=own)
        if form.is_valid():
            demand = create_demand(form.values(), actor=actor, organisation_id=form.organisation_id())
            drafting.forget_text(request)
            return redirect(
                reverse("demands:edit_step", args=[demand.number, steps.next_step("problem", demand)])
            )
    else:
        form = first_form(request, own)
    context = {
        "form": form,
        "step": "problem",
        "step_number": 1,
        "labels": list(steps.LABELS.values()),
        "links": step_links(None),
        "language": get_language(),
        "demand": None,
    }
    return render(request, "demands/edit/step.html", context)
