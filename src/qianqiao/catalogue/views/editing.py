"""An achievement or patent edited on one page, each save against the version that the person saw."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qianqiao.catalogue import forms
from qianqiao.catalogue.domain.editing import offer_values, save_offer
from qianqiao.catalogue.domain.records import PACKAGE
from qianqiao.catalogue.forms import OfferForms
from qianqiao.catalogue.models import Achievement, Patent
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

Offer = Achievement | Patent


def editable(request: HttpRequest, number: str) -> tuple[Offer, Actor]:
    """The offer and who edits it: unknown and withdrawn ones are a 404, those of others a 403."""
    actor = actor_of_request(request)
    offer = record_by_number(canonical(number), actor=actor)
    if not isinstance(offer, Achievement | Patent) or offer.state == WITHDRAWN:
        raise Http404(number)
    if not policy.may(actor, "edit", offer):
        raise PermissionDenied(number)
    return offer, actor


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    offer, actor = editable(request, number)
    if request.method != "POST":
        return page(request, offer, forms.stored(type(offer), offer_values(offer)))
    if "row" in request.POST:
        return page(request, offer, forms.rearranged(type(offer), request.POST, request.POST["row"]))
    given = forms.sent(type(offer), request.POST)
    return save(request, offer, given, actor) if given.is_valid() else page(request, offer, given, status=422)


def save(request: HttpRequest, offer: Offer, given: OfferForms, actor: Actor) -> HttpResponse:
    version = request.POST.get("version", "")
    try:
        save_offer(
            offer, given.values(), actor=actor, expected_version=int(version) if version.isdigit() else 0
        )
    except Refusal as refusal:
        offer.refresh_from_db()
        late = refusal.code == "changed_meanwhile"
        others = differences(offer.specs, offer_values(offer), given.values()) if late else []
        why = {"refusal": refusal_in_words(refusal, offer), "others": others}
        return page(request, offer, given, status=409, **why)
    messages.success(request, _("Saved."))
    return redirect(address(offer.number))


def page(
    request: HttpRequest, offer: Offer, given: OfferForms, *, status: int = 200, **more: Any
) -> HttpResponse:
    beside_fields(given.form, offer)
    context = {
        "record": offer,
        "record_url": address(offer.number),
        "form": given.form,
        "rows": given.rows,
        "quality": quality.told(offer, PACKAGE, "record_quality.offer"),
        "review": told(offer, actor=actor_of_request(request)),
        **more,
    }
    return render(request, "catalogue/edit/offer.html", context, status=status)
