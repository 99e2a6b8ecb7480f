"""What waits for a person, and all records of the organisations the person acts for."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_safe

from qianqiao.core import clock
from qianqiao.core.actor import Actor
from qianqiao.core.validity import KEEP
from qianqiao.organisations.actors import actor_of_request
from qianqiao.upkeep.queries import last_renewal, renewable
from qianqiao.web import queries, rows
from qianqiao.web.components.labels import RECORD_STATES

PER_PAGE = 25
Summaries = dict[str, dict[str, int]]
KIND_NAMES: dict[str, str | Promise] = {
    "achievements": _("Achievements"),
    "patents": _("Patents"),
    "experts": _("Experts"),
    "demands": _("Demands"),
}
NEEDS = {
    "draft": ngettext_lazy("%(count)d draft to publish", "%(count)d drafts to publish", "count"),
    "expiring": ngettext_lazy(
        "%(count)d expires soon: is it still true?", "%(count)d expire soon: are they still true?", "count"
    ),
    "incomplete": ngettext_lazy(
        "%(count)d less than 80 per cent complete", "%(count)d less than 80 per cent complete", "count"
    ),
}


def chosen_kind(request: HttpRequest, summaries: Summaries) -> str:
    """The kind asked for, else the first that has what is to be shown, else the first that has records."""
    asked, shown = request.GET.get("kind", ""), request.GET.get("show", "")
    having = [kind for key in (shown, "all") for kind in summaries if summaries[kind].get(key)]
    return asked if asked in summaries else next(iter(having), "achievements")


def waiting(summaries: Summaries) -> list[dict[str, object]]:
    """One line per kind and need, only where something waits."""
    return [
        {
            "kind": KIND_NAMES[kind],
            "text": text % {"count": summary[need]},
            "url": f"?kind={kind}&show={need}",
        }
        for kind, summary in summaries.items()
        for need, text in NEEDS.items()
        if summary[need]
    ]


def tabs(summaries: Summaries, current: str) -> list[dict[str, object]]:
    return [
        {"key": key, "label": label, "count": summaries[key]["all"], "current": key == current}
        for key, label in KIND_NAMES.items()
    ]


def states(summary: dict[str, int], current: str) -> list[dict[str, object]]:
    return [
        {"key": key, "label": RECORD_STATES[key][0], "count": summary[key], "current": key == current}
        for key in RECORD_STATES
        if summary[key]
    ]


def own_rows(records: Iterable[Any], *, actor: Actor) -> list[rows.Row]:
    """Rows with a box to choose those that can be said to be still true."""
    return [
        {
            **rows.own_row(record, actor=actor),
            "check": record.number if renewable(record, actor=actor) else "",
        }
        for record in records
    ]


@login_required
@require_safe
def my_records(request: HttpRequest) -> HttpResponse:
    actor, day = actor_of_request(request), clock.today()
    summaries = {kind: queries.own_summary(kind, actor=actor, day=day) for kind in KIND_NAMES}
    kind, shown = chosen_kind(request, summaries), request.GET.get("show", "")
    chosen = (
        Q(state=shown)
        if shown in RECORD_STATES
        else queries.needs(kind, actor=actor, day=day).get(shown, Q())
    )
    records = queries.own_records(kind, actor=actor).filter(chosen)
    page = Paginator(records, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "waiting": waiting(summaries),
        "kinds": tabs(summaries, kind),
        "states": states(summaries[kind], shown),
        "kind": kind,
        "page": page,
        "rows": (shown_rows := own_rows(page.object_list, actor=actor)),
        "can_renew": any(row["check"] for row in shown_rows),
        "shown": shown,
        "renewed": last_renewal(request.GET.get("renewed", ""), actor=actor),
        "has_organisation": bool(actor.organisation_ids),
        "keeps": any(KEEP in one.permissions for one in actor.carried),
    }
    return render(request, "web/my_records.html", context)
