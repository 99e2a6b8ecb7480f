"""Offers, experts and demands: lists and single records."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Query, Router

from qianqiao.api import queries
from qianqiao.api.filters.records import DemandParameters, ExpertParameters, OfferParameters
from qianqiao.api.presenting import records as present
from qianqiao.api.resources.answers import ERRORS, page_of, refuse_unknown, single
from qianqiao.api.schemas import records as shapes
from qianqiao.api.schemas.parts import Problem
from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.demands.models import Demand

OFFER_MODELS: dict[str, type[Any]] = {"achievement": Achievement, "patent": Patent}
offers, experts, demands = Router(tags=["offers"]), Router(tags=["experts"]), Router(tags=["demands"])


@offers.get(
    "",
    response={200: shapes.OfferPage, (422, 429): Problem},
    operation_id="list_offers",
    summary=gettext_noop("List achievements and patents"),
)
def list_offers(request: HttpRequest, response: HttpResponse, given: Query[OfferParameters]) -> Any:
    refuse_unknown(request, OfferParameters.model_fields)
    models = [OFFER_MODELS[given.type]] if given.type else list(OFFER_MODELS.values())
    rows = [queries.listed(model, state=given.state, condition=given.condition()) for model in models]
    return page_of(request, response, rows, given=given, present=present.offer)


@offers.get(
    "/{number}",
    response={200: shapes.Offer, ERRORS: Problem},
    operation_id="get_offer",
    summary=gettext_noop("One achievement or patent"),
)
def get_offer(request: HttpRequest, response: HttpResponse, number: str) -> Any:
    refuse_unknown(request, ())
    how = _("Numbers of offers begin with A or P; GET /api/v1/offers lists them.")
    return present.offer(single(number, (Achievement, Patent), response=response, how=how))


@experts.get(
    "",
    response={200: shapes.ExpertPage, (422, 429): Problem},
    operation_id="list_experts",
    summary=gettext_noop("List experts"),
)
def list_experts(request: HttpRequest, response: HttpResponse, given: Query[ExpertParameters]) -> Any:
    refuse_unknown(request, ExpertParameters.model_fields)
    rows = queries.listed(Expert, state=given.state, condition=given.condition())
    return page_of(request, response, [rows], given=given, present=present.expert)


@experts.get(
    "/{number}",
    response={200: shapes.Expert, ERRORS: Problem},
    operation_id="get_expert",
    summary=gettext_noop("One expert"),
)
def get_expert(request: HttpRequest, response: HttpResponse, number: str) -> Any:
    refuse_unknown(request, ())
    how = _("Numbers of experts begin with X; GET /api/v1/experts lists them.")
    return present.expert(single(number, (Expert,), response=response, how=how))


@demands.get(
    "",
    response={200: shapes.DemandPage, (422, 429): Problem},
    operation_id="list_demands",
    summary=gettext_noop("List demands"),
)
def list_demands(request: HttpRequest, response: HttpResponse, given: Query[DemandParameters]) -> Any:
    refuse_unknown(request, DemandParameters.model_fields)
    rows = queries.listed(Demand, state=given.state, condition=given.condition())
    return page_of(
        request, response, [rows], given=given, present=lambda row: present.demand(row, actor=queries.READER)
    )


@demands.get(
    "/{number}",
    response={200: shapes.Demand, ERRORS: Problem},
    operation_id="get_demand",
    summary=gettext_noop("One demand"),
)
def get_demand(request: HttpRequest, response: HttpResponse, number: str) -> Any:
    refuse_unknown(request, ())
    how = _("Numbers of demands begin with D; GET /api/v1/demands lists them.")
    return present.demand(single(number, (Demand,), response=response, how=how), actor=queries.READER)
