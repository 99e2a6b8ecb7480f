"""One organisation: who it is, and what it has published."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qianqiao.core.texts import named, place
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.models import Organisation
from qianqiao.organisations.views.record_pages.addresses import address, canonical, moved
from qianqiao.organisations.views.record_pages.facts import Fact, fact, label_of
from qianqiao.organisations.views.record_pages.linked_data import absolute, bilingual, data_block

# Who gives mandates, and who carries them.
MANDATED = (Organisation.Kind.UNIVERSITY, Organisation.Kind.ENTERPRISE, Organisation.Kind.AGENCY)
SCHEMA_TYPES = {"university": "CollegeOrUniversity", "authority": "GovernmentOrganization"}


@require_safe
def organisation(request: HttpRequest, number: str) -> HttpResponse:
    redirect = moved(request, number)
    if redirect is not None:
        return redirect
    found = Organisation.objects.filter(number=canonical(number)).first()
    if found is None:
        raise Http404(number)
    context = {
        "organisation": found,
        "facts": facts(found),
        "linked_data": data_block(linked_data(found)),
        "belongs": actor_of_request(request).acts_for(found.pk),
        "members_url": f"{address(found.number)}/members/",
        "mandates_url": f"{address(found.number)}/mandates/" if found.kind in MANDATED else "",
        "join_url": f"{address(found.number)}/join",
    }
    return render(request, "organisations/organisation.html", context)


def facts(found: Organisation) -> list[Fact]:
    specs = Organisation.specs
    website = found.website if found.website.startswith(("http://", "https://")) else ""
    return [
        *fact(label_of(specs, "kind"), named("organisation_kinds", [found.kind])),
        *fact(label_of(specs, "region"), place(found.region)),
        *fact(label_of(specs, "code"), found.code),
        *fact(label_of(specs, "uscc"), found.uscc),
        *fact(label_of(specs, "industry"), named("industries", [found.industry]) if found.industry else ""),
        *fact(label_of(specs, "size"), named("enterprise_sizes", [found.size]) if found.size else ""),
        *fact(label_of(specs, "ladder"), named("ladder", [found.ladder]) if found.ladder else ""),
        *fact(label_of(specs, "website"), website, url=website),
    ]


def linked_data(found: Organisation) -> dict[str, Any]:
    return {
        "@type": SCHEMA_TYPES.get(found.kind, "Organization"),
        "@id": absolute(address(found.number)),
        "identifier": found.uscc or found.code or found.number,
        "name": bilingual(found, "name"),
        "description": bilingual(found, "summary"),
        "url": found.website,
        "address": {"@type": "PostalAddress", "addressCountry": "CN", "addressRegion": place(found.region)},
    }
