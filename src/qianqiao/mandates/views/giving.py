"""An organisation gives a mandate."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qianqiao.core.actor import Actor
from qianqiao.core.texts import chosen
from qianqiao.core.workflow import Refusal
from qianqiao.mandates import queries
from qianqiao.mandates.domain.giving import give
from qianqiao.mandates.forms import MandateForm
from qianqiao.mandates.policies import GIVE
from qianqiao.mandates.telling import address_of
from qianqiao.mandates.words import FIELDS, in_words
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.models import Organisation
from qianqiao.organisations.signing_in.detours import asked_again
from qianqiao.people.views.doors import insider_or_404, not_yours, organisation_or_404


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, number: str) -> HttpResponse:
    organisation, actor = organisation_or_404(number), actor_of_request(request)
    insider_or_404(actor, organisation)
    if organisation.kind == Organisation.Kind.AGENCY:
        raise Http404(number)
    if organisation.pk not in actor.organisations_where(GIVE):
        return not_yours(request, actor, GIVE, organisation)
    asked = asked_again(request, GIVE, on_get=True)
    if asked is not None:
        return asked
    agencies = {one.number: one for one in queries.agencies()}
    form = MandateForm(
        request.POST if request.method == "POST" else None,
        agencies=[(key, chosen(one, "name")[0]) for key, one in agencies.items()],
        own=_records(organisation),
    )
    if request.method == "POST" and form.is_valid():
        response = _given(request, organisation, agencies[form.cleaned_data["agency"]], form, actor)
        if response is not None:
            return response
    status = 422 if request.method == "POST" else 200
    context = {"organisation": organisation, "form": form, "has_agencies": bool(agencies)}
    return render(request, "mandates/new.html", context, status=status)


def _given(
    request: HttpRequest, organisation: Organisation, agency: Organisation, form: MandateForm, actor: Actor
) -> HttpResponse | None:
    try:
        row = give(organisation, agency, form.terms(), actor=actor)
    except Refusal as refusal:
        field = FIELDS.get(refusal.code)
        form.add_error(field if field in form.fields else None, in_words(refusal))
        return None
    messages.success(request, _("Offered. The mandate begins when the agency accepts it."))
    response = redirect(address_of(row))
    response.status_code = 303
    return response


def _records(organisation: Organisation) -> list[tuple[str, str]]:
    return [
        (row.number, f"{row.number} {chosen(row, row.title_field)[0]}")
        for row in queries.records_of(organisation.pk)
    ]
