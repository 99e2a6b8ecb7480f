"""Saved searches of a person: keep, list, rename, remove."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from qianqiao.core.workflow import Refusal
from qianqiao.organisations.actors import actor_of_request
from qianqiao.search import parameters, queries
from qianqiao.search.domain import saved
from qianqiao.search.models import SavedSearch
from qianqiao.search.pages import PAGES

REFUSALS: dict[str, Promise] = {
    "name_missing": gettext_lazy("Give the search a name."),
    "name_taken": gettext_lazy("You have another search of this name. Choose a different one."),
    "too_many": gettext_lazy("You have one hundred saved searches. Delete one first."),
    "not_allowed": gettext_lazy("This search belongs to somebody else."),
}


@login_required
@require_safe
def saved_searches(request: HttpRequest) -> HttpResponse:
    found = queries.saved_searches(actor=actor_of_request(request))
    shown = [
        {"row": row, "page": PAGES[row.page], "url": f"{PAGES[row.page].path}?{row.query}"} for row in found
    ]
    return render(request, "search/saved.html", {"searches": shown})


def _answer(request: HttpRequest, verb: Callable[[], object], done: str) -> HttpResponse:
    try:
        verb()
    except Refusal as refusal:
        messages.error(request, str(REFUSALS.get(refusal.code, refusal.code)))
    else:
        messages.success(request, done)
    return redirect("search:saved")


@login_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keeps the search of a list; its address is read anew, so that only what belongs there is kept."""
    page = PAGES.get(request.POST.get("page", ""))
    if page is None:
        raise Http404
    query = parameters.read(QueryDict(request.POST.get("query", "")[:4000]), page).query()
    name = request.POST.get("name", "")
    actor = actor_of_request(request)
    return _answer(
        request,
        lambda: saved.save_search(name, page=page.name, query=query, actor=actor),
        _("The search is saved."),
    )


def _own(request: HttpRequest, pk: int) -> SavedSearch:
    """A saved search of this person; anybody else's is unknown."""
    found = queries.saved_searches(actor=actor_of_request(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@login_required
@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    row, actor = _own(request, pk), actor_of_request(request)
    name = request.POST.get("name", "")
    return _answer(
        request, lambda: saved.rename_search(row, name=name, actor=actor), _("The search is renamed.")
    )


@login_required
@require_POST
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    row, actor, tells = _own(request, pk), actor_of_request(request), request.POST.get("tells") == "yes"
    done = _("You are told of what is new from now on.") if tells else _("You are told no more.")
    return _answer(request, lambda: saved.tell_of_search(row, tells=tells, actor=actor), done)


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    row, actor = _own(request, pk), actor_of_request(request)
    return _answer(request, lambda: saved.delete_search(row, actor=actor), _("The search is deleted."))
