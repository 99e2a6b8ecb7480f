"""What I was told: read, unread, and back."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from qianqiao.notices import queries, texts
from qianqiao.notices.domain import reading
from qianqiao.notices.models import Notice
from qianqiao.notices.topics import topic_of
from qianqiao.organisations.actors import actor_of_request

PER_PAGE = 30


def _own(request: HttpRequest, pk: int) -> Notice:
    """Somebody else's notice is unknown."""
    found = queries.notices_of(actor_of_request(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _row(notice: Notice) -> dict[str, object]:
    return {
        "notice": notice,
        "text": texts.sentence(notice.code, notice.params),
        "topic": topic_of(notice.code).label,
        "is_unread": notice.read_at is None,
    }


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    told = queries.notices_of(actor_of_request(request))
    unread_only = request.GET.get("show") == "unread"
    page = Paginator(told.filter(read_at=None) if unread_only else told, PER_PAGE).get_page(
        request.GET.get("page")
    )
    moment = _moment(request.GET.get("undo", ""))
    context = {
        "rows": [_row(notice) for notice in page.object_list],
        "page": page,
        "unread": told.filter(read_at=None).count(),
        "unread_only": unread_only,
        "undo": moment,
        "undo_count": told.filter(read_at=moment).count() if moment else 0,
    }
    return render(request, "notices/notices.html", context)


@login_required
@require_safe
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Goes to the row that a notice tells of. Opening it is reading it; a browser that fetches ahead reads nothing."""
    notice = _own(request, pk)
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        reading.read(notice, actor=actor_of_request(request))
    safe = url_has_allowed_host_and_scheme(notice.address, allowed_hosts=None)
    return redirect(notice.address if notice.address and safe else "notices:notices")


@login_required
@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    notice, actor = _own(request, pk), actor_of_request(request)
    if request.POST.get("as") == "unread":
        reading.unread(notice, actor=actor)
    else:
        reading.read(notice, actor=actor)
    return redirect("notices:notices")


@login_required
@require_POST
def mark_all(request: HttpRequest) -> HttpResponse:
    """Marks everything as read; the page after it offers to take that back."""
    actor = actor_of_request(request)
    undone = _moment(request.POST.get("undo", ""))
    if undone is not None:
        reading.undo_read_all(undone, actor=actor)
        return redirect("notices:notices")
    moment, count = reading.read_all(actor=actor)
    response = redirect("notices:notices")
    if count:
        response["Location"] += f"?undo={moment.isoformat().replace('+', '%2B')}"
    return response
