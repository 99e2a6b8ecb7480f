"""The four searched lists, as a page or as a workbook."""

from dataclasses import replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qianqiao.core import clock
from qianqiao.core.texts import language
from qianqiao.organisations.actors import actor_of_request
from qianqiao.search import exports, parameters, queries, rows
from qianqiao.search.pages import PAGES, SORT_LABELS, ListPage
from qianqiao.search.parameters import Parameters
from qianqiao.search.queries import DEEPEST, Results

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _pages(results: Results) -> Page[Any]:
    return Paginator(range(min(results.total, DEEPEST)), results.per_page).get_page(results.page)


def _address(page: ListPage, asked: Parameters) -> str:
    query = asked.query()
    return f"{page.path}?{query}" if query else page.path


def _chips(page: ListPage, asked: Parameters, results: Results) -> list[dict[str, str]]:
    """Chosen filters, each with the address that takes it away."""
    return [
        {"label": option.label, "href": _address(page, asked.without(facet.name, option.value))}
        for facet in results.facets
        for option in facet.options
        if option.selected
    ]


def _ways_on(page: ListPage, asked: Parameters, results: Results) -> dict[str, object]:
    """For a list without hits: another spelling, or the same without filters, where they find something."""
    if results.total or not results.available:
        return {}
    plain = replace(asked, filters={}, page=1)
    without = len(queries.numbers(asked.text, kinds=page.kinds, limit=1)[0]) if asked.filters else 0
    meant = "" if without or not asked.text else queries.did_you_mean(asked.text, kinds=page.kinds)
    return {
        "meant": meant,
        "meant_url": _address(page, replace(plain, text=meant)) if meant else "",
        "without_filters_url": _address(page, plain) if without else "",
        "is_empty_stock": not asked.text and not asked.filters,
    }


def _context(page: ListPage, asked: Parameters, results: Results) -> dict[str, object]:
    day = clock.today()
    sorts = [key for key in page.sorts if asked.text or key != "relevance"]
    return {
        "page": page,
        "asked": asked,
        "results": results,
        "rows": [rows.row(hit, language=language(), day=day) for hit in results.hits],
        "columns": rows.columns(page, asked.columns),
        "sorts": [(key, SORT_LABELS[key]) for key in sorts],
        "pages": _pages(results),
        "chips": _chips(page, asked, results),
        "clear_url": _address(page, replace(asked, filters={}, page=1)) if asked.filters else "",
        "query": asked.query(),
        "export_url": f"{page.path}?{asked.query()}&format=xlsx".replace("?&", "?"),
        "export_limit": exports.MOST_ROWS,
        **_ways_on(page, asked, results),
    }


def _workbook(request: HttpRequest, page: ListPage, asked: Parameters) -> HttpResponse:
    found, total = queries.numbers(
        asked.text, kinds=page.kinds, filters=asked.filters, sort=asked.sort, limit=exports.MOST_ROWS
    )
    content = exports.workbook(
        found,
        total,
        address=request.build_absolute_uri(_address(page, asked)),
        actor=actor_of_request(request),
        language=language(),
    )
    name = f"qianqiao-{page.name}-{clock.today():%Y%m%d}.xlsx"
    return HttpResponse(
        content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _list(request: HttpRequest, name: str) -> HttpResponse:
    page = PAGES[name]
    asked = parameters.read(request.GET, page)
    if request.GET.get("format") == "xlsx":
        return _workbook(request, page, asked)
    results = queries.search(
        asked.text,
        actor=actor_of_request(request),
        kinds=page.kinds,
        filters=asked.filters,
        sort=asked.sort,
        page=asked.page,
        per_page=asked.per_page,
        language=language(),
        facet_names=page.facets,
    )
    return render(request, "search/list.html", _context(page, asked, results))


@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    return _list(request, "offers")


@require_safe
def demands(request: HttpRequest) -> HttpResponse:
    return _list(request, "demands")


@require_safe
def experts(request: HttpRequest) -> HttpResponse:
    return _list(request, "experts")


@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    return _list(request, "all")
