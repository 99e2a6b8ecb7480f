"""Clicks on “still true”, the way back, and answers to what was asked about a record. Each returns to where it came from."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from qianqiao.core.actor import Actor
from qianqiao.core.workflow import Refusal
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.views.record_pages.addresses import address, canonical
from qianqiao.upkeep import queries, records, words
from qianqiao.upkeep.domain import renewing, retiring
from qianqiao.upkeep.domain.renewing import Outcome

LETTERS = {"achievements": "A", "patents": "P", "experts": "X", "demands": "D"}
DECISIONS = {"retire": retiring.carry_out, "keep": retiring.keep, "undo": retiring.undo}
MOST_TOLD = 5


def _back(path: str) -> HttpResponse:
    response = HttpResponseRedirect(path)
    response.status_code = 303
    return response


def _list(request: HttpRequest, **more: str) -> str:
    """The list of one's own records as it was filtered."""
    kind, show = request.POST.get("kind", ""), request.POST.get("show", "")
    told = {"kind": kind if kind in LETTERS else "", "show": show[:20], **more}
    return f"/my/records/?{urlencode({key: value for key, value in told.items() if value})}"


def _say_refusals(request: HttpRequest, outcome: Outcome) -> None:
    refused = list(outcome.refused.items())
    for number, refusal in refused[:MOST_TOLD]:
        told = {"number": number, "why": words.in_words(refusal)}
        messages.error(request, _("%(number)s was left as it is: %(why)s") % told)
    left = len(refused) - MOST_TOLD
    if left > 0:
        more = ngettext("%(count)d more was left as it is.", "%(count)d more were left as they are.", left)
        messages.error(request, more % {"count": left})


@login_required
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Several records: the chosen ones, or all of a kind that run out soon."""
    actor = actor_of_request(request)
    numbers = [canonical(number) for number in request.POST.getlist("number")]
    if request.POST.get("which") == "all" and request.POST.get("kind") in LETTERS:
        numbers = queries.expiring_numbers(LETTERS[request.POST["kind"]], actor=actor)
    if not numbers:
        messages.error(request, _("Choose at least one record."))
        return _back(_list(request))
    outcome = renewing.renew(numbers, actor=actor)
    _say_refusals(request, outcome)
    left = len(numbers) - renewing.MOST
    if left > 0:
        told = ngettext(
            "%(count)d record is left; click again.", "%(count)d records are left; click again.", left
        )
        messages.info(request, told % {"count": left})
    return _back(_list(request, renewed=str(outcome.batch) if outcome.done else ""))


@login_required
@require_POST
def renew_one(request: HttpRequest, number: str) -> HttpResponse:
    """The record whose page the person is on; one that the person may not know is a 404."""
    actor, number = actor_of_request(request), canonical(number)
    _known(number, actor)
    version = request.POST.get("version", "")
    expected = int(version) if version.isdigit() else None
    _say_refusals(request, renewing.renew([number], actor=actor, expected_version=expected))
    return _back(address(number))


@login_required
@require_POST
def take_back(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Undo of a click; a batch of somebody else is a 404."""
    outcome = renewing.take_back(batch, actor=actor_of_request(request))
    if not outcome.done and not outcome.refused:
        raise Http404(batch)
    _say_refusals(request, outcome)
    if outcome.done:
        told = ngettext(
            "%(count)d record is as it was before.",
            "%(count)d records are as they were before.",
            len(outcome.done),
        )
        messages.success(request, told % {"count": len(outcome.done)})
    number = canonical(request.POST.get("number", ""))
    return _back(address(number) if number in {*outcome.done, *outcome.refused} else _list(request))


@login_required
@require_POST
def decide(request: HttpRequest, key: int, step: str) -> HttpResponse:
    """An answer to what was asked about a record, or the undo of its retirement."""
    actor = actor_of_request(request)
    row = queries.retirement_by_id(key, actor=actor)
    if row is None or step not in DECISIONS:
        raise Http404(key)
    version = request.POST.get("version", "")
    try:
        DECISIONS[step](row, actor=actor, expected_version=int(version) if version.isdigit() else None)
    except Refusal as refusal:
        told = {"number": row.number, "why": words.in_words(refusal)}
        messages.error(request, _("%(number)s was left as it is: %(why)s") % told)
    else:
        messages.success(request, _("Done: the record is up to date."))
    return _back(address(row.number))


def _known(number: str, actor: Actor) -> None:
    if next(records.by_numbers([number], actor=actor), None) is None:
        raise Http404(number)
