"""The reviewer's list: what waits for the reader's decision, what the reader has submitted, and many let out at once."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.models import Organisation
from qianqiao.organisations.views.record_pages.addresses import canonical
from qianqiao.reviewing.domain.batch import MOST, Outcome, publish_many
from qianqiao.reviewing.queries import reviews_for, submitted_by
from qianqiao.reviewing.showing import rows
from qianqiao.reviewing.words import in_words

PER_PAGE, SUBMITTED, MOST_TOLD = 25, 25, 5


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
        "rows": (shown := rows(list(page.object_list), actor=actor, to_choose=True)),
        "can_publish": any(row.get("check") for row in shown),
        "only": only,
        "submitted": rows(list(submitted_by(actor)[:SUBMITTED]), actor=actor),
    }
    return render(request, "reviewing/reviews.html", context)


@login_required
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """The chosen ones of the list, each in the version that the person saw there."""
    seen: dict[str, int | None] = {}
    for told in request.POST.getlist("record"):
        number, _colon, version = told.partition(":")
        seen[canonical(number)] = int(version) if version.isdigit() else None
    asked = canonical(request.POST.get("organisation", "")[:16])
    if seen:
        _say(request, publish_many(seen, actor=actor_of_request(request)), left=len(seen) - MOST)
    else:
        messages.error(request, _("Choose at least one record."))
    response = HttpResponseRedirect(
        "/my/reviews/" + (f"?{urlencode({'organisation': asked})}" if asked else "")
    )
    response.status_code = 303
    return response


def _say(request: HttpRequest, outcome: Outcome, *, left: int) -> None:
    done, refused = len(outcome.done), list(outcome.refused.items())
    if done:
        told = ngettext("%(count)d record is published.", "%(count)d records are published.", done)
        messages.success(request, told % {"count": done})
    for number, refusal in refused[:MOST_TOLD]:
        why = {"number": number, "why": in_words(refusal)}
        messages.error(request, _("%(number)s was left as it is: %(why)s") % why)
    more = len(refused) - MOST_TOLD
    if more > 0:
        told = ngettext("%(count)d more was left as it is.", "%(count)d more were left as they are.", more)
        messages.error(request, told % {"count": more})
    if left > 0:
        told = ngettext(
            "%(count)d record is left; click again.", "%(count)d records are left; click again.", left
        )
        messages.info(request, told % {"count": left})
