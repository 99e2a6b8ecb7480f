"""The page after a detour, the way to a provider, and the end of one session."""

import logging

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.openid_connect import views as library
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from qianqiao.core import config
from qianqiao.organisations.signing_in import detours

log = logging.getLogger("qianqiao.signing_in")


@never_cache
@login_required
@require_safe
def carry_on(request: HttpRequest) -> HttpResponse:
    """Offers the act again that was kept while its person confirmed who they are."""
    found = detours.kept(request)
    if found is None:
        return redirect(config.after_sign_in())
    if not found["whole"]:
        if found["fields"]:
            messages.info(request, _("Your entries are here again; files must be chosen once more."))
        return HttpResponseRedirect(found["address"])
    fields = [(name, value) for name, values in QueryDict(found["fields"]).lists() for value in values]
    return render(request, "account/carry_on.html", {"address": found["address"], "fields": fields})


@login_required
@require_safe
def after_setup(request: HttpRequest) -> HttpResponse:
    """Goes once to where the person was going before the set-up."""
    return redirect(detours.take_next(request) or config.after_sign_in())


def to_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The library's way to the provider, with a page in between.

    A form may lead to this site only (content security policy), and providers send people on to further hosts.
    """
    try:
        response: HttpResponse = library.login(request, provider_id)
    except (RequestException, ValueError, KeyError):
        # the provider is down, or what it says of itself is no such document
        log.exception("the sign-in provider does not answer as one")
        return render(request, "socialaccount/authentication_error.html", status=502)
    target = response.headers.get("Location", "")
    if response.status_code == 302 and target.startswith(("https://", "http://")):
        provider = get_adapter().get_provider(request, provider_id)
        return render(request, "socialaccount/leaving.html", {"target": target, "provider": provider})
    return response


@login_required
@require_POST
def end_session(request: HttpRequest, key: int) -> HttpResponse:
    """Ends one session of the person; somebody else's is a 404."""
    session = UserSession.objects.filter(pk=key, user_id=request.user.pk).first()
    if session is None:
        raise Http404
    end_sessions(request, [session])
    if request.user.is_authenticated:
        messages.success(request, _("That session is over: the device must sign in again."))
    return HttpResponseRedirect(reverse("usersessions_list"))
