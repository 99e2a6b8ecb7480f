"""Which account is which expert record: a person's own page, and the acts on the page of an expert."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from qianqiao.catalogue import links
from qianqiao.catalogue.domain import linking
from qianqiao.catalogue.models import Expert
from qianqiao.catalogue.policies import CLAIM
from qianqiao.catalogue.queries import record_by_number
from qianqiao.catalogue.states import LINKED
from qianqiao.catalogue.words import in_words
from qianqiao.core.actor import Actor
from qianqiao.core.workflow import Refusal
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.views.record_pages.addresses import address, canonical
from qianqiao.people.views.doors import person, version_of

MINE = "/my/expert/"
DONE: dict[str, str | Promise] = {
    "claim": gettext_lazy("Noted. The transfer office confirms it."),
    "propose": gettext_lazy("Proposed. The person confirms it."),
    "confirm": gettext_lazy("Confirmed. The record and the account are linked."),
    "refuse": gettext_lazy("Not confirmed. Whoever asked is told."),
    "take_back": gettext_lazy("Taken back."),
    "undo": gettext_lazy("The link is undone."),
}


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The reader's own expert records, what waits for an answer, and records that may be the reader's."""
    actor = actor_of_request(request)
    own = links.own_links(actor)
    context = {
        "rows": [
            {"link": one, "is_linked": one.state == LINKED, "steps": links.possible(one, actor=actor)}
            for one in own
        ],
        "candidates": links.candidates(person(request), actor=actor),
        "may_claim": bool(actor.organisations_where(CLAIM) - {one.organisation_id for one in own}),
    }
    return render(request, "catalogue/my_expert.html", context)


@login_required
@require_POST
def act(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """An act on the account of an expert; for strangers, and where there is nothing to act on, unknown."""
    actor, number = actor_of_request(request), canonical(number)
    expert = record_by_number(number, actor=actor)
    if not isinstance(expert, Expert) or not actor.acts_for(expert.organisation_id) or step not in DONE:
        raise Http404(number)
    try:
        _take(request, expert, step, actor)
    except Refusal as refusal:
        messages.error(request, in_words(refusal))
    else:
        messages.success(request, str(DONE[step]))
    response = HttpResponseRedirect(MINE if request.POST.get("back") == "mine" else address(number))
    response.status_code = 303
    return response


def _take(request: HttpRequest, expert: Expert, step: str, actor: Actor) -> None:
    if step == "claim":
        linking.claim(expert, actor=actor)
        return
    if step == "propose":
        asked = request.POST.get("person", "")
        linking.propose(expert, int(asked) if asked.isdigit() and len(asked) < 19 else 0, actor=actor)
        return
    link = links.live_link(expert, actor=actor)
    if link is None:
        raise Refusal("wrong_state", expert.number)
    linking.take(link, step, actor=actor, expected_version=version_of(request))
