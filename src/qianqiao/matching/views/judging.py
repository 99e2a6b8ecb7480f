"""One click under a card: useful, not suitable with a reason, or neither any more."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qianqiao.core.actor import Actor
from qianqiao.core.workflow import Refusal
from qianqiao.matching.domain.judgements import judge, withdraw_judgement
from qianqiao.matching.domain.runs import Withheld, matches_of
from qianqiao.matching.models import MatchJudgement
from qianqiao.matching.presenting import cards
from qianqiao.matching.presenting.judgements import REFUSALS
from qianqiao.matching.reads.judgements import judgements_on
from qianqiao.matching.records import Row
from qianqiao.matching.views.record import judging
from qianqiao.matching.views.subjects import LETTERS, chosen_direction, known_row
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.views.record_pages.addresses import address, canonical


@login_required
@require_POST
def judge_match(request: HttpRequest) -> HttpResponse:
    """Writes the judgement; answers a script with the card as it stands now, others with the page they came from."""
    actor = actor_of_request(request)
    row = known_row(canonical(request.POST.get("subject", "")), "DAPX", actor=actor)
    if row is None:
        raise Http404
    direction = chosen_direction(request, row)
    candidate = known_row(canonical(request.POST.get("candidate", "")), LETTERS[direction], actor=actor)
    if candidate is None:
        raise Http404
    refused = ""
    try:
        judgement = _write(request, row, candidate, direction, actor)
    except Refusal as refusal:
        refused, judgement = str(REFUSALS.get(refusal.code, refusal.code)), None
    if request.headers.get("HX-Request"):
        return _card(request, row, candidate.number, direction, refused)
    if refused:
        messages.error(request, refused)
    else:
        messages.success(request, _told(judgement))
    return HttpResponseRedirect(_way_back(request, row, candidate.number))


def _write(
    request: HttpRequest, row: Row, candidate: Row, direction: str, actor: Actor
) -> MatchJudgement | None:
    """The judgement now in force; None where it was taken back."""
    verdict, reason = request.POST.get("verdict", ""), request.POST.get("reason", "")
    if not verdict:
        own = judgements_on(row.number, actor=actor).get(candidate.number)
        if own is not None:
            withdraw_judgement(own, actor=actor)
        return None
    text = request.POST.get("text", "")
    return judge(row, candidate, direction, verdict=verdict, reason=reason, text=text, actor=actor)


def _told(judgement: MatchJudgement | None) -> str:
    if judgement is None:
        return _("Your judgement is taken back.")
    if judgement.verdict == MatchJudgement.Verdict.USEFUL:
        return _("Marked as useful.")
    return _("Marked as not suitable. It is hidden for you; everybody else still sees it.")


def _card(request: HttpRequest, row: Row, number: str, direction: str, refused: str) -> HttpResponse:
    """The card, or the line that stands in its place, for the one list item that asked."""
    actor = actor_of_request(request)
    try:
        found = matches_of(row, direction, actor=actor)
    except Withheld as error:
        raise Http404 from error
    shown = cards.shown(found, actor=actor, subject=row.number)
    card = next((one for one in (*shown.cards, *shown.hidden) if one["number"] == number), None)
    if card is None:
        # judged from the answer to “why not”: there the page itself is told anew
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    context = {
        "card": card,
        "judging": judging(row, direction, actor),
        "next": _way_back(request, row, ""),
        "refused": refused,
        "fresh": True,
    }
    return render(request, "matching/parts/card.html", context)


def _way_back(request: HttpRequest, row: Row, number: str) -> str:
    """The page that the form stood on, at the card; only an address of this site."""
    asked = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()})
    page = asked.partition("#")[0] if own else f"{address(row.number)}/matches/"
    return f"{page}#c-{number}" if number else page
