"""The reviewer's list: what waits for the reader's decision, and what the reader has submitted."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.models import Organisation
from qianqiao.organisations.views.record_pages.addresses import canonical
from qianqiao.reviewing.queries import reviews_for, submitted_by
from qianqiao.reviewing.showing import rows

PER_PAGE, SUBMITTED = 25, 25


@login_required
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """Most urgent first; `?organisation=` narrows to the records of one."""
    actor = actor_of_request(request)
    found = reviews_for(actor)
    asked = request.GET.get("organisation", "")[:16]
    only = Organisation.objects.filter(number=canonical(asked)).first() if asked else None
    if asked:
        found = found.filter(organisation=only)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": rows(list(page.object_list), actor=actor),
        "only": only,
        "submitted": rows(list(submitted_by(actor)[:SUBMITTED]), actor=actor),
    }
    return render(request, "reviewing/reviews.html", context)
