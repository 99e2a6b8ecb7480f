"""The log of an organisation, for those who may read it."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from qianqiao.core import audit
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.models import Organisation
from qianqiao.organisations.views.record_pages.addresses import address, canonical
from qianqiao.oversight import queries
from qianqiao.oversight.presenting import told

PER_PAGE = 50


@login_required
@require_safe
def log(request: HttpRequest, number: str) -> HttpResponse:
    """Newest first; `subject` narrows to one record, `check` recomputes the whole chain."""
    organisation = get_object_or_404(Organisation, number=canonical(number))
    if not queries.may_see_log(organisation, actor=actor_of_request(request)):
        raise Http404
    chains = queries.chains_of(organisation)
    chain = request.GET.get("chain", chains[0])
    if chain not in chains:
        raise Http404
    subject = canonical(request.GET.get("subject", "").strip())
    page = Paginator(queries.entries_in(chain, subject=subject), PER_PAGE).get_page(request.GET.get("page"))
    checked = "check" in request.GET
    context = {
        "organisation": organisation,
        "organisation_url": address(organisation.number),
        "chains": [{"code": code, "is_platform": code == audit.PLATFORM_CHAIN} for code in chains],
        "chain": chain,
        "subject": subject,
        "page": page,
        "entries": [told(entry) for entry in page.object_list],
        "checked": checked,
        "alteration": audit.verify(chain) if checked else None,
    }
    return render(request, "oversight/log.html", context)
