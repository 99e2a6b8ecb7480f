"""Who comes in: the organisation of an address, the page of a refusal, a refusal on a form."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from qianqiao.core.actor import Actor
from qianqiao.core.workflow import Refusal
from qianqiao.organisations.models import Organisation, User
from qianqiao.organisations.roles import permissions
from qianqiao.organisations.views.record_pages.addresses import canonical
from qianqiao.people import explaining
from qianqiao.people.policies import manages
from qianqiao.people.words import FIELDS, in_words


def organisation_or_404(number: str) -> Organisation:
    found = Organisation.objects.filter(number=canonical(number)).first()
    if found is None:
        raise Http404(number)
    return found


def insider_or_404(actor: Actor, organisation: Organisation) -> None:
    """What happens inside an organisation is unknown to strangers."""
    if not (actor.acts_for(organisation.pk) or manages(actor, organisation)):
        raise Http404(organisation.number)


def person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def not_yours(
    request: HttpRequest, actor: Actor, permission: str, organisation: Organisation | None
) -> HttpResponse:
    """403 that says why, who can, and where the roles are explained."""
    answer = explaining.why(actor, permissions()[permission], organisation)
    return render(
        request, "people/not_yours.html", {"answer": answer, "organisation": organisation}, status=403
    )


def on_form(form: forms.Form, refusal: Refusal) -> None:
    """Puts a refusal beside the field that it is about."""
    field = FIELDS.get(refusal.code)
    if refusal.code == "day_has_passed":
        field = "valid_until" if "valid_until" in form.fields else "ends_on"
    form.add_error(field if field in form.fields else None, in_words(refusal))


def version_of(request: HttpRequest) -> int | None:
    """The version that the person saw; 0, which no row has, where the form was tampered with."""
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() else 0
