"""How many requests a minute: of one key, and of one address for all that comes without a key that works."""

import ipaddress
import math

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from ninja.throttling import BaseThrottle

from qianqiao.api import problems
from qianqiao.api.domain.pacing import wait_of
from qianqiao.api.holders import holder_of
from qianqiao.core import config

IPV6_NETWORK = 64


class PerAddress(BaseThrottle):
    """Holds nothing between requests: one object serves all threads."""

    def name(self, request: HttpRequest) -> str:
        # who asks is not kept, only that it is the same as before
        network = _network(self.get_ident(request) or "")
        return f"address:{salted_hmac('qianqiao.api.limits', network, algorithm='sha256').hexdigest()}"

    def a_minute(self) -> int:
        return config.requests_per_address()

    def allow_request(self, request: HttpRequest) -> bool:
        if not (limit := self.a_minute()):
            return True
        wait = wait_of(self.name(request), a_minute=limit)
        if wait:
            remember_wait(request, math.ceil(wait.total_seconds()), limit)
        return not wait


class PerKey(PerAddress):
    """For operations behind a key: they run after it was found."""

    def name(self, request: HttpRequest) -> str:
        return f"key:{holder_of(request).key.pk}"

    def a_minute(self) -> int:
        return config.requests_per_key()


PER_ADDRESS, PER_KEY = PerAddress(), PerKey()


def _network(address: str) -> str:
    """An address of version 6 stands for its network: one machine has as many as it likes."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    return str(ipaddress.ip_network((found, IPV6_NETWORK), strict=False))


def remember_wait(request: HttpRequest, seconds: int, limit: int) -> None:
    request._qianqiao_wait = (seconds, limit)  # type: ignore[attr-defined]  # noqa: SLF001  our own mark


def too_many(request: HttpRequest) -> problems.Problem:
    """The problem of a request that was not let through."""
    seconds, limit = getattr(request, "_qianqiao_wait", (60, 0))
    return problems.Problem(
        429,
        "too_many_requests",
        _("Too many requests"),
        detail=_("More than %(limit)s requests a minute came with this key or from this address.")
        % {"limit": limit},
        how=_("Go on in %(seconds)s s, and not faster than that; “Retry-After” says the same.")
        % {"seconds": seconds},
        headers={"Retry-After": str(seconds)},
    )
