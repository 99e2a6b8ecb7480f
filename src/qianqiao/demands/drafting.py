"""Carries a problem that somebody typed before signing in over to the form of a new demand."""

from django.http import HttpRequest

SESSION_KEY = "asked_text"
LONGEST = 2000


def remember_text(request: HttpRequest, text: str) -> None:
    """Keeps the text in the session until a demand is made of it."""
    request.session[SESSION_KEY] = text[:LONGEST]


def remembered_text(request: HttpRequest) -> str:
    return str(request.session.get(SESSION_KEY, ""))


def forget_text(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)
