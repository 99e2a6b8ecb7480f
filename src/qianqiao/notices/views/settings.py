"""How I am told, and the end of mails from the link in a mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from qianqiao.core.texts import in_chinese
from qianqiao.notices import links, queries
from qianqiao.notices.domain import choosing
from qianqiao.notices.domain.webhooks import PERMISSION
from qianqiao.notices.forms import MailForm
from qianqiao.notices.models import MailLanguage
from qianqiao.notices.topics import TOPICS
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.models import Organisation


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    actor = actor_of_request(request)
    kept = MailLanguage.objects.filter(user=actor.user_id).first()
    language = kept.language if kept else ("zh-hans" if in_chinese() else "en")
    form = MailForm(request.POST or None, initial={**queries.mail_choices_of(actor), "language": language})
    if request.method == "POST" and form.is_valid():
        chosen = dict(form.cleaned_data)
        choosing.choose_mails(
            {topic: chosen[topic] for topic in TOPICS}, language=chosen["language"], actor=actor
        )
        messages.success(request, _("Your choice is kept."))
        return redirect("notices:settings")
    managed = Organisation.objects.filter(pk__in=actor.organisations_where(PERMISSION)).order_by("number")
    context = {
        "form": form,
        "managed": managed,
        "email": getattr(request.user, "email", ""),
        **queries.undelivered_to(actor),
    }
    return render(request, "notices/settings.html", context, status=400 if form.errors else 200)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST ends it: a mail filter that opens links ends nothing. The signed token is the permission, so a
    mail program may post without a page before it (RFC 8058)."""
    found = links.behind(token)
    done = request.method == "POST" and found is not None
    if done and found is not None:
        choosing.stop_mails(found[0].pk, found[1])
    topic = TOPICS[found[1]].label if found else ""
    response = render(request, "notices/stop.html", {"topic": topic, "done": done})
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
