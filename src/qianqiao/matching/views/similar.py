"""Records like this one: a fragment of the record's page, and a page of its own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qianqiao.matching.domain.runs import Withheld
from qianqiao.matching.presenting.similar import similar_rows
from qianqiao.matching.presenting.subject import subject
from qianqiao.matching.similar import MOST, similar_to
from qianqiao.matching.views.subjects import Place, row_at
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.views.record_pages.addresses import canonical, moved

SHORT = 4


@require_safe
def similar(request: HttpRequest, number: str, place: Place) -> HttpResponse:
    redirect = moved(request, number, below="/similar/")
    if redirect is not None:
        return redirect
    actor = actor_of_request(request)
    row = row_at(canonical(number), place, actor=actor)
    partial = bool(request.headers.get("HX-Request"))
    try:
        found = similar_to(row, actor=actor, top=SHORT if partial else MOST)
    except Withheld:
        return render(request, "matching/withheld.html", {"number": row.number}, status=403)
    context = {
        "subject": subject(row, actor=actor),
        "path": place.path,
        "rows": similar_rows(found, actor=actor),
        "found": found,
        "partial": partial,
        "short": SHORT,
    }
    template = "matching/parts/similar.html" if partial else "matching/similar.html"
    response = render(request, template, context)
    response["Vary"] = "HX-Request, Cookie"
    return response
