"""Public addresses of records: short, by public number, never changed."""

import re

from django.http import HttpRequest, HttpResponsePermanentRedirect

PATHS = {"A": "offers", "P": "offers", "X": "experts", "D": "demands", "O": "organisations"}
# Either letter case and a number without its leading zeros are understood, and redirected to the one address.
NUMBER = r"(?P<number>[A-Za-z]\d{4}-\d{1,12})"
_PARTS = re.compile(r"([A-Za-z])(\d{4})-0*(\d+)")


def canonical(number: str) -> str:
    """The number as it was given out: p2026-123 means P2026-000123."""
    match = _PARTS.fullmatch(number)
    return f"{match[1].upper()}{match[2]}-{match[3]:0>6}" if match else number


def address(number: str) -> str:
    """Where a record is shown: /offers/P2026-000123. KeyError for a letter that has no pages."""
    return f"/{PATHS[number[0]]}/{number}"


def moved(request: HttpRequest, number: str, *, below: str = "") -> HttpResponsePermanentRedirect | None:
    """The redirect to the one address of a record (and of a page `below` it), or None where it is the one asked for."""
    letter = number[:1].upper()
    if letter not in PATHS:
        return None
    right = f"{address(canonical(number))}{below}"
    if request.path == right:
        return None
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{right}?{query}" if query else right)
