"""Ways in: asking to join, being invited, answering an invitation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qianqiao.core import clock
from qianqiao.core.workflow import Refusal
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.models import Membership
from qianqiao.organisations.signing_in.detours import asked_again
from qianqiao.people import queries
from qianqiao.people.domain import invitations, memberships
from qianqiao.people.forms import InviteForm, JoinForm
from qianqiao.people.links import invitation_behind
from qianqiao.people.models import Invitation
from qianqiao.people.policies import manages
from qianqiao.people.states import OPEN
from qianqiao.people.telling import MINE, members_path
from qianqiao.people.views.doors import insider_or_404, not_yours, on_form, organisation_or_404, person
from qianqiao.people.words import in_words


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, number: str) -> HttpResponse:
    """Anybody who is signed in may ask."""
    organisation = organisation_or_404(number)
    actor = actor_of_request(request)
    row = Membership.objects.filter(organisation=organisation, user=actor.user_id).first()
    form = JoinForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            memberships.ask_to_join(organisation, message=told["message"], title=told["title"], actor=actor)
        except Refusal as refusal:
            on_form(form, refusal)
        else:
            messages.success(request, _("Asked. You will be told as soon as somebody has decided."))
            return redirect(MINE)
    if request.method == "POST":
        status = 422
    context = {"organisation": organisation, "form": form, "row": row}
    return render(request, "people/join.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, number: str) -> HttpResponse:
    organisation = organisation_or_404(number)
    actor = actor_of_request(request)
    insider_or_404(actor, organisation)
    if not manages(actor, organisation):
        return not_yours(request, actor, "members.manage", organisation)
    asked = asked_again(request, "members.manage")
    if asked is not None:
        return asked
    sent = request.POST if request.method == "POST" else None
    form = InviteForm(sent, organisation=organisation, initial={"language": get_language()})
    if sent is not None and form.is_valid():
        try:
            invitations.invite(
                organisation,
                form.cleaned_data["email"],
                form.terms(),
                language=form.cleaned_data["language"],
                actor=actor,
            )
        except Refusal as refusal:
            on_form(form, refusal)
        else:
            messages.success(
                request,
                _("The invitation to %(email)s is on its way; it holds for 14 days.")
                % {"email": form.cleaned_data["email"]},
            )
            return redirect(members_path(organisation))
    context = {"organisation": organisation, "form": form, "back": members_path(organisation)}
    return render(request, "people/invite.html", context, status=200 if sent is None else 422)


@login_required
@require_POST
def take_back(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    organisation = organisation_or_404(number)
    actor = actor_of_request(request)
    insider_or_404(actor, organisation)
    row = queries.open_invitations(organisation).filter(pk=pk).first()
    if row is None or not manages(actor, organisation):
        raise Http404(number)
    asked = asked_again(request, "members.manage")
    if asked is not None:
        return asked
    try:
        invitations.take_back(row, actor=actor)
    except Refusal as refusal:
        messages.error(request, in_words(refusal))
    else:
        messages.success(request, _("The invitation is taken back; its link leads nowhere now."))
    return redirect(members_path(organisation))


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link of a mail; a stranger is asked to sign in or to make an account first."""
    row = invitation_behind(token)
    if row is None:
        raise Http404
    if request.method == "POST" and request.user.is_authenticated:
        done = _answered(request, row)
        if done is not None:
            return done
        row.refresh_from_db()
    known = request.user.is_authenticated
    context = {
        "row": row,
        "organisation": row.organisation,
        "is_open": row.state == OPEN and row.expires_at > clock.now(),
        "is_known": known,
        "is_mine": known and person(request).email.lower() == row.email.lower(),
    }
    response = render(request, "people/invitation.html", context)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _answered(request: HttpRequest, row: Invitation) -> HttpResponse | None:
    user, actor = person(request), actor_of_request(request)
    try:
        if request.POST.get("act") == "accept":
            invitations.accept(row, user=user, actor=actor)
            messages.success(request, _("Welcome. You are a member now."))
        else:
            invitations.decline(row, user=user, actor=actor)
            messages.success(request, _("You have declined the invitation."))
    except Refusal as refusal:
        messages.error(request, in_words(refusal))
        return None
    return redirect(MINE)
