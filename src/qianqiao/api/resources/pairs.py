"""Any one pair explained, and records that are alike."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Query, Router
from pydantic import Field

from qianqiao.api import queries
from qianqiao.api.addresses import page_address, record_address
from qianqiao.api.resources.answers import ERRORS, refuse_unknown, single
from qianqiao.api.resources.matches import (
    MatchParameters,
    match_shape,
    reason_shape,
    sealed,
    title_of,
)
from qianqiao.api.schemas.found import PairAnswer, SimilarList
from qianqiao.api.schemas.parts import Problem
from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.demands.models import Demand
from qianqiao.matching.domain.runs import Withheld
from qianqiao.matching.pairs import explain_pair
from qianqiao.matching.similar import MOST, similar_to

router = Router(tags=["matches"])
KINDS: dict[str, tuple[type[Any], ...]] = {
    "offers": (Achievement, Patent),
    "experts": (Expert,),
    "demands": (Demand,),
}


class SimilarParameters(MatchParameters):
    limit: int = Field(MOST, ge=1, le=MOST, description=gettext_noop("At most this many candidates."))


@router.get(
    "/demands/{number}/matches/{candidate}",
    response={200: PairAnswer, (403, *ERRORS): Problem},
    operation_id="pair_of_demand",
    summary=gettext_noop("Why an offer or expert fits a demand, or why it does not"),
)
def pair_of_demand(request: HttpRequest, response: HttpResponse, number: str, candidate: str) -> Any:
    refuse_unknown(request, ())
    direction = "experts" if candidate[:1].upper() == Expert.number_letter else "offers"
    return _pair(response, (number, (Demand,)), candidate, direction)


@router.get(
    "/offers/{number}/matches/{candidate}",
    response={200: PairAnswer, ERRORS: Problem},
    operation_id="pair_of_offer",
    summary=gettext_noop("Why a demand fits an offer, or why it does not"),
)
def pair_of_offer(request: HttpRequest, response: HttpResponse, number: str, candidate: str) -> Any:
    refuse_unknown(request, ())
    return _pair(response, (number, (Achievement, Patent)), candidate, "demands")


@router.get(
    "/offers/{number}/similar",
    response={200: SimilarList, ERRORS: Problem},
    operation_id="similar_offers",
    summary=gettext_noop("Offers that are like an offer"),
)
def similar_offers(
    request: HttpRequest, response: HttpResponse, number: str, given: Query[SimilarParameters]
) -> Any:
    refuse_unknown(request, SimilarParameters.model_fields)
    return _similar(response, (number, (Achievement, Patent)), given.limit)


@router.get(
    "/demands/{number}/similar",
    response={200: SimilarList, (403, *ERRORS): Problem},
    operation_id="similar_demands",
    summary=gettext_noop("Demands that are like a demand"),
)
def similar_demands(
    request: HttpRequest, response: HttpResponse, number: str, given: Query[SimilarParameters]
) -> Any:
    refuse_unknown(request, SimilarParameters.model_fields)
    return _similar(response, (number, (Demand,)), given.limit)


def _row(response: HttpResponse, number: str, models: tuple[type[Any], ...]) -> Any:
    row = single(number, models, response=response, how=_("The lists of this interface name public records."))
    del response["Last-Modified"]  # of the record, not of what it is compared with
    return row


def _pair(
    response: HttpResponse, subject: tuple[str, tuple[type[Any], ...]], candidate: str, direction: str
) -> PairAnswer:
    row = _row(response, *subject)
    other = _row(response, candidate, KINDS[direction])
    try:
        pair = explain_pair(row, other, direction, actor=queries.READER)
    except Withheld as error:
        raise sealed(row.number) from error
    return PairAnswer.model_validate(
        {
            "number": row.number,
            "candidate": other.number,
            "score": pair.score,
            "place": pair.place,
            "stock_size": pair.stock_size,
            "match": match_shape(pair.match, other) if pair.match else None,
            "limit": reason_shape(pair.limit) if pair.limit else None,
        }
    )


def _similar(response: HttpResponse, subject: tuple[str, tuple[type[Any], ...]], limit: int) -> SimilarList:
    row = _row(response, *subject)
    try:
        found = similar_to(row, actor=queries.READER, top=limit)
    except Withheld as error:
        raise sealed(row.number) from error
    rows = queries.by_number([match.number for match in found.matches])
    items = []
    for match in found.matches:
        if match.number in rows:
            title, title_en = title_of(rows[match.number])
            items.append(
                {
                    "number": match.number,
                    "url": record_address(match.number),
                    "page": page_address(match.number),
                    "title": title,
                    "title_en": title_en,
                    "words": list(dict.fromkeys(term for term, _language, _weight in match.words)),
                }
            )
    return SimilarList.model_validate({"number": row.number, "stock_size": found.stock_size, "items": items})
