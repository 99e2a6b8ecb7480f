"""Leads a person whose roles need a second factor to its page, instead of a bare refusal."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.models import User
from qianqiao.organisations.signing_in.detours import remember_next

# pages that are the person's own: they would look empty rather than refuse
OWN = ("/my/", "/import/")


class SecondFactorFirst:
    """`actor_of` withholds what the roles allow; this only shows the way. Public pages stay open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OWN) and self._leads(request):
            return self._to_setup(request)
        response = self.get_response(request)
        if response.status_code in {403, 404} and self._leads(request):
            return self._to_setup(request)
        return response

    @staticmethod
    def _leads(request: HttpRequest) -> bool:
        """Whether this is a page that a person without the needed factor has opened."""
        return (
            request.method == "GET"
            and "text/html" in request.headers.get("Accept", "")
            and not request.headers.get("HX-Request")
            and isinstance(request.user, User)
            and actor_of_request(request).lacks_second_factor
        )

    @staticmethod
    def _to_setup(request: HttpRequest) -> HttpResponse:
        remember_next(request, request.get_full_path())
        messages.warning(
            request, _("This page needs your roles, and your roles need a second factor: set one up first.")
        )
        return HttpResponseRedirect(reverse("mfa_index"))
