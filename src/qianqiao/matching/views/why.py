"""“Why not this one?”: any candidate explained beside the last that is shown."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qianqiao.core.actor import Actor
from qianqiao.core.texts import language
from qianqiao.matching.domain.runs import Withheld, matches_of
from qianqiao.matching.pairs import explain_pair
from qianqiao.matching.presenting import cards
from qianqiao.matching.presenting.subject import subject
from qianqiao.matching.presenting.why import answer
from qianqiao.matching.reads.judgements import judgements_on
from qianqiao.matching.records import Row
from qianqiao.matching.views.record import judging
from qianqiao.matching.views.subjects import LETTERS, Place, chosen_direction, known_row, row_at
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.views.record_pages.addresses import NUMBER, address, canonical, moved
from qianqiao.search import queries as search

_NUMBER = re.compile(NUMBER)
KINDS = {"offers": ("achievement", "patent"), "experts": ("expert",), "demands": ("demand",)}
OFFERED = 8
LONGEST = 120


@require_safe
def why(request: HttpRequest, number: str, place: Place) -> HttpResponse:
    """`?q=` is a public number or words of a title; words are answered with the records that they may mean."""
    redirect = moved(request, number, below="/matches/why")
    if redirect is not None:
        return redirect
    actor = actor_of_request(request)
    row = row_at(canonical(number), place, actor=actor)
    direction = chosen_direction(request, row)
    asked = " ".join(request.GET.get("q", "").split())[:LONGEST]
    try:
        context = _context(row, direction, asked, actor)
    except Withheld:
        return render(request, "matching/withheld.html", {"number": row.number}, status=403)
    context |= {
        "subject": subject(row, actor=actor),
        "path": place.path,
        "direction": direction,
        "asked": asked,
        "next": request.get_full_path(),
    }
    partial = bool(request.headers.get("HX-Request"))
    response = render(request, "matching/parts/why.html" if partial else "matching/why.html", context)
    response["Vary"] = "HX-Request, Cookie"
    return response


def _context(row: Row, direction: str, asked: str, actor: Actor) -> dict[str, object]:
    found = matches_of(row, direction, actor=actor)
    if not asked:
        return {}
    if not _NUMBER.fullmatch(asked):
        return {"offered": _meant(asked, direction, actor)}
    candidate = known_row(canonical(asked), LETTERS[direction], actor=actor)
    if candidate is None:
        return {"unknown": True}
    pair = explain_pair(row, candidate, direction, actor=actor)
    last = cards.last_shown(found, actor=actor, subject=row.number)
    judgement = judgements_on(row.number, actor=actor).get(candidate.number)
    return {
        "answer": answer(pair, last, subject(candidate, actor=actor), row.number),
        "judgement": judgement,
        "judging": judging(row, direction, actor) if pair.match is not None else None,
    }


def _meant(text: str, direction: str, actor: Actor) -> list[dict[str, str]]:
    """Published records that the words may mean."""
    found = search.search(
        text, actor=actor, kinds=KINDS[direction], per_page=OFFERED, language=language(), facet_names=()
    )
    return [
        {"number": hit.number, "title": hit.title.text or hit.number, "url": address(hit.number)}
        for hit in found.hits
    ]
