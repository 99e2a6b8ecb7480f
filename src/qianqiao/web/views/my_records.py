"""What waits for a person, and all records of the organisations the person acts for."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from qianqiao.organisations.actors import actor_of_request
from qianqiao.web import queries, rows
from qianqiao.web.components.labels import RECORD_STATES

PER_PAGE = 25
KIND_NAMES: dict[str, Promise] = {
    "achievements": _("Achievements"),
    "patents": _("Patents"),
    "experts": _("Experts"),
    "demands": _("Demands"),
}


def chosen_kind(request: HttpRequest, counts: dict[str, dict[str, int]]) -> str:
    """The kind asked for, else the first that has records."""
    asked = request.GET.get("kind", "")
    return asked if asked in counts else next((kind for kind in counts if counts[kind]), "achievements")


@login_required
@require_safe
def my_records(request: HttpRequest) -> HttpResponse:
    actor = actor_of_request(request)
    counts = {kind: queries.own_state_counts(kind, actor=actor) for kind in KIND_NAMES}
    kind, state = chosen_kind(request, counts), request.GET.get("state", "")
    records = queries.own_records(kind, actor=actor)
    page = Paginator(records.filter(state=state) if state in RECORD_STATES else records, PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "kinds": [
            {"key": key, "label": label, "count": sum(counts[key].values()), "current": key == kind}
            for key, label in KIND_NAMES.items()
        ],
        "states": [
            {"key": key, "label": RECORD_STATES[key][0], "count": counts[kind][key], "current": key == state}
            for key in RECORD_STATES
            if counts[kind].get(key)
        ],
        "kind": kind,
        "page": page,
        "rows": [rows.own_row(record) for record in page.object_list],
        "has_organisation": bool(actor.organisation_ids),
    }
    return render(request, "web/my_records.html", context)
