"""A problem in somebody's own words, matched without a sign-in: kept in the session, stored nowhere else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qianqiao.demands.drafting import LONGEST, remember_text, remembered_text
from qianqiao.matching.domain.runs import matches_of_text
from qianqiao.matching.presenting import cards
from qianqiao.organisations.actors import actor_of_request

SHORTEST = 4


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """POST keeps the text and shows its matches at an address that can be reloaded."""
    if request.method == "POST":
        remember_text(request, request.POST.get("text", "").strip())
        return HttpResponse(status=303, headers={"Location": request.path})
    text = (request.GET.get("text") or remembered_text(request)).strip()[:LONGEST]
    direction = "experts" if request.GET.get("show") == "experts" else "offers"
    context: dict[str, object] = {
        "text": text,
        "longest": LONGEST,
        "direction": direction,
        "tabs": _tabs(direction),
    }
    if len(text) >= SHORTEST:
        found = matches_of_text(text, direction)
        context |= {"found": found, "shown": cards.shown(found, actor=actor_of_request(request))}
    elif text:
        context["too_short"] = True
    response = render(request, "matching/ask.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _tabs(direction: str) -> list[dict[str, object]]:
    names = {"offers": _("Achievements and patents"), "experts": _("Experts")}
    return [
        {"label": label, "url": f"?show={key}", "current": key == direction} for key, label in names.items()
    ]
