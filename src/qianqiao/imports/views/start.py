"""First step: what the file holds, and the file."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from qianqiao.core.actor import Actor
from qianqiao.imports import queries
from qianqiao.imports.domain import runs
from qianqiao.imports.domain.uploads import discard, store_upload
from qianqiao.imports.forms import UploadForm
from qianqiao.imports.kinds import KINDS
from qianqiao.imports.models import ImportRun
from qianqiao.imports.policies import IMPORT
from qianqiao.imports.problems import FileRefused
from qianqiao.imports.views import steering
from qianqiao.organisations.actors import actor_of_request

RECENT = 10


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    actor = actor_of_request(request)
    if request.method != "POST":
        kind = request.GET.get("kind", "")
        return _page(
            request,
            actor,
            UploadForm(actor=actor, initial={"kind": kind if kind in KINDS else "achievements"}),
        )
    form = UploadForm(request.POST, request.FILES, actor=actor)
    if not form.is_valid() or not may_import(actor):
        return _page(request, actor, form, status=422)
    try:
        run = _received(form, actor)
    except FileRefused as refusal:
        language = steering.language()
        form.add_error("file", f"{refusal.problem.reason(language)} {refusal.problem.cure(language)}".strip())
        return _page(request, actor, form, status=422)
    if runs.has_columns(run):
        return steering.redirect_to("imports:columns", run)
    steering.work_on(runs.begin_check(run, actor=actor))
    return steering.to_run(run)


def may_import(actor: Actor) -> bool:
    """Whether there is any organisation for which the person may import."""
    return actor.is_operator or bool(actor.organisations_where(IMPORT))


def _received(form: UploadForm, actor: Actor) -> ImportRun:
    upload = form.cleaned_data["file"]
    stored = store_upload(upload.chunks(), name=upload.name)
    try:
        return runs.create_run(
            stored,
            kind=form.cleaned_data["kind"],
            actor=actor,
            source=form.cleaned_data["source"],
            organisation=form.cleaned_data.get("organisation"),
            create_organisations=form.cleaned_data.get("create_organisations", False),
            language=steering.language(),
        )
    except BaseException:
        discard(str(stored.path))
        raise


def _page(request: HttpRequest, actor: Actor, form: UploadForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "steps": steering.STEPS,
        "may_import": may_import(actor),
        "templates": [
            (name, kind.label) for name, kind in KINDS.items() if actor.is_operator or name != "organisations"
        ],
        "recent": queries.runs_visible_to(actor)[:RECENT],
        "duplicates": queries.open_cluster_count(actor),
    }
    return render(request, "imports/start.html", context, status=status)
