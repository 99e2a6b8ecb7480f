"""Organisations: list and single."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Query, Router

from qianqiao.api import problems, queries
from qianqiao.api.filters.records import OrganisationParameters
from qianqiao.api.presenting import records as present
from qianqiao.api.resources.answers import page_of, refuse_unknown
from qianqiao.api.schemas import records as shapes
from qianqiao.api.schemas.parts import Problem
from qianqiao.organisations.models import Organisation
from qianqiao.organisations.views.record_pages.addresses import canonical

router = Router(tags=["organisations"])


@router.get(
    "",
    response={200: shapes.OrganisationPage, (422, 429): Problem},
    operation_id="list_organisations",
    summary=gettext_noop("List organisations"),
)
def list_organisations(
    request: HttpRequest, response: HttpResponse, given: Query[OrganisationParameters]
) -> Any:
    refuse_unknown(request, OrganisationParameters.model_fields)
    rows = queries.organisations(given.condition())
    return page_of(request, response, [rows], given=given, present=present.organisation)


@router.get(
    "/{number}",
    response={200: shapes.Organisation, (404, 422, 429): Problem},
    operation_id="get_organisation",
    summary=gettext_noop("One organisation"),
)
def get_organisation(request: HttpRequest, response: HttpResponse, number: str) -> Any:
    refuse_unknown(request, ())
    row = Organisation.objects.filter(number=canonical(number.strip())).first()
    if row is None:
        how = _("Numbers of organisations begin with O; GET /api/v1/organisations lists them.")
        raise problems.not_found(_("There is no organisation %(number)s.") % {"number": number}, how=how)
    response["Last-Modified"] = http_date(row.updated_at.timestamp())
    return present.organisation(row)
