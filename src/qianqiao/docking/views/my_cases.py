"""The list “My cases”: late first, filtered, as a page and as a workbook."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from qianqiao.core import clock
from qianqiao.core.actor import Actor
from qianqiao.docking.models import DockingCase
from qianqiao.docking.presenting.advice import advice_lines
from qianqiao.docking.presenting.rows import case_rows
from qianqiao.docking.presenting.workbook import CONTENT_TYPE, workbook
from qianqiao.docking.reads.advice import advice_for_organisations
from qianqiao.docking.reads.cases import FILTERS, condition, listed
from qianqiao.docking.sides import own_cases, regions_followed
from qianqiao.organisations.actors import actor_of_request

PER_PAGE = 25
MOST_ROWS = 5000
LABELS: dict[str, str | Promise] = {
    "mine": gettext_lazy("My turn"),
    "late": gettext_lazy("Late"),
    "theirs": gettext_lazy("Their turn"),
    "agreed": gettext_lazy("With an agreement"),
    "ended": gettext_lazy("Ended"),
    "all": gettext_lazy("All"),
}


def _rows(request: HttpRequest, actor: Actor) -> tuple[QuerySet[DockingCase], str, bool]:
    """The rows asked for, the filter and whether it is the officer's view of a region."""
    # an authority's people may see its own cases too, but it is no side of any
    followed = bool(regions_followed(actor)) and not DockingCase.objects.filter(own_cases(actor)).exists()
    shown = request.GET.get("show", "")
    shown = shown if shown in FILTERS else "all"
    return listed(actor, followed=followed).filter(condition(shown, clock.now())), shown, followed


@login_required
@require_safe
def my_cases(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of_request(request), clock.now()
    rows, shown, followed = _rows(request, actor)
    every = listed(actor, followed=followed)
    counts = every.aggregate(
        **{name: Count("pk", filter=condition(name, now)) for name in FILTERS if name != "all"}
    )
    counts["all"] = every.count()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": [
            {"key": name, "label": LABELS[name], "count": counts[name], "current": name == shown}
            for name in FILTERS
        ],
        "shown": shown,
        "followed": followed,
        "page": page,
        "rows": case_rows(page.object_list, actor=actor),
        "any": counts["all"],
        "advice": advice_lines(advice_for_organisations(actor)),
    }
    return render(request, "docking/my_cases.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    actor = actor_of_request(request)
    rows, _shown, _followed = _rows(request, actor)
    content = workbook(case_rows(rows[:MOST_ROWS], actor=actor))
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    name = _("cases %(day)s.xlsx") % {"day": clock.today().isoformat()}
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response
