"""What every collection does alike: unknown parameters, pages, single records."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from pydantic import BaseModel

from qianqiao.api import paging, problems, queries
from qianqiao.api.filters.values import ListParameters
from qianqiao.core import config
from qianqiao.organisations.views.record_pages.addresses import canonical

ERRORS = (404, 410, 422, 429)


def refuse_unknown(request: HttpRequest, known: Iterable[str]) -> None:
    """A misspelt parameter would silently widen the answer; so it is refused with the names that exist."""
    names = sorted(set(known) | {"lang"})
    unknown = [name for name in request.GET if name not in names]
    if unknown:
        reason = _("no such parameter; known: %(names)s") % {"names": ", ".join(names)}
        raise problems.invalid([{"parameter": name, "reason": reason} for name in unknown])


def page_of(
    request: HttpRequest,
    response: HttpResponse,
    querysets: Iterable[Any],
    *,
    given: ListParameters,
    present: Callable[[Any], BaseModel],
) -> dict[str, Any]:
    """One page of a list, with its Link header."""
    found = slice_of(querysets, given)
    return told_page(request, response, found, present=present)


def slice_of(querysets: Iterable[Any], given: ListParameters) -> paging.Slice:
    """The rows of one page."""
    return paging.slice_of(
        querysets, newest_first=given.sort == "-updated_at", cursor=given.cursor, limit=given.limit
    )


def told_page(
    request: HttpRequest,
    response: HttpResponse,
    found: paging.Slice,
    *,
    present: Callable[[Any], BaseModel],
    after: str = "cursor",
) -> dict[str, Any]:
    """A page as it is answered; `after` is the parameter that leads on."""

    def next_address(cursor: str) -> str:
        kept = [(key, value) for key, values in request.GET.lists() for value in values if key != after]
        return f"{config.site_address()}{request.path}?{urlencode([*kept, (after, cursor)])}"

    answer = paging.page(found, present=present, next_address=next_address)
    if answer["next"]:
        response["Link"] = f'<{answer["next"]}>; rel="next"'
    return answer


def single(number: str, models: tuple[type[Any], ...], *, response: HttpResponse, how: str) -> Any:
    """The row of a public number; raises Problem 404, or 410 where it was withdrawn."""
    wanted = canonical(number.strip())
    row = queries.record(wanted, models)
    if row is None:
        if queries.was_withdrawn(wanted, models):
            raise problems.gone(wanted)
        raise problems.not_found(
            _("There is no public record %(number)s here.") % {"number": wanted}, how=how
        )
    owner = getattr(row, queries.OWNER[type(row)])
    response["Last-Modified"] = http_date(max(row.updated_at, owner.updated_at).timestamp())
    return row
