"""The home page: one question, honest counts, what is new."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qianqiao.core import clock
from qianqiao.web import queries, rows

SHOWN = 5


def ask_address() -> str:
    try:
        return reverse("matching:ask")
    except NoReverseMatch:
        return "/match/"


def figures(day: date) -> list[dict[str, object]]:
    """A number opens to the list it counts, where there is one; nothing is shown while there is nothing to count."""
    counted = queries.counts(day)
    shown: list[dict[str, object]] = [
        {"value": counted["offers"], "label": _("achievements and patents on offer"), "url": "/offers/"},
        {
            "value": counted["alive"],
            "label": _("of them confirmed as current within 90 days"),
        },
        {"value": counted["demands"], "label": _("demands waiting for an answer"), "url": "/demands/"},
        {"value": counted["experts"], "label": _("experts to ask"), "url": "/experts/"},
    ]
    return shown if any(counted.values()) else []


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    day = clock.today()
    context = {
        "ask_url": ask_address(),
        "figures": figures(day),
        "new_offers": [rows.offer_row(offer) for offer in queries.newest_offers(day, limit=SHOWN)],
        "new_demands": [rows.demand_row(demand, day) for demand in queries.newest_demands(day, limit=SHOWN)],
    }
    return render(request, "web/home.html", context)
