"""What a person follows: begin, list, stop, stop from a mail without a sign-in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qianqiao.core.texts import language
from qianqiao.core.workflow import Refusal
from qianqiao.matching.domain import subscriptions as writing
from qianqiao.matching.links import subscription_behind
from qianqiao.matching.presenting.subject import subject
from qianqiao.matching.reads import subscriptions as reading
from qianqiao.matching.views.subjects import known_row, known_rows
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.views.record_pages.addresses import address, canonical

REFUSALS: dict[str, str | Promise] = {
    "not_allowed": gettext_lazy("You can follow records of your own organisations."),
    "too_many": gettext_lazy("You follow two hundred records. Stop one first."),
}


@login_required
@require_safe
def subscriptions(request: HttpRequest) -> HttpResponse:
    actor = actor_of_request(request)
    own = list(reading.subscriptions_of(actor=actor))
    known = known_rows([one.number for one in own], actor=actor)
    rows = []
    for one in own:
        row = known.get(one.number)
        about = subject(row, actor=actor) if row is not None else None
        published = row is not None and row.state == "published"
        rows.append({"row": one, "about": about, "url": address(one.number), "is_published": published})
    context = {"rows": rows, "language": own[0].language if own else language()}
    return render(request, "matching/subscriptions.html", context)


@login_required
@require_POST
def follow(request: HttpRequest) -> HttpResponse:
    actor = actor_of_request(request)
    row = known_row(canonical(request.POST.get("number", "")), "DAPX", actor=actor)
    if row is None:
        raise Http404
    try:
        writing.follow(row, language=language(), actor=actor)
    except Refusal as refusal:
        messages.error(request, str(REFUSALS.get(refusal.code, refusal.code)))
    else:
        messages.success(
            request,
            _("You follow %(number)s: new matches come by e-mail, at most once a week.")
            % {"number": row.number},
        )
    return redirect(f"{address(row.number)}/matches/")


@login_required
@require_POST
def unfollow(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else's subscription is unknown."""
    actor = actor_of_request(request)
    row = reading.subscriptions_of(actor=actor).filter(pk=pk).first()
    if row is None:
        raise Http404
    writing.unfollow(row, actor=actor)
    messages.success(request, _("You no longer follow %(number)s.") % {"number": row.number})
    return redirect("matching:subscriptions")


@login_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    writing.set_language(request.POST.get("language", ""), actor=actor_of_request(request))
    messages.success(request, _("The language of your digests is changed."))
    return redirect("matching:subscriptions")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST ends it: a mail filter that opens links ends nothing. The signed token is the permission, so a
    mail program may post without a page before it (RFC 8058)."""
    found = subscription_behind(token)
    number = found.number if found else ""
    done = request.method == "POST" and found is not None
    if done and found is not None:
        writing.unfollow_by_link(found)
    response = render(request, "matching/stop.html", {"number": number, "done": done})
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
