"""The people of an organisation, and one of them: approved, given roles, seen off."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from qianqiao.core import policy
from qianqiao.core.actor import Actor
from qianqiao.core.workflow import Refusal
from qianqiao.notices.domain.handing_over import open_count
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.models import Membership
from qianqiao.organisations.roles import default_roles
from qianqiao.organisations.signing_in.detours import asked_again
from qianqiao.people import queries
from qianqiao.people.domain import leaving, memberships
from qianqiao.people.forms import EndForm, ReasonForm, TermsForm
from qianqiao.people.policies import has_administrator, manages, sees_members
from qianqiao.people.states import ACTIVE, REQUESTED
from qianqiao.people.telling import members_path
from qianqiao.people.views.doors import insider_or_404, not_yours, on_form, organisation_or_404, version_of
from qianqiao.people.words import in_words

DONE: dict[str, str | Promise] = {
    "approve": gettext_lazy("Approved. The person can begin."),
    "refuse": gettext_lazy("Turned down. The person reads your reason."),
    "change": gettext_lazy("Saved. The new roles hold from now on."),
    "end": gettext_lazy("The membership has ended."),
    "drop": gettext_lazy("You have taken your request back."),
}


@login_required
@require_safe
def members(request: HttpRequest, number: str) -> HttpResponse:
    organisation = organisation_or_404(number)
    actor = actor_of_request(request)
    insider_or_404(actor, organisation)
    if not sees_members(actor, organisation):
        return not_yours(request, actor, "members.see", organisation)
    can_manage = manages(actor, organisation)
    context = {
        "organisation": organisation,
        "active": queries.members(organisation, ACTIVE),
        "requests": queries.members(organisation, REQUESTED) if can_manage else [],
        "gone": queries.members(organisation, "ended", "refused").reverse()[:20] if can_manage else [],
        "invitations": queries.open_invitations(organisation) if can_manage else [],
        "delegations": queries.delegations_of(organisation),
        "can_manage": can_manage,
        "nobody_leads": not has_administrator(organisation.pk),
        "acts_for": actor.acts_for(organisation.pk),
    }
    return render(request, "people/members.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One membership: its own person may leave, whoever manages the members decides the rest."""
    organisation = organisation_or_404(number)
    actor = actor_of_request(request)
    row = queries.members(organisation, *Membership.State.values).filter(pk=pk).first()
    if row is None:
        raise Http404(number)
    own = row.user_id == actor.user_id
    if not own:
        insider_or_404(actor, organisation)
        if not manages(actor, organisation):
            return not_yours(request, actor, "members.manage", organisation)
    gives_up = own and request.POST.get("act") in {"end", "drop"}
    asked = None if gives_up else asked_again(request, "members.manage")
    if asked is not None:
        return asked
    page = MemberPage(request, row, actor)
    return page.posted() if request.method == "POST" else page.shown()


class MemberPage:
    """The forms that a person may use on a membership, and what happens when one is sent."""

    def __init__(self, request: HttpRequest, row: Membership, actor: Actor) -> None:
        self.request, self.row, self.actor = request, row, actor
        self.act = request.POST.get("act", "") if request.method == "POST" else ""
        self.status = 200
        sent: dict[str, Any] = {"data": request.POST}
        state, organisation = row.state, row.organisation
        self.forms: dict[str, forms.Form] = {}
        decides = state == REQUESTED and policy.may(actor, "decide", row)
        if decides or (state == ACTIVE and policy.may(actor, "manage", row)):
            act = "approve" if decides else "change"
            given: dict[str, Any] = sent if self.act == act else {"initial": self._terms()}
            self.forms[act] = TermsForm(organisation=organisation, **given)
        if decides:
            self.forms["refuse"] = ReasonForm(**(sent if self.act == "refuse" else {}), auto_id="refuse_%s")
        if state == ACTIVE and policy.may(actor, "end", row):
            given = sent if self.act == "end" else {}
            self.forms["end"] = EndForm(colleagues=queries.colleagues(row), auto_id="end_%s", **given)
        if state == REQUESTED and row.user_id == actor.user_id:
            self.forms["drop"] = forms.Form(request.POST if self.act == "drop" else None)

    def _terms(self) -> dict[str, object]:
        row = self.row
        first = default_roles(row.organisation.kind) if not has_administrator(row.organisation_id) else []
        return {
            "roles": row.roles or first,
            "title": row.title,
            "region": row.region,
            "valid_until": row.valid_until,
        }

    def posted(self) -> HttpResponse:
        form = self.forms.get(self.act)
        if form is None:
            # the buttons have changed since the page was opened
            messages.error(self.request, in_words(Refusal("wrong_state")))
            return self._away()
        if form.is_valid():
            try:
                self._take(form)
            except Refusal as refusal:
                on_form(form, refusal)
            else:
                messages.success(self.request, str(DONE[self.act]))
                return self._away()
        self.status = 422
        return self.shown()

    def _take(self, form: Any) -> None:
        row, actor, version = self.row, self.actor, version_of(self.request)
        takes: dict[str, Callable[[], Membership]] = {
            "approve": lambda: memberships.approve(row, form.terms(), actor=actor, expected_version=version),
            "change": lambda: memberships.change_terms(
                row, form.terms(), actor=actor, expected_version=version
            ),
            "refuse": lambda: memberships.refuse(
                row, reason=form.cleaned_data["reason"], actor=actor, expected_version=version
            ),
            "end": lambda: leaving.end_membership(
                row,
                reason=form.cleaned_data["reason"],
                actor=actor,
                successor_id=form.successor_id(),
                expected_version=version,
            ),
            "drop": lambda: memberships.take_request_back(row, actor=actor),
        }
        takes[self.act]()

    def _away(self) -> HttpResponse:
        stays = self.row.user_id != self.actor.user_id or self.act == "change"
        response = redirect(members_path(self.row.organisation) if stays else "/my/organisations/")
        response.status_code = 303
        return response

    def shown(self) -> HttpResponse:
        row = self.row
        context = {
            "row": row,
            "organisation": row.organisation,
            "forms": self.forms,
            "own": row.user_id == self.actor.user_id,
            "waiting": open_count(row.user_id, row.organisation_id) if "end" in self.forms else 0,
            "back": members_path(row.organisation),
            "heading": str(row.user) if row.user_id != self.actor.user_id else _("Your membership"),
        }
        return render(self.request, "people/member.html", context, status=self.status)
