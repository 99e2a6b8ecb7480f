"""Third and fourth step: what the check found, the import at work, and the report."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from qianqiao.core.actor import Actor
from qianqiao.imports import jobs, queries
from qianqiao.imports.domain import decisions, runs
from qianqiao.imports.models import ImportRun
from qianqiao.imports.states import AT_WORK, CHECKED, CHECKING
from qianqiao.imports.views import presenting, steering
from qianqiao.organisations.actors import actor_of_request

ERRORS_PER_PAGE = 100
RECORDS_SHOWN = 50
PUBLISHED_AT_ONCE = 200  # more are published in the background


@login_required
@require_safe
def run(request: HttpRequest, number: str) -> HttpResponse:
    found = steering.run_or_404(request, number)
    errors = Paginator(found.row_errors.all(), ERRORS_PER_PAGE).get_page(request.GET.get("page"))
    is_check = found.state in {CHECKING, CHECKED}
    context = {
        "run": found,
        "steps": steering.STEPS,
        "current": 3 if is_check else 4,
        "links": ["", reverse("imports:columns", args=[found.number])] if found.state == CHECKED else [],
        "at_work": found.state in AT_WORK,
        "job": presenting.progress_of(found),
        "figures": presenting.figures_of(found),
        "errors": errors,
        "error_columns": presenting.error_columns(),
        "error_rows": presenting.error_rows(found, errors.object_list),
        "preview": presenting.preview_of(found) if is_check else None,
        "refusal": presenting.refusal_of(found),
        **_outcome(found),
    }
    return render(request, "imports/run.html", context)


def _outcome(found: ImportRun) -> dict[str, object]:
    """What there is to see and do after the import; nothing of it while it works."""
    if found.state in AT_WORK or found.state == CHECKED:
        return {}
    return {
        "records": presenting.record_rows(found, RECORDS_SHOWN),
        "record_count": found.records.count(),
        "drafts": queries.complete_drafts(found),
        "duplicates": found.clusters.filter(decision="open").count(),
    }


@login_required
@require_safe
def progress(request: HttpRequest, number: str) -> HttpResponse:
    """The progress block alone, fetched every two seconds; the page loads anew when the work has ended."""
    found = steering.run_or_404(request, number)
    response = render(
        request, "imports/parts/progress.html", {"run": found, "job": presenting.progress_of(found)}
    )
    if found.state not in AT_WORK:
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    found = steering.run_or_404(request, number)
    actor = actor_of_request(request)
    publish = bool(request.POST.get("publish"))
    deeds = {
        "check": lambda: steering.work_on(runs.begin_check(found, actor=actor)),
        "start": lambda: steering.work_on(runs.begin_import(found, actor=actor, publish=publish)),
        "resume": lambda: steering.work_on(runs.resume(found, actor=actor)),
        "cancel": lambda: runs.cancel(found, actor=actor),
        "publish": lambda: _publish(request, found, actor),
    }
    if step in deeds:
        steering.attempt(request, deeds[step])
    return steering.to_run(found)


def _publish(request: HttpRequest, found: ImportRun, actor: Actor) -> None:
    if queries.complete_drafts(found) > PUBLISHED_AT_ONCE:
        jobs.publish_complete.defer(run_id=found.pk)
        messages.info(request, _("The records are being published in the background."))
        return
    done, waits, left = decisions.publish_complete(found, actor=actor)
    told = ngettext("%(count)s record published.", "%(count)s records published.", done) % {"count": done}
    if waits:
        told += " " + ngettext(
            "%(count)s waits for the platform's check.", "%(count)s wait for the platform's check.", waits
        ) % {"count": waits}
    if left:
        told += " " + _("%(count)s stay drafts: something required is missing, or they are not yours.") % {
            "count": left
        }
    messages.success(request, told)
