"""My API keys: what works in my name, a new one, an end. A new key is shown once, in the answer to its form."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from qianqiao.api.addresses import ROOT
from qianqiao.api.domain.keys import end_key, make_key
from qianqiao.api.forms import KeyForm
from qianqiao.api.models import ApiKey
from qianqiao.api.reads import keys_of, organisations_for_keys
from qianqiao.api.scopes import SCOPES
from qianqiao.core import config
from qianqiao.core.actor import Actor
from qianqiao.core.texts import marked
from qianqiao.core.workflow import Refusal
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.signing_in.detours import detour
from qianqiao.organisations.signing_in.second_factor import was_shown_recently

# refusal code -> (field, sentence)
REFUSALS: dict[str, tuple[str | None, str | Promise]] = {
    "not_allowed": ("scopes", gettext_lazy("Your role in this organisation does not allow this.")),
    "signs_too_long": (
        "days",
        gettext_lazy("A key that records contracts is valid for 90 days at most."),
    ),
    "too_many_keys": (None, gettext_lazy("You have as many keys as one person can have. End one first.")),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    actor = actor_of_request(request)
    organisations = organisations_for_keys(actor)
    form = KeyForm(request.POST or None, organisations=organisations)
    secret = ""
    if request.method == "POST":
        # a key acts without a second factor, so whoever makes it has just shown one
        if not was_shown_recently(request):
            return detour(request)
        if form.is_valid():
            secret = _made(form, actor)
    context = {
        "rows": [_row(key, actor) for key in keys_of(actor)],
        "form": None if secret or not organisations else form,
        "secret": secret,
        "root": f"{config.site_address()}{ROOT}/",
    }
    response = render(request, "api/keys.html", context, status=400 if form.errors else 200)
    response["Cache-Control"] = "private, no-store"
    return response


def _made(form: KeyForm, actor: Actor) -> str:
    """The new key, or nothing and a word at the field that stood against it."""
    values = form.cleaned_data
    try:
        _key, secret = make_key(
            values["organisation"],
            name=values["name"],
            scopes=values["scopes"],
            days=values["days"],
            actor=actor,
        )
    except Refusal as refusal:
        field, sentence = REFUSALS.get(refusal.code, (None, refusal.code))
        form.add_error(field, str(sentence))
        return ""
    return secret


def _row(key: ApiKey, actor: Actor) -> dict[str, object]:
    return {
        "key": key,
        "name": marked(key.name),
        "person": "" if key.user_id == actor.user_id else marked(str(key.user)),
        "scopes": " · ".join(str(SCOPES[code].label) for code in key.scopes if code in SCOPES),
    }


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ending needs no second factor: it only takes away."""
    actor = actor_of_request(request)
    end_key(get_object_or_404(keys_of(actor), pk=pk), actor=actor)
    messages.success(request, _("The key has ended; whoever uses it is refused from now on."))
    return redirect("api_keys")
