"""Lets in whoever shows a key: `Authorization: Bearer qq_…`. A browser's session is no key."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from qianqiao.api import problems
from qianqiao.api.holders import holder_of_secret, remember
from qianqiao.api.limits import PER_ADDRESS, too_many
from qianqiao.core import config

KEYS_PAGE = "/my/keys/"


class KeyAuth(HttpBearer):
    """Answers 401 itself, so that it says what to do."""

    def __call__(self, request: HttpRequest) -> Any:
        found = super().__call__(request)
        if found:
            return found
        if not PER_ADDRESS.allow_request(request):
            raise too_many(request)
        if not request.headers.get("Authorization"):
            raise no_key(_("This address needs a key."))
        raise no_key(_("This is not a key that works: it is mistyped, has ended, or its person has left."))

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        holder = holder_of_secret(token)
        if holder is not None:
            remember(request, holder)
        return holder


def no_key(what: str) -> problems.Problem:
    return problems.Problem(
        401,
        "key_needed",
        _("Key needed"),
        detail=what,
        how=_("Send “Authorization: Bearer …” with a key made at %(page)s.")
        % {"page": f"{config.site_address()}{KEYS_PAGE}"},
        headers={"WWW-Authenticate": 'Bearer realm="Qianqiao API"'},
    )
