"""People who sign in through the pages, as a browser would."""

import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

PASSWORD = "correct horse battery"


def code_now(secret: str) -> str:
    """The six digits that an authenticator app would show; waits for the next ones where these end soon."""
    if time.time() % 30 > 28:
        time.sleep(2.1)
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def forget_used_codes() -> None:
    """Lets a test show the same digits twice: as if half a minute had passed."""
    cache.clear()


@pytest.fixture(autouse=True)
def _no_limits_used_up(request: pytest.FixtureRequest) -> None:
    """The counters of rate limits live in a table that a test without transactions leaves behind."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("_django_db_helper")
        cache.clear()


@pytest.fixture
def browser() -> Client:
    return Client(headers={"accept": "text/html", "accept-language": "en"})


def give_password(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password, **more})
