"""Kept runs of a record: which there are, what changed between two of them, and whether one comes out again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from qianqiao.matching.comparing import Comparison
from qianqiao.matching.domain.repeating import repeat_run
from qianqiao.matching.domain.runs import KEPT_RUNS, Withheld, matches_of, reading_of
from qianqiao.matching.models import MatchRun
from qianqiao.matching.presenting import history as telling
from qianqiao.matching.presenting.changes_workbook import changes_workbook
from qianqiao.matching.presenting.subject import subject
from qianqiao.matching.presenting.workbook import CONTENT_TYPE
from qianqiao.matching.reads import history
from qianqiao.matching.views.record import tabs
from qianqiao.matching.views.subjects import Place, chosen_direction, row_at
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.views.record_pages.addresses import canonical, moved


@require_safe
def runs(request: HttpRequest, number: str, place: Place) -> HttpResponse:
    """`?from=` and `?to=` name two runs (without them the newest two); `?format=xlsx` downloads the changes."""
    redirect = moved(request, number, below="/matches/runs/")
    if redirect is not None:
        return redirect
    actor = actor_of_request(request)
    row = row_at(canonical(number), place, actor=actor)
    direction = chosen_direction(request, row)
    try:
        matches_of(row, direction, actor=actor)
        kept = history.runs_of(row.number, direction, reading_of(row, direction, actor=actor))
    except Withheld:
        return render(request, "matching/withheld.html", {"number": row.number}, status=403)
    compared = _compared(request, kept)
    rows = telling.change_rows(compared, actor=actor) if compared else []
    about = subject(row, actor=actor)
    if request.GET.get("format") == "xlsx" and compared is not None:
        data = changes_workbook(f"{about.number} {about.title}", compared, rows)
        headers = {"Content-Disposition": f'attachment; filename="{row.number}-{direction}-changes.xlsx"'}
        return HttpResponse(data, content_type=CONTENT_TYPE, headers={**headers, "Cache-Control": "private"})
    context = {
        "subject": about,
        "path": place.path,
        "direction": direction,
        "tabs": tabs(row, direction),
        "runs": [telling.run_facts(run) for run in kept],
        "kept": KEPT_RUNS,
        "compared": compared,
        "before": telling.run_facts(compared.before) if compared else None,
        "after": telling.run_facts(compared.after) if compared else None,
        "causes": telling.cause_lines(compared.causes) if compared else [],
        "rows": rows,
    }
    return render(request, "matching/runs.html", context)


def _compared(request: HttpRequest, kept: list[MatchRun]) -> Comparison | None:
    """The two runs asked for, the earlier first, else the newest two; None with fewer. An unknown number is a 404."""
    if len(kept) < 2:
        return None
    chosen = []
    for name, usual in (("from", kept[1]), ("to", kept[0])):
        asked = request.GET.get(name, "")
        run = history.run_named(asked, kept) if asked else usual
        if run is None:
            raise Http404(asked)
        chosen.append(run)
    before, after = sorted(chosen, key=lambda run: run.pk)
    return history.comparison(before, after)


@login_required
@require_POST
def repeat(request: HttpRequest, number: str, place: Place) -> HttpResponse:
    """Makes a kept run again and says whether it came out the same."""
    actor = actor_of_request(request)
    row = row_at(canonical(number), place, actor=actor)
    direction = chosen_direction(request, row)
    try:
        kept = history.runs_of(row.number, direction, reading_of(row, direction, actor=actor))
        run = history.run_named(request.POST.get("run", ""), kept)
        if run is None:
            raise Http404(request.POST.get("run", ""))
        told = repeat_run(run, row, actor=actor)
    except Withheld:
        return render(request, "matching/withheld.html", {"number": row.number}, status=403)
    level = messages.success if told.is_same else messages.info if told.causes else messages.error
    level(request, telling.repetition_told(told))
    return HttpResponseRedirect(f"/{place.path}/{row.number}/matches/runs/?show={direction}")
