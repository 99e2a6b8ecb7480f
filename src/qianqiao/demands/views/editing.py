"""A demand edited step by step, each save against the version that the person saw."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qianqiao.core.actor import Actor
from qianqiao.core.forms.differences import differences
from qianqiao.core.lifecycle import DRAFT, IN_REVIEW
from qianqiao.core.workflow import Refusal
from qianqiao.demands.domain.editing import demand_values, publish_demand, save_demand
from qianqiao.demands.domain.records import PACKAGE
from qianqiao.demands.forms import steps
from qianqiao.demands.forms.steps import StepForms
from qianqiao.demands.models import Demand
from qianqiao.demands.views.editing_pages import editable, step_links
from qianqiao.organisations.views.record_pages import quality
from qianqiao.organisations.views.record_pages.addresses import address
from qianqiao.organisations.views.record_pages.steps import refusal_in_words
from qianqiao.reviewing.showing import beside_fields, submitted_in_words, told


@login_required
@require_safe
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """The way in: where something is missing, else the overview."""
    demand, _actor = editable(request, number)
    return redirect(reverse("demands:edit_step", args=[demand.number, steps.CHECK]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    demand, actor = editable(request, number)
    if step == steps.CHECK:
        return check(request, demand, actor)
    if step not in steps.FORMS:
        raise Http404(step)
    if request.method != "POST":
        return page(request, demand, steps.stored(step, demand_values(demand)))
    if "row" in request.POST:
        return page(request, demand, steps.rearranged(step, request.POST, request.POST["row"]))
    given = steps.sent(step, request.POST)
    return (
        save(request, demand, given, actor) if given.is_valid() else page(request, demand, given, status=422)
    )


def save(request: HttpRequest, demand: Demand, given: StepForms, actor: Actor) -> HttpResponse:
    version = request.POST.get("version", "")
    expected = int(version) if version.isdigit() else 0
    try:
        saved = save_demand(demand, given.values(), actor=actor, expected_version=expected)
    except Refusal as refusal:
        return refused(request, demand, given, refusal)
    if "leave" in request.POST:
        messages.success(request, _("Saved as it is. You can go on any time."))
        return redirect(address(demand.number))
    following = steps.next_step(given.step, saved.record)
    return redirect(reverse("demands:edit_step", args=[demand.number, following]))


def refused(request: HttpRequest, demand: Demand, given: StepForms, refusal: Refusal) -> HttpResponse:
    """The form again with what was typed, and beside it what stands in the record now."""
    demand.refresh_from_db()
    others: list[dict[str, str]] = []
    if refusal.code == "changed_meanwhile":
        others = differences(Demand.specs, demand_values(demand), given.values())
    return page(request, demand, given, status=409, refusal=refusal_in_words(refusal, demand), others=others)


def page(
    request: HttpRequest, demand: Demand, given: StepForms, *, status: int = 200, **more: Any
) -> HttpResponse:
    beside_fields(given.form, demand)
    context = {
        **frame(demand, given.step),
        "form": given.form,
        "rows": given.rows,
        **more,
    }
    return render(request, "demands/edit/step.html", context, status=status)


def frame(demand: Demand, step: str) -> dict[str, Any]:
    """What every step shows around its form."""
    return {
        "demand": demand,
        "step": step,
        "step_number": list(steps.LABELS).index(step) + 1,
        "labels": list(steps.LABELS.values()),
        "links": step_links(demand),
        "record_url": address(demand.number),
        "leads_on": demand.state in {DRAFT, IN_REVIEW},
    }


def missing(demand: Demand) -> list[dict[str, object]]:
    """What is missing or too short, dearest first: label, points, and the step that asks for it."""
    found = quality.told(demand, PACKAGE, "record_quality.demand")
    known = [key for key in demand.quality_missing if key in steps.STEP_OF_QUALITY_KEY]
    labelled: Any = found["missing"]
    return [
        {
            **item,
            "url": reverse("demands:edit_step", args=[demand.number, steps.STEP_OF_QUALITY_KEY[key]]),
            "is_short": bool(getattr(demand, key, None)) if key != "indicators" else False,
        }
        for key, item in zip(known, labelled, strict=False)
    ]


def check(request: HttpRequest, demand: Demand, actor: Actor) -> HttpResponse:
    context = {
        **frame(demand, steps.CHECK),
        "missing": missing(demand),
        "values": demand_values(demand),
        "review": told(demand, actor=actor),
    }
    return render(request, "demands/edit/check.html", context)


@login_required
@require_POST
def publish(request: HttpRequest, number: str) -> HttpResponse:
    """Submits and publishes in one go; a refusal leads back with its words."""
    demand, actor = editable(request, number)
    version = request.POST.get("version", "")
    try:
        demand = publish_demand(
            demand, actor=actor, expected_version=int(version) if version.isdigit() else 0
        )
    except Refusal as refusal:
        messages.error(request, refusal_in_words(refusal, demand))
        return redirect(reverse("demands:edit_step", args=[demand.number, steps.CHECK]))
    if demand.state == IN_REVIEW:
        messages.success(request, submitted_in_words(demand))
    else:
        messages.success(request, _("Published. It is in search and matching within seconds."))
    return redirect(address(demand.number))
