"""Search as on the site: Chinese in either script, English, pinyin initials, facets."""

from typing import Any, Literal
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Query, Router, Schema
from pydantic import Field

from qianqiao.api import problems, queries
from qianqiao.api.addresses import page_address, record_address
from qianqiao.api.filters.values import FieldCode, IndustryCode, ModeCode, Number, PriceModelCode, RegionCode
from qianqiao.api.resources.answers import refuse_unknown
from qianqiao.api.schemas.found import FacetValue, Hit, MarkedText, SearchResult
from qianqiao.api.schemas.parts import Problem
from qianqiao.core import config
from qianqiao.core.texts import language
from qianqiao.search.highlights import Marked
from qianqiao.search.queries import DEEPEST, Results, search

router = Router(tags=["search"])
Kind = Literal["achievement", "patent", "expert", "demand"]


class SearchParameters(Schema):
    q: str = Field("", max_length=500, description=gettext_noop("What is sought; empty lists everything."))
    type: list[Kind] = Field([], description=gettext_noop("Kind of record; several mean any."))
    field: list[FieldCode] = Field([], description=gettext_noop("Technical field; several mean any."))
    region: list[RegionCode] = Field([], description=gettext_noop("Region and everything inside it."))
    owner: list[Number] = Field([], description=gettext_noop("Number of the owning organisation."))
    mode: list[ModeCode] = Field([], description=gettext_noop("Cooperation mode; several mean any."))
    price_model: list[PriceModelCode] = Field([], description=gettext_noop("Price model; several mean any."))
    industry: list[IndustryCode] = Field([], description=gettext_noop("Industry (GB/T 4754)."))
    trl: list[Literal["1-3", "4-6", "7-9"]] = Field([], description=gettext_noop("Band of readiness levels."))
    sort: Literal["relevance", "newest", "trl", "price", "deadline", ""] = Field(
        "", description=gettext_noop("Order; by relevance where something is sought.")
    )
    page: int = Field(1, ge=1, description=gettext_noop("Page, from 1."))
    limit: int = Field(20, ge=1, le=50, description=gettext_noop("Rows per page."))
    lang: Literal["zh", "en", ""] = Field("", description=gettext_noop("Language of texts and labels."))


FILTERS = ("field", "region", "owner", "mode", "price_model", "industry", "trl")


@router.get(
    "",
    response={200: SearchResult, (422, 429, 503): Problem},
    operation_id="search",
    summary=gettext_noop("Search all records"),
)
def search_records(request: HttpRequest, response: HttpResponse, given: Query[SearchParameters]) -> Any:
    refuse_unknown(request, SearchParameters.model_fields)
    if given.page * given.limit > DEEPEST:
        reason = _("at most %(rows)d rows can be paged through; narrow the search") % {"rows": DEEPEST}
        raise problems.invalid([{"parameter": "page", "reason": reason}])
    found = search(
        given.q,
        actor=queries.READER,
        kinds=given.type,
        filters={name: getattr(given, name) for name in FILTERS},
        sort=given.sort,
        page=given.page,
        per_page=given.limit,
        language=language(),
    )
    if not found.available:
        raise problems.unavailable()
    answer = _result(found, request)
    if answer.next:
        response["Link"] = f'<{answer.next}>; rel="next"'
    return answer


def _marked(text: Marked) -> MarkedText:
    return MarkedText(text=text.text, language=text.language, spans=list(text.spans))


def _result(found: Results, request: HttpRequest) -> SearchResult:
    items = [
        Hit(
            number=hit.number,
            type=hit.kind,
            url=record_address(hit.number),
            page=page_address(hit.number),
            score=hit.score,
            title=_marked(hit.title),
            text=_marked(hit.text),
        )
        for hit in found.hits
    ]
    facets = {
        facet.name: [FacetValue(value=o.value, label=o.label, count=o.count) for o in facet.options]
        for facet in found.facets
    }
    return SearchResult(
        query=found.text,
        sort=found.sort,
        page=found.page,
        pages=found.pages,
        total=found.total,
        items=items,
        facets=facets,
        next=_next_address(found, request),
    )


def _next_address(found: Results, request: HttpRequest) -> str | None:
    if found.page >= found.pages:
        return None
    kept = [(key, value) for key, values in request.GET.lists() for value in values if key != "page"]
    return f"{config.site_address()}{request.path}?{urlencode([*kept, ('page', found.page + 1)])}"
