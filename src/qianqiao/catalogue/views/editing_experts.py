"""An expert edited on one page by its organisation's people, or by the person it is linked to."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qianqiao.catalogue.domain.editing import expert_values, save_expert
from qianqiao.catalogue.domain.records import PACKAGE
from qianqiao.catalogue.forms_experts import ExpertForm
from qianqiao.catalogue.models import Expert
from qianqiao.catalogue.queries import record_by_number
from qianqiao.core import policy
from qianqiao.core.actor import Actor
from qianqiao.core.forms.differences import differences
from qianqiao.core.lifecycle import WITHDRAWN
from qianqiao.core.workflow import Refusal
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.views.record_pages import quality
from qianqiao.organisations.views.record_pages.addresses import address, canonical
from qianqiao.organisations.views.record_pages.steps import refusal_in_words
from qianqiao.reviewing.showing import beside_fields, told


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Unknown and withdrawn records are a 404, those that others write a 403."""
    actor = actor_of_request(request)
    expert = record_by_number(canonical(number), actor=actor)
    if not isinstance(expert, Expert) or expert.state == WITHDRAWN:
        raise Http404(number)
    if not policy.may(actor, "write", expert):
        raise PermissionDenied(number)
    if request.method != "POST":
        return _page(request, expert, ExpertForm(initial=expert_values(expert)))
    form = ExpertForm(request.POST)
    return (
        _save(request, expert, form, actor) if form.is_valid() else _page(request, expert, form, status=422)
    )


def _save(request: HttpRequest, expert: Expert, form: ExpertForm, actor: Actor) -> HttpResponse:
    version = request.POST.get("version", "")
    try:
        save_expert(
            expert, form.cleaned_data, actor=actor, expected_version=int(version) if version.isdigit() else 0
        )
    except Refusal as refusal:
        expert.refresh_from_db()
        late = refusal.code == "changed_meanwhile"
        others = differences(expert.specs, expert_values(expert), form.cleaned_data) if late else []
        why = {"refusal": refusal_in_words(refusal, expert), "others": others}
        return _page(request, expert, form, status=409, **why)
    messages.success(request, _("Saved."))
    return redirect(address(expert.number))


def _page(
    request: HttpRequest, expert: Expert, form: ExpertForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    beside_fields(form, expert)
    context = {
        "record": expert,
        "record_url": address(expert.number),
        "form": form,
        "quality": quality.told(expert, PACKAGE, "record_quality.expert"),
        "review": told(expert, actor=actor_of_request(request)),
        **more,
    }
    return render(request, "catalogue/edit/expert.html", context, status=status)
