"""One expert, told by works."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from qianqiao.catalogue import links
from qianqiao.catalogue.domain.records import FLOWS, PACKAGE, quality_pack, take_record_step
from qianqiao.catalogue.models import Expert
from qianqiao.catalogue.queries import record_by_number
from qianqiao.catalogue.views.linked_data import expert_data
from qianqiao.core import policy
from qianqiao.core.actor import SYSTEM
from qianqiao.core.lifecycle import WITHDRAWN
from qianqiao.core.texts import in_chinese, listed, marked, named, place, tagged
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.views.record_pages import quality, steps
from qianqiao.organisations.views.record_pages.addresses import canonical, moved
from qianqiao.organisations.views.record_pages.facts import Fact, fact, label_of
from qianqiao.organisations.views.record_pages.gone import gone_or_unknown
from qianqiao.organisations.views.record_pages.linked_data import data_block
from qianqiao.reviewing.showing import told

WORK_KINDS = {
    "paper": _("Paper"),
    "patent": _("Patent"),
    "project": _("Project"),
    "achievement": _("Achievement"),
}
LANGUAGES = {
    "zh": _("Chinese"),
    "en": _("English"),
    "ja": _("Japanese"),
    "de": _("German"),
    "fr": _("French"),
    "ru": _("Russian"),
}


@require_safe
def expert(request: HttpRequest, number: str) -> HttpResponse:
    redirect = moved(request, number)
    if redirect is not None:
        return redirect
    actor, number = actor_of_request(request), canonical(number)
    found = record_by_number(number, actor=actor)
    if not isinstance(found, Expert):
        return gone_or_unknown(
            request, record_by_number(number, actor=SYSTEM), number=number, list_url="/experts/"
        )
    own, review = policy.may(actor, "edit", found), told(found, actor=actor)
    context = {
        "record": found,
        "works": [(work, WORK_KINDS.get(work.kind, work.kind)) for work in found.documents.all()],
        "facts": facts(found),
        "department": marked(found.department),
        "research": found.research if in_chinese() or not found.research_en else found.research_en,
        "own": own,
        "review": review,
        "steps": steps.buttons(FLOWS[Expert], found, actor=actor),
        "account": links.panel(found, actor=actor),
        "writes": policy.may(actor, "write", found) and found.state != WITHDRAWN,
        "quality": quality.told(found, PACKAGE, quality_pack(found)) if own or review else None,
        "linked_data": data_block(expert_data(found)),
    }
    return render(request, "catalogue/expert.html", context)


def facts(found: Expert) -> list[Fact]:
    specs = Expert.specs
    hours = "" if found.hours_per_month is None else str(found.hours_per_month)
    return [
        *fact(
            label_of(specs, "organisation"),
            tagged(found.organisation, "name"),
            url=f"/organisations/{found.organisation.number}",
        ),
        *fact(label_of(specs, "department"), marked(found.department)),
        *fact(label_of(specs, "fields"), named("fields", found.fields)),
        *fact(label_of(specs, "modes"), named("modes", found.modes)),
        *fact(label_of(specs, "hours_per_month"), hours),
        *fact(
            label_of(specs, "languages"), listed(str(LANGUAGES.get(code, code)) for code in found.languages)
        ),
        *fact(label_of(specs, "region"), place(found.region)),
        *fact(
            label_of(specs, "orcid"),
            found.orcid,
            url=f"https://orcid.org/{found.orcid}" if found.orcid else "",
        ),
        *fact(label_of(specs, "contact"), marked(found.contact)),
    ]


@login_required
def expert_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Takes a workflow step; a record that the person may not see is unknown."""
    actor, number = actor_of_request(request), canonical(number)
    found = record_by_number(number, actor=actor)
    if not isinstance(found, Expert):
        return gone_or_unknown(request, None, number=number, list_url="/experts/")
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
