"""Completions for a search box, as options of its <datalist>."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qianqiao.core.texts import language
from qianqiao.search import queries
from qianqiao.search.pages import PAGES


@require_safe
def complete(request: HttpRequest) -> HttpResponse:
    page = PAGES.get(request.GET.get("in", "all"), PAGES["all"])
    kinds = () if page.name == "all" else page.kinds
    found = queries.suggest(request.GET.get("q", "")[:80], kinds=kinds, language=language())
    return render(request, "search/parts/completions.html", {"completions": found})
