"""The table of pages: every address that a person can open by GET, by the route that answers it.

A new route fails tests/browser/test_every_address.py until it has a row here or a reason in NOT_PAGES.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True, slots=True)
class Page:
    """`address` may name example numbers: {demand}, {achievement}, … (see examples.py)."""

    route: str
    address: str
    person: str = ""
    status: int = 200

    def __str__(self) -> str:
        return f"{self.address}{' as ' + self.person if self.person else ''}"


PAGES = (
    Page("", "/"),
    Page("about/", "/about/"),
    Page("accessibility/", "/accessibility/"),
    Page("my/records/", "/my/records/", person="officer"),
    Page("my/records/", "/my/records/", person="firm"),
    Page("_/components/", "/_/components/"),
    Page("accounts/login/", "/accounts/login/"),
    Page("accounts/signup/", "/accounts/signup/"),
    Page("accounts/logout/", "/accounts/logout/", person="officer"),
    Page("accounts/inactive/", "/accounts/inactive/"),
    Page("accounts/reauthenticate/", "/accounts/reauthenticate/", person="officer"),
    Page("accounts/email/", "/accounts/email/", person="officer"),
    Page("accounts/confirm-email/", "/accounts/confirm-email/"),
    Page("accounts/^confirm-email/(?P<key>[-:\\w]+)/$", "/accounts/confirm-email/no-such-key/"),
    Page("accounts/password/change/", "/accounts/password/change/", person="officer"),
    Page("accounts/password/reset/", "/accounts/password/reset/"),
    Page("accounts/password/reset/done/", "/accounts/password/reset/done/"),
    Page("accounts/password/reset/key/done/", "/accounts/password/reset/key/done/"),
    Page(
        "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", "/accounts/password/reset/key/1-no-key/"
    ),
    Page("", "/no-such-page/", status=404),
)

NOT_PAGES = {
    "i18n/setlang/": "POST only: changes the language and goes back",
    "accounts/password/set/": "only for accounts without a password, which nothing here makes",
    "accounts/login/code/confirm/": "sign-in by code is switched off: goes to the sign-in page",
}


def routes() -> set[str]:
    """Every route of the URL table, as written there."""
    return set(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route
