"""Docking cases of the key's organisation: list, single, messages, history."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Query
from pydantic import BaseModel

from qianqiao.api.filters.cases import CaseParameters, EntryParameters
from qianqiao.api.holders import holder_of
from qianqiao.api.paging import Slice
from qianqiao.api.presenting import cases as present
from qianqiao.api.resources.answers import refuse_unknown, slice_of, told_page
from qianqiao.api.resources.case_answers import known_case, readable_case
from qianqiao.api.resources.case_router import router
from qianqiao.api.schemas import cases as shapes
from qianqiao.api.schemas.parts import Problem
from qianqiao.docking.models import DockingCase
from qianqiao.docking.presenting.sides import viewer_of
from qianqiao.docking.reads.cases import listed

READ_ERRORS = (401, 404, 422, 429)


@router.get(
    "",
    response={200: shapes.CasePage, (401, 422, 429): Problem},
    operation_id="list_cases",
    summary=gettext_noop("List the cases of your organisation"),
)
def list_cases(request: HttpRequest, response: HttpResponse, given: Query[CaseParameters]) -> Any:
    refuse_unknown(request, CaseParameters.model_fields)
    actor = holder_of(request).actor
    found = slice_of([listed(actor, followed=True).filter(given.condition(actor))], given)
    return told_page(request, response, found, present=present.lines(found.rows, actor=actor))


@router.get(
    "/{number}",
    response={200: shapes.Case, READ_ERRORS: Problem},
    operation_id="get_case",
    summary=gettext_noop("One case with the steps that are possible now"),
)
def get_case(request: HttpRequest, number: str) -> Any:
    refuse_unknown(request, ())
    return present.case(known_case(request, number), actor=holder_of(request).actor)


@router.get(
    "/{number}/messages",
    response={200: shapes.MessagePage, (403, *READ_ERRORS): Problem},
    operation_id="list_messages",
    summary=gettext_noop("What both sides have written, oldest first"),
)
def list_messages(
    request: HttpRequest, response: HttpResponse, number: str, given: Query[EntryParameters]
) -> Any:
    found = readable_case(request, number)
    rows = found.messages.select_related("author").prefetch_related("files")
    return _entries(request, response, given, case=found, rows=rows, present_row=present.message)


@router.get(
    "/{number}/history",
    response={200: shapes.HistoryPage, READ_ERRORS: Problem},
    operation_id="list_history",
    summary=gettext_noop("What has happened, oldest first, in sentences"),
)
def list_history(
    request: HttpRequest, response: HttpResponse, number: str, given: Query[EntryParameters]
) -> Any:
    found = known_case(request, number)
    return _entries(request, response, given, case=found, rows=found.events.all(), present_row=present.entry)


def _entries(
    request: HttpRequest,
    response: HttpResponse,
    given: EntryParameters,
    *,
    case: DockingCase,
    rows: QuerySet[Any],
    present_row: Callable[..., BaseModel],
) -> dict[str, Any]:
    """One page by id: entries are only ever added, so their ids are the order in which they came."""
    refuse_unknown(request, EntryParameters.model_fields)
    page = list(rows.filter(pk__gt=given.after).order_by("pk")[: given.limit + 1])
    shown = page[: given.limit]
    last = str(shown[-1].pk) if len(page) > given.limit else ""
    told = partial(present_row, about=case, viewer=viewer_of(holder_of(request).actor, case))
    return told_page(request, response, Slice(shown, last), present=told, after="after")
