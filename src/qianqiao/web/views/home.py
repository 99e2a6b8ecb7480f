"""The home page: one question, honest counts, what is new."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe


def ask_address() -> str:
    try:
        return reverse("matching:ask")
    except NoReverseMatch:
        return "/ask/"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context = {"ask_url": ask_address(), "figures": [], "new_offers": [], "new_demands": []}
    return render(request, "web/home.html", context)
