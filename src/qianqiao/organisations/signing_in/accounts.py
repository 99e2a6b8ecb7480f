"""What the sign-in library asks of this site about accounts."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from qianqiao.core import config
from qianqiao.organisations.actors import actor_of
from qianqiao.organisations.models import User
from qianqiao.organisations.signing_in import second_factor
from qianqiao.organisations.signing_in.detours import remember_next


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Leads people whose roles need a second factor to its page, and names the site in mails."""

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **more: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **more)
        if isinstance(user, User) and actor_of(user).lacks_second_factor:
            remember_next(request, response.headers.get("Location", ""))
            return HttpResponseRedirect(reverse("mfa_index"))
        return response

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """Who has a second factor confirms with it: else a stolen password could remove it."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if isinstance(user, User) and second_factor.has_second_factor(user):
            return [method for method in methods if method["id"] != "reauthenticate"]
        return methods

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        named = {"site_name": gettext("Qianqiao"), "site_address": config.site_address()}
        super().send_mail(template_prefix, email, {**context, **named})
