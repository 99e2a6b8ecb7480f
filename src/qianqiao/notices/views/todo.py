"""What waits for me, and where a person lands after signing in."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from qianqiao.core import clock
from qianqiao.notices import queries
from qianqiao.notices.presenting.todos import grouped
from qianqiao.organisations.actors import actor_of_request

PER_PAGE = 50


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The list where something waits, else the records of one's own."""
    if queries.todos_of(actor_of_request(request)).exists():
        return redirect("notices:todo")
    return redirect("/my/records/")


@login_required
@require_safe
def todo(request: HttpRequest) -> HttpResponse:
    actor = actor_of_request(request)
    waiting = queries.todos_of(actor).select_related("organisation")
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "groups": grouped(page.object_list),
        "page": page,
        "late": waiting.filter(due_at__lt=clock.now()).count(),
        "several": len(actor.organisation_ids) > 1,
    }
    return render(request, "notices/todo.html", context)
