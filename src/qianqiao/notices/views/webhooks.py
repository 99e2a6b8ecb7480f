"""Webhooks of an organisation, for those who manage its members. Everybody else learns nothing of them."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from qianqiao.core.texts import in_chinese, marked
from qianqiao.core.workflow import Refusal
from qianqiao.notices import jobs, queries, texts
from qianqiao.notices.domain import webhooks as writing
from qianqiao.notices.forms import WebhookForm
from qianqiao.notices.models import Webhook
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.models import Organisation
from qianqiao.organisations.signing_in.detours import asked_again
from qianqiao.organisations.views.record_pages.addresses import address, canonical

# refusal code -> (field, sentence)
REFUSALS: dict[str, tuple[str | None, str | Promise]] = {
    "address_wrong": ("address", gettext_lazy("This is not a web address.")),
    "https_only": ("address", gettext_lazy("Only https addresses at port 443 or 8443 are called.")),
    "address_private": ("address", gettext_lazy("This address lies in a private network and is not called.")),
    "address_unknown": ("address", gettext_lazy("No such host is known: check the address.")),
    "secret_needed": ("secret", gettext_lazy("Signed JSON needs a secret of at least 16 characters.")),
    "too_many": (None, gettext_lazy("An organisation has at most ten webhooks. Remove one first.")),
}


def _managed(request: HttpRequest, number: str) -> Organisation:
    found = get_object_or_404(Organisation, number=canonical(number))
    if not writing.may_manage(found, actor=actor_of_request(request)):
        raise Http404
    return found


def masked(webhook: Webhook) -> str:
    """Host and the last letters: the rest of a robot's address is its key."""
    return f"{urlsplit(webhook.address).hostname} … {webhook.address[-4:]}"


def _rows(organisation: Organisation) -> list[dict[str, object]]:
    return [
        {
            "webhook": webhook,
            "name": marked(webhook.name),
            "masked": masked(webhook),
            "posts": [
                {"post": post, "text": marked(texts.sentence(post.code, post.params))}
                for post in queries.last_posts(webhook)
            ],
        }
        for webhook in queries.webhooks_of(organisation)
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: HttpRequest, number: str) -> HttpResponse:
    organisation = _managed(request, number)
    # what an organisation is told leaves the platform by a webhook
    asked = asked_again(request, "members.manage")
    if asked is not None:
        return asked
    language = "zh-hans" if in_chinese() else "en"
    form = WebhookForm(request.POST or None, initial={"language": language})
    if request.method == "POST" and form.is_valid() and _added(request, organisation, form):
        messages.success(request, _("The webhook is added. Send a test message to see that it works."))
        return redirect("notices:webhooks", number=organisation.number)
    context = {
        "organisation": organisation,
        "organisation_url": address(organisation.number),
        "rows": _rows(organisation),
        "form": form,
    }
    return render(request, "notices/webhooks.html", context, status=400 if form.errors else 200)


def _added(request: HttpRequest, organisation: Organisation, form: WebhookForm) -> bool:
    try:
        writing.add_webhook(organisation, **form.cleaned_data, actor=actor_of_request(request))
    except Refusal as refusal:
        field, sentence = REFUSALS.get(refusal.code, (None, refusal.code))
        form.add_error(field, str(sentence))
        return False
    return True


@login_required
@require_POST
def steer(request: HttpRequest, number: str, pk: int, verb: str) -> HttpResponse:
    """Pause, resume, test or remove a webhook."""
    organisation, actor = _managed(request, number), actor_of_request(request)
    webhook = get_object_or_404(queries.webhooks_of(organisation), pk=pk)
    asked = asked_again(request, "members.manage")
    if asked is not None:
        return asked
    if verb == "test":
        writing.send_test(webhook, actor=actor)
        jobs.wake()
        messages.success(request, _("A test message is on its way; reload this page in a moment."))
    elif verb == "remove":
        writing.remove_webhook(webhook, actor=actor)
        messages.success(request, _("The webhook is removed."))
    else:
        writing.set_active(webhook, active=verb == "resume", actor=actor)
    return redirect("notices:webhooks", number=organisation.number)


@login_required
@require_POST
def retry(request: HttpRequest, number: str, pk: int, post: int) -> HttpResponse:
    """Another round of attempts for a message that was given up."""
    organisation = _managed(request, number)
    webhook = get_object_or_404(queries.webhooks_of(organisation), pk=pk)
    asked = asked_again(request, "members.manage")
    if asked is not None:
        return asked
    writing.retry(get_object_or_404(webhook.posts, pk=post), actor=actor_of_request(request))
    jobs.wake()
    return redirect("notices:webhooks", number=organisation.number)
