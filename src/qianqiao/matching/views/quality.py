"""Quality of matching for operators: figures, and the rows behind each of them."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qianqiao.core import clock
from qianqiao.core.actor import Actor
from qianqiao.matching import generations
from qianqiao.matching.domain.runs import ENGINE, encoder_now
from qianqiao.matching.presenting import quality as telling
from qianqiao.matching.presenting import quality_rows
from qianqiao.matching.reads import quality
from qianqiao.organisations.actors import actor_of_request

PER_PAGE = 50


def _operator(request: HttpRequest) -> Actor:
    actor = actor_of_request(request)
    if not actor.is_operator:
        raise PermissionDenied
    return actor


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    _operator(request)
    day, now, encoder = clock.today(), clock.now(), encoder_now()
    best = quality.best_matches(day)
    offers, alive = quality.offer_counts(day)
    acceptance, weeks = quality.acceptance(), telling.week_rows(quality.weeks())
    covered = sum(one.is_covered for one in best)
    judged = sum(one.judged + one.judged_by_readers for one in acceptance)
    other = sum(quality_rows.is_outdated(one, ENGINE, encoder) for one in best)
    context = {
        "coverage": telling.share(covered, len(best)),
        "covered": covered,
        "demands": len(best),
        "offers": offers,
        "alive": alive,
        "alive_share": telling.share(alive, offers),
        "judged": judged,
        "outdated": other,
        "coverage_bars": telling.coverage_bars(best),
        "life_bars": telling.life_bars(offers, alive),
        "acceptance": telling.acceptance_bars(acceptance),
        "weeks": weeks,
        "distribution": telling.distribution(weeks),
        "drift": telling.drift_told(weeks),
        "age_bars": telling.age_bars(best, now),
        "backlog": telling.backlog_bars(generations.backlog()),
        "engine": ENGINE,
        "encoder": encoder,
        "at": now,
    }
    return render(request, "matching/quality.html", context)


Lister = Callable[[HttpRequest], Any]
LISTS: dict[str, tuple[Lister, Callable[..., list[Any]]]] = {
    "demands": (quality_rows.demands_asked, quality_rows.demand_rows),
    "offers": (quality_rows.offers_asked, quality_rows.offer_rows),
    "judgements": (quality_rows.judgements_asked, quality_rows.judgement_rows),
}


@login_required
@require_safe
def rows(request: HttpRequest, what: str) -> HttpResponse:
    """The rows that a figure counts; its parameters are in the links of the page above."""
    actor = _operator(request)
    if what not in LISTS:
        raise Http404(what)
    lister, teller = LISTS[what]
    page = Paginator(lister(request), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "what": what,
        "page": page,
        "rows": teller(list(page.object_list), actor=actor),
        "chosen": quality_rows.chosen_words(request),
    }
    return render(request, "matching/quality_rows.html", context)
