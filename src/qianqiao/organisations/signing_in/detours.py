"""The way to a second factor and back: what was typed waits in the session, for a quarter of an hour."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from qianqiao.organisations import roles
from qianqiao.organisations.models import User
from qianqiao.organisations.signing_in import second_factor

KEPT, NEXT = "signing_in.kept", "signing_in.next"
KEPT_SECONDS = 900
LONGEST_KEPT = 200_000
View = Callable[..., HttpResponse]


def remember_next(request: HttpRequest, url: str) -> None:
    """Notes where a person wanted to go, for the link after the set-up."""
    if url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}):
        request.session[NEXT] = url


def next_after_setup(request: HttpRequest) -> str:
    return str(request.session.get(NEXT, ""))


def take_next(request: HttpRequest) -> str:
    return str(request.session.pop(NEXT, ""))


def fresh_factor_required(permission: str, *, on_get: bool = False) -> Callable[[View], View]:
    """Decorator: the view answers only within ten minutes after the second factor was shown.

    For views of acts whose permission is marked `fresh` in `roles.yaml`. A POST is kept during the detour and offered
    again after it (without files: such a form is opened with `kept_fields`). `on_get`: the form itself asks already.
    """
    if permission not in roles.permissions():
        raise ValueError(f"unknown permission {permission!r}: see organisations/rules/roles.yaml")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            asked = asked_again(request, permission, on_get=on_get)
            return view(request, *args, **kwargs) if asked is None else asked

        return guarded

    return decorate


def asked_again(request: HttpRequest, permission: str, *, on_get: bool = False) -> HttpResponse | None:
    """The way to the second factor, or None where nothing is to be asked.

    For views that first look whether the person may do the act at all: who may not is told so, not asked for digits.
    """
    asks = roles.permissions()[permission].fresh and (on_get or request.method not in {"GET", "HEAD"})
    if not asks or second_factor.was_shown_recently(request):
        return None
    return detour(request)


def detour(request: HttpRequest) -> HttpResponse:
    """Keeps the request and leads to sign-in, to the confirmation, or to the set-up where there is no factor yet."""
    user = request.user
    if not isinstance(user, User):
        return redirect_to_login(request.get_full_path())
    _keep(request)
    back = reverse("signing_in_continue")
    if second_factor.has_second_factor(user):
        where = "mfa_reauthenticate"
    elif second_factor.is_exempt(user):
        where = "account_reauthenticate"
    else:
        remember_next(request, back)
        return HttpResponseRedirect(reverse("mfa_index"))
    return HttpResponseRedirect(f"{reverse(where)}?{urlencode({'next': back})}")


def _keep(request: HttpRequest) -> None:
    fields = request.POST.copy()
    fields.pop("csrfmiddlewaretoken", None)
    typed = fields.urlencode()
    request.session[KEPT] = {
        "address": request.get_full_path(),
        "fields": typed if len(typed) <= LONGEST_KEPT else "",
        "whole": request.method == "POST" and not request.FILES and len(typed) <= LONGEST_KEPT,
        "at": time.time(),
    }


def kept(request: HttpRequest) -> dict[str, Any] | None:
    """What waits in the session: `address`, `fields` (urlencoded), `whole`."""
    found = request.session.get(KEPT)
    if found and time.time() - found["at"] < KEPT_SECONDS:
        return dict(found)
    request.session.pop(KEPT, None)
    return None


def kept_fields(request: HttpRequest) -> QueryDict | None:
    """What was typed on this page before a detour, once; None where nothing waits for it."""
    found = kept(request)
    if found is None or found["address"].partition("?")[0] != request.path:
        return None
    del request.session[KEPT]
    return QueryDict(found["fields"])
