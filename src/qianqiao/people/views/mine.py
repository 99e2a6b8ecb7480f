"""A person's own organisations, and roles lent to colleagues."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qianqiao.core import policy
from qianqiao.core.workflow import Refusal
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.holding import memberships_in_force
from qianqiao.organisations.models import Delegation
from qianqiao.organisations.signing_in.detours import asked_again
from qianqiao.organisations.signing_in.second_factor import has_second_factor
from qianqiao.people import queries
from qianqiao.people.domain import delegations
from qianqiao.people.forms import LendForm
from qianqiao.people.links import invitation_path
from qianqiao.people.policies import sees_members
from qianqiao.people.telling import MINE, members_path
from qianqiao.people.views.doors import on_form, organisation_or_404, person
from qianqiao.people.words import in_words


@login_required
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    actor = actor_of_request(request)
    rows = [
        {
            "row": one,
            "sees_members": one.state == "active" and sees_members(actor, one.organisation),
            "edits": actor.may("organisation.edit", one.organisation_id),
        }
        for one in queries.own_memberships(actor)
    ]
    context = {
        "rows": rows,
        "invitations": [(one, invitation_path(one)) for one in queries.invitations_for(person(request))],
        "delegations": queries.own_delegations(actor),
        "me": actor.user_id,
        "verifies": queries.may_verify_any(actor),
    }
    return render(request, "people/mine.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lend(request: HttpRequest, number: str) -> HttpResponse:
    organisation = organisation_or_404(number)
    actor = actor_of_request(request)
    row = memberships_in_force().filter(organisation=organisation, user=actor.user_id).first()
    if row is None:
        raise Http404(number)
    # lent roles can be no more than one's own: who needs no second factor for them needs none to lend them
    asked = asked_again(request, "members.manage") if has_second_factor(row.user) else None
    if asked is not None:
        return asked
    sent = request.POST if request.method == "POST" else None
    colleagues = queries.colleagues(row)
    form = LendForm(sent, colleagues=colleagues, held=row.roles)
    if sent is not None and form.is_valid():
        told = form.cleaned_data
        try:
            delegations.lend(
                row,
                to=int(told["to"]),
                roles=told["roles"],
                ends_on=told["ends_on"],
                note=told["note"],
                actor=actor,
            )
        except Refusal as refusal:
            on_form(form, refusal)
        else:
            messages.success(request, _("Lent. It ends by itself; you can end it before."))
            return redirect(MINE)
    context = {
        "organisation": organisation,
        "form": form,
        "has_roles": bool(row.roles),
        "has_colleagues": bool(colleagues),
    }
    return render(request, "people/lend.html", context, status=200 if sent is None else 422)


@login_required
@require_POST
def end_loan(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of_request(request)
    rows = Delegation.objects.filter(policy.visible(actor, Delegation)).select_related("organisation")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    try:
        delegations.end_loan(row, actor=actor)
    except Refusal as refusal:
        messages.error(request, in_words(refusal))
    else:
        messages.success(request, _("The loan has ended."))
    return redirect(
        MINE if actor.user_id in {row.lender_id, row.borrower_id} else members_path(row.organisation)
    )
