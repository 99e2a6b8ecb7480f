"""One achievement or patent: everything known, calmly."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qianqiao.catalogue.domain.records import FLOWS, PACKAGE, quality_pack, take_record_step
from qianqiao.catalogue.models import Achievement, Patent
from qianqiao.catalogue.queries import record_by_number
from qianqiao.catalogue.views import offer_facts
from qianqiao.catalogue.views.linked_data import offer_data
from qianqiao.core import policy
from qianqiao.core.actor import SYSTEM
from qianqiao.core.texts import indicator_rows, marked
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.views.record_pages import quality, steps
from qianqiao.organisations.views.record_pages.addresses import canonical, moved
from qianqiao.organisations.views.record_pages.gone import gone_or_unknown
from qianqiao.organisations.views.record_pages.linked_data import data_block
from qianqiao.reviewing.showing import told


@require_safe
def offer(request: HttpRequest, number: str) -> HttpResponse:
    redirect = moved(request, number)
    if redirect is not None:
        return redirect
    actor, number = actor_of_request(request), canonical(number)
    found = record_by_number(number, actor=actor)
    if not isinstance(found, Achievement | Patent):
        return gone_or_unknown(
            request, record_by_number(number, actor=SYSTEM), number=number, list_url="/offers/"
        )
    own, review = policy.may(actor, "edit", found), told(found, actor=actor)
    is_patent = isinstance(found, Patent)
    context = {
        "record": found,
        "is_patent": is_patent,
        "text": "abstract" if is_patent else "summary",
        "department": marked(found.owner_department) if isinstance(found, Achievement) else "",
        "kind": offer_facts.kind(found),
        "indicators": indicator_rows(found.indicators.all()),
        "trl_meaning": offer_facts.trl_meaning(found.trl),
        "terms": offer_facts.terms(found),
        "subject_facts": offer_facts.subject(found),
        "people_facts": offer_facts.people(found),
        "legal_facts": offer_facts.legal(found) if isinstance(found, Patent) else [],
        "legal_events": offer_facts.events(found) if isinstance(found, Patent) else [],
        "own": own,
        "review": review,
        "steps": steps.buttons(FLOWS[type(found)], found, actor=actor),
        "quality": quality.told(found, PACKAGE, quality_pack(found)) if own or review else None,
        "linked_data": data_block(offer_data(found)),
    }
    return render(request, "catalogue/offer.html", context)


@login_required
def offer_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Takes a workflow step; a record that the person may not see is unknown."""
    actor, number = actor_of_request(request), canonical(number)
    found = record_by_number(number, actor=actor)
    if not isinstance(found, Achievement | Patent):
        return gone_or_unknown(request, None, number=number, list_url="/offers/")
    return steps.take(
        request,
        found,
        lambda version, reason: take_record_step(
            found,
            step,
            actor=actor,
            expected_version=version,
            reason=reason,
            comments=steps.comments(request),
        ),
    )
