"""A record edited on one page, each save against the version that the person saw."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qianqiao.catalogue import forms
from qianqiao.catalogue.domain.editing import record_values, save_record
from qianqiao.catalogue.domain.records import PACKAGE, CatalogueRecord, quality_pack
from qianqiao.catalogue.forms import RecordForms
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


def editable(request: HttpRequest, number: str, *, experts: bool) -> tuple[CatalogueRecord, Actor]:
    """The record and who edits it: unknown and withdrawn ones are a 404, those that others write a 403."""
    actor = actor_of_request(request)
    record = record_by_number(canonical(number), actor=actor)
    if record is None or isinstance(record, Expert) != experts or record.state == WITHDRAWN:
        raise Http404(number)
    if not policy.may(actor, "write", record):
        raise PermissionDenied(number)
    return record, actor


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: str, *, experts: bool = False) -> HttpResponse:
    """`experts`: the address is that of experts, not of offers."""
    record, actor = editable(request, number, experts=experts)
    kind = type(record)
    if request.method != "POST":
        return page(request, record, forms.stored(kind, record_values(record)))
    if "row" in request.POST and kind in forms.WITH_ROWS:
        return page(request, record, forms.rearranged(kind, request.POST, request.POST["row"]))
    given = forms.sent(kind, request.POST)
    if not given.is_valid():
        return page(request, record, given, status=422)
    return save(request, record, given, actor)


def save(request: HttpRequest, record: CatalogueRecord, given: RecordForms, actor: Actor) -> HttpResponse:
    version = request.POST.get("version", "")
    seen = int(version) if version.isdigit() else 0
    try:
        save_record(record, given.values(), actor=actor, expected_version=seen)
    except Refusal as refusal:
        record.refresh_from_db()
        late = refusal.code == "changed_meanwhile"
        others = differences(record.specs, record_values(record), given.values()) if late else []
        why = {"refusal": refusal_in_words(refusal, record), "others": others}
        return page(request, record, given, status=409, **why)
    messages.success(request, _("Saved."))
    return redirect(address(record.number))


def page(
    request: HttpRequest, record: CatalogueRecord, given: RecordForms, *, status: int = 200, **more: Any
) -> HttpResponse:
    beside_fields(given.form, record)
    context = {
        "record": record,
        "record_url": address(record.number),
        "form": given.form,
        "rows": given.rows,
        "quality": quality.told(record, PACKAGE, quality_pack(record)),
        "review": told(record, actor=actor_of_request(request)),
        **more,
    }
    name = "expert" if isinstance(record, Expert) else "offer"
    return render(request, f"catalogue/edit/{name}.html", context, status=status)
