"""Matches of a record: the whole page, its first three for the record's own page, the workbook."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qianqiao.core.actor import Actor
from qianqiao.matching.domain.milestones import note_shown
from qianqiao.matching.domain.runs import DIRECTIONS, Found, Withheld, found_in, matches_of, reading_of
from qianqiao.matching.policies import may_follow
from qianqiao.matching.presenting import cards
from qianqiao.matching.presenting.judgements import reasons
from qianqiao.matching.presenting.subject import subject
from qianqiao.matching.presenting.workbook import CONTENT_TYPE, workbook
from qianqiao.matching.reads import history
from qianqiao.matching.reads.subscriptions import subscription_to
from qianqiao.matching.records import Row
from qianqiao.matching.views.subjects import Place, chosen_direction, row_at
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.views.record_pages.addresses import canonical, moved

SHORT = 3


@require_safe
def matches(request: HttpRequest, number: str, place: Place) -> HttpResponse:
    """The match page; `?show=` chooses what to match with, `?run=` a kept run, `?format=xlsx` downloads the list."""
    redirect = moved(request, number, below="/matches/")
    if redirect is not None:
        return redirect
    actor = actor_of_request(request)
    row = row_at(canonical(number), place, actor=actor)
    direction = chosen_direction(request, row)
    try:
        found = matches_of(row, direction, actor=actor)
        newest = found.run
        if request.GET.get("run"):
            found = _kept_run(row, direction, request.GET["run"], actor)
    except Withheld:
        return render(request, "matching/withheld.html", {"number": row.number}, status=403)
    note_shown(row, found, actor=actor)
    about = subject(row, actor=actor)
    if request.GET.get("format") == "xlsx":
        data = workbook(f"{about.number} {about.title}", found, cards.export_rows(found, actor=actor))
        name = f"{row.number}-{direction}.xlsx"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private"}
        return HttpResponse(data, content_type=CONTENT_TYPE, headers=headers)
    context = {
        "subject": about,
        "path": place.path,
        "direction": direction,
        "tabs": tabs(row, direction),
        "found": found,
        "shown": cards.shown(found, actor=actor, subject=row.number),
        "is_earlier": found.run != newest,
        "own": actor.acts_for(row.owner_id_for_policy),
        "record": row,
        "judging": judging(row, direction, actor),
        "may_follow": may_follow(actor, row),
        "subscription": subscription_to(row.number, actor=actor),
    }
    return render(request, "matching/record.html", context)


def _kept_run(row: Row, direction: str, number: str, actor: Actor) -> Found:
    """The run that is cited, as far as it is kept and the actor's reading allows; else Http404."""
    kept = history.runs_of(row.number, direction, reading_of(row, direction, actor=actor))
    run = history.run_named(number, kept)
    if run is None:
        raise Http404(number)
    return found_in(run)


def judging(row: Row, direction: str, actor: Actor) -> dict[str, object] | None:
    """What the forms below a card need; None for visitors, who cannot judge."""
    if actor.user_id is None:
        return None
    return {"subject": row.number, "direction": direction, "reasons": reasons()}


@require_safe
def top(request: HttpRequest, number: str, place: Place) -> HttpResponse:
    """The first few matches as a fragment of the record's page; asked for directly, the whole page."""
    number = canonical(number)
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(f"/{place.path}/{number}/matches/")
    actor = actor_of_request(request)
    row = row_at(number, place, actor=actor)
    direction = DIRECTIONS[row.number[0]][0]
    try:
        found = matches_of(row, direction, actor=actor)
    except Withheld:
        return HttpResponse(status=403)
    note_shown(row, found, actor=actor)
    told = cards.shown(found, actor=actor, subject=row.number)
    context = {
        "path": place.path,
        "number": number,
        "direction": direction,
        "cards": told.cards[:SHORT],
        "closest": told.closest,
        "count": len(told.cards),
        "found": found,
        "judging": judging(row, direction, actor),
        "next": f"/{place.path}/{number}",
    }
    response = render(request, "matching/parts/top.html", context)
    response["Vary"] = "HX-Request, Cookie"
    return response


def tabs(row: Row, direction: str) -> list[dict[str, object]]:
    """The ways of looking, where there is more than one."""
    names = {"offers": _("Achievements and patents"), "experts": _("Experts"), "demands": _("Demands")}
    possible = DIRECTIONS[row.number[0]]
    return [
        {"label": names[one], "url": f"?show={one}", "current": one == direction}
        for one in possible
        if len(possible) > 1
    ]
