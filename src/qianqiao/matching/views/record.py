"""Matches of a record: the whole page, its first three for the record's own page, the workbook."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qianqiao.catalogue.queries import record_by_number
from qianqiao.core.actor import Actor
from qianqiao.demands.queries import demand_by_number
from qianqiao.matching.domain.runs import DIRECTIONS, Withheld, matches_of
from qianqiao.matching.presenting import cards
from qianqiao.matching.presenting.subject import subject
from qianqiao.matching.presenting.workbook import CONTENT_TYPE, workbook
from qianqiao.matching.records import Row
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.views.record_pages.addresses import canonical, moved

SHORT = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where a kind of record lives: first part of its address and the list's name."""

    path: str
    letters: str


OFFERS, DEMANDS, EXPERTS = Place("offers", "AP"), Place("demands", "D"), Place("experts", "X")


def _row(number: str, place: Place, actor: Actor) -> Row:
    """The record, or Http404 where it does not exist or may not be known."""
    row: Row | None = None
    if number[:1] in place.letters:
        row = (
            demand_by_number(number, actor=actor)
            if place is DEMANDS
            else record_by_number(number, actor=actor)
        )
    if row is None:
        raise Http404(number)
    return row


@require_safe
def matches(request: HttpRequest, number: str, place: Place) -> HttpResponse:
    """The match page; `?show=` chooses what to match with, `?format=xlsx` downloads the list."""
    redirect = moved(request, number, below="/matches/")
    if redirect is not None:
        return redirect
    actor = actor_of_request(request)
    row = _row(canonical(number), place, actor)
    direction = _direction(request, row)
    try:
        found = matches_of(row, direction, actor=actor)
    except Withheld:
        return render(request, "matching/withheld.html", {"number": row.number}, status=403)
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
        "own": actor.acts_for(row.owner_id_for_policy),
        "record": row,
    }
    return render(request, "matching/record.html", context)


@require_safe
def top(request: HttpRequest, number: str, place: Place) -> HttpResponse:
    """The first few matches as a fragment of the record's page; asked for directly, the whole page."""
    number = canonical(number)
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(f"/{place.path}/{number}/matches/")
    actor = actor_of_request(request)
    row = _row(number, place, actor)
    direction = DIRECTIONS[row.number[0]][0]
    try:
        found = matches_of(row, direction, actor=actor)
    except Withheld:
        return HttpResponse(status=403)
    told = cards.shown(found, actor=actor, subject=row.number)
    context = {
        "path": place.path,
        "number": number,
        "direction": direction,
        "cards": told.cards[:SHORT],
        "closest": told.closest,
        "count": len(told.cards),
        "found": found,
    }
    response = render(request, "matching/parts/top.html", context)
    response["Vary"] = "HX-Request, Cookie"
    return response


def _direction(request: HttpRequest, row: Row) -> str:
    possible = DIRECTIONS[row.number[0]]
    asked = request.GET.get("show", "")
    return asked if asked in possible else possible[0]


def tabs(row: Row, direction: str) -> list[dict[str, object]]:
    """The ways of looking, where there is more than one."""
    names = {"offers": _("Achievements and patents"), "experts": _("Experts"), "demands": _("Demands")}
    possible = DIRECTIONS[row.number[0]]
    return [
        {"label": names[one], "url": f"?show={one}", "current": one == direction}
        for one in possible
        if len(possible) > 1
    ]
