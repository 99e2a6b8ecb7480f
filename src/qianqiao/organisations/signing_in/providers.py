"""Sign-in by an OpenID Connect provider: whose word counts for what."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest
from django.shortcuts import render

from qianqiao.core import config


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Takes a provider's word for who somebody is there, and for addresses of the domains it was trusted with."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        told: dict[str, Any] = sociallogin.account.extra_data
        token, userinfo = told.get("id_token"), told.get("userinfo") or {}
        # OpenID Connect Core 5.3.2: claims of another subject must not be used; without a token nothing is proven
        if not token or userinfo.get("sub", token.get("sub")) != token.get("sub"):
            raise ImmediateHttpResponse(
                render(request, "socialaccount/authentication_error.html", status=403)
            )

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Any:
        user = super().populate_user(request, sociallogin, data)
        user.name = str(data.get("name") or "")[:120]
        # "false" as text is no confirmation either
        told = sociallogin.account.extra_data
        claims = told.get("userinfo") or told.get("id_token") or {}
        for address in sociallogin.email_addresses:
            address.verified = claims.get("email_verified") is True
        return user

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:  # noqa: ARG002  the library's hook
        """Whether a confirmed address opens the account that has it: for the provider's own domains alone."""
        return email.rpartition("@")[2].lower() in config.provider_domains()
