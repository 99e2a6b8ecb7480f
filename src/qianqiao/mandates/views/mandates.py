"""Mandates of an organisation or an agency, and one of them with what can be done about it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from qianqiao.core.workflow import Refusal, possible_steps
from qianqiao.mandates import queries
from qianqiao.mandates.domain.giving import answer
from qianqiao.mandates.forms import ReasonForm
from qianqiao.mandates.models import Mandate
from qianqiao.mandates.policies import CARRY, GIVE, SEE, sees_mandates
from qianqiao.mandates.states import MANDATE_FLOW, STATES
from qianqiao.mandates.telling import address_of
from qianqiao.mandates.words import in_words
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.models import Organisation
from qianqiao.organisations.views.record_pages.addresses import canonical
from qianqiao.people.views.doors import insider_or_404, not_yours, organisation_or_404, version_of

TONES = {
    "offered": "wait",
    "accepted": "good",
    "ending": "active",
    "ended": "off",
    "declined": "bad",
    "withdrawn": "off",
}
DONE: dict[str, str | Promise] = {
    "accept": gettext_lazy("Accepted. From its first day you act in the organisation's name."),
    "decline": gettext_lazy("Declined. The organisation reads your reason."),
    "withdraw": gettext_lazy("Taken back."),
    "give_notice": gettext_lazy("Notice given. The mandate ends with the day shown."),
}


def badge(state: str) -> dict[str, object]:
    return {"label": STATES[state], "tone": TONES[state]}


@login_required
@require_safe
def mandates(request: HttpRequest, number: str) -> HttpResponse:
    organisation, actor = organisation_or_404(number), actor_of_request(request)
    insider_or_404(actor, organisation)
    if not sees_mandates(actor, organisation.pk):
        return not_yours(request, actor, SEE, organisation)
    rows = queries.mandates_of(organisation, actor=actor)
    is_agency = organisation.kind == Organisation.Kind.AGENCY
    context = {
        "organisation": organisation,
        "is_agency": is_agency,
        "rows": [
            {
                "mandate": one,
                "other": one.organisation if is_agency else one.agency,
                "badge": badge(one.state),
            }
            for one in rows
        ],
        "may_give": not is_agency and organisation.pk in actor.organisations_where(GIVE),
    }
    return render(request, "mandates/mandates.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mandate(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of_request(request)
    row = queries.mandate_by_number(canonical(number), actor=actor)
    if row is None:
        raise Http404(number)
    form, status = ReasonForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        act = request.POST.get("act", "")
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        try:
            answer(row, act, reason=reason, actor=actor, expected_version=version_of(request))
        except Refusal as refusal:
            form.add_error("reason" if refusal.code == "reason_required" else None, in_words(refusal))
            status = (
                403 if refusal.code == "not_allowed" else 409 if refusal.code != "reason_required" else 422
            )
        else:
            messages.success(request, str(DONE[act]))
            response = redirect(address_of(row))
            response.status_code = 303
            return response
    carries = row.agency_id in actor.organisations_where(CARRY)
    context: dict[str, Any] = {
        "mandate": row,
        "badge": badge(row.state),
        "acts": [label for code, label in Mandate.Act.choices if code in row.acts],
        "steps": possible_steps(MANDATE_FLOW, row, actor=actor),
        "form": form,
        "home": row.agency if carries or sees_mandates(actor, row.agency_id) else row.organisation,
    }
    return render(request, "mandates/mandate.html", context, status=status)
