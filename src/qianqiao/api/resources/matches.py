"""Who fits whom, and why: the explained matches of a demand, an offer or an expert."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Query, Router, Schema
from pydantic import Field

from qianqiao.api import problems, queries
from qianqiao.api.addresses import page_address, record_address
from qianqiao.api.resources.answers import ERRORS, refuse_unknown, single
from qianqiao.api.schemas.found import Match, MatchList, Reason, ScorePart
from qianqiao.api.schemas.parts import Problem
from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.demands.disclosure import disclose
from qianqiao.demands.models import Demand
from qianqiao.matching.domain.runs import TOP, Found, Withheld, matches_of
from qianqiao.matching.engine import Finding, HardLimit
from qianqiao.matching.engine.explain.sentences import sentence
from qianqiao.matching.results import StoredMatch

router = Router(tags=["matches"])


class MatchParameters(Schema):
    limit: int = Field(TOP, ge=1, le=TOP, description=gettext_noop("At most this many candidates."))
    lang: Literal["zh", "en", ""] = Field(
        "", description=gettext_noop("Language of messages; records carry both.")
    )


class DemandMatchParameters(MatchParameters):
    direction: Literal["offers", "experts"] = Field("offers", description=gettext_noop("What to look for."))


@router.get(
    "/demands/{number}/matches",
    response={200: MatchList, (403, *ERRORS): Problem},
    operation_id="matches_of_demand",
    summary=gettext_noop("Offers or experts that fit a demand"),
)
def matches_of_demand(
    request: HttpRequest, response: HttpResponse, number: str, given: Query[DemandMatchParameters]
) -> Any:
    refuse_unknown(request, DemandMatchParameters.model_fields)
    how = _("Numbers of demands begin with D; GET /api/v1/demands lists them.")
    return _answer(
        single(number, (Demand,), response=response, how=how), given.direction, given.limit, response
    )


@router.get(
    "/offers/{number}/matches",
    response={200: MatchList, ERRORS: Problem},
    operation_id="matches_of_offer",
    summary=gettext_noop("Demands that fit an offer"),
)
def matches_of_offer(
    request: HttpRequest, response: HttpResponse, number: str, given: Query[MatchParameters]
) -> Any:
    refuse_unknown(request, MatchParameters.model_fields)
    how = _("Numbers of offers begin with A or P; GET /api/v1/offers lists them.")
    return _answer(
        single(number, (Achievement, Patent), response=response, how=how), "demands", given.limit, response
    )


@router.get(
    "/experts/{number}/matches",
    response={200: MatchList, ERRORS: Problem},
    operation_id="matches_of_expert",
    summary=gettext_noop("Demands that fit an expert"),
)
def matches_of_expert(
    request: HttpRequest, response: HttpResponse, number: str, given: Query[MatchParameters]
) -> Any:
    refuse_unknown(request, MatchParameters.model_fields)
    how = _("Numbers of experts begin with X; GET /api/v1/experts lists them.")
    return _answer(single(number, (Expert,), response=response, how=how), "demands", given.limit, response)


def _answer(row: Any, direction: str, limit: int, response: HttpResponse) -> MatchList:
    del response["Last-Modified"]  # of the record, not of what it is matched with
    try:
        found = matches_of(row, direction, actor=queries.READER)
    except Withheld as error:
        raise sealed(row.number) from error
    return _list(row.number, found, limit)


def sealed(number: str) -> problems.Problem:
    """What a sealed demand answers to everybody but its enterprise."""
    return problems.Problem(
        403,
        "sealed",
        _("Sealed"),
        detail=_("%(number)s is sealed: it is matched for its enterprise only.") % {"number": number},
        how=_("Its public summary can be read and searched."),
    )


def _list(number: str, found: Found, limit: int) -> MatchList:
    shown = found.matches[:limit]
    rows = queries.by_number([match.number for match in shown])
    items = [match_shape(match, rows[match.number]) for match in shown if match.number in rows]
    return MatchList.model_validate(
        {
            "number": number,
            "direction": found.direction,
            "run": found.number,
            "computed_at": found.at,
            "stock_size": found.stock_size,
            "compared_by": found.compared_by,
            "unreachable": found.unreachable,
            "items": items,
        }
    )


def title_of(row: Any) -> tuple[str, str]:
    if isinstance(row, Expert):
        return row.name, row.name_en
    told = disclose(row, actor=queries.READER) if isinstance(row, Demand) else row
    return told.title, told.title_en


def reason_shape(finding: Finding | HardLimit) -> Reason:
    return Reason(code=finding.code, text=sentence(finding, "zh"), text_en=sentence(finding, "en"))


def match_shape(match: StoredMatch, row: Any) -> Match:
    title, title_en = title_of(row)
    return Match.model_validate(
        {
            "number": match.number,
            "url": record_address(match.number),
            "page": page_address(match.number),
            "title": title,
            "title_en": title_en,
            "rank": match.rank,
            "score": match.score,
            "strength": match.strength,
            "compared_by": match.compared_by,
            "parts": [ScorePart(name=name, value=value) for name, value in match.parts],
            "reasons": [reason_shape(finding) for finding in match.reasons],
            "missing": [reason_shape(finding) for finding in match.missing],
        }
    )
