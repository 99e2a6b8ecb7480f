"""The funnel for everybody; the rows behind its figures for those who may see them; the whole as a workbook."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qianqiao.coordination.forms import FunnelForm
from qianqiao.coordination.presenting import tables
from qianqiao.coordination.presenting.workbook import CONTENT_TYPE, workbook
from qianqiao.coordination.published import published
from qianqiao.coordination.reads import rows as behind
from qianqiao.coordination.reads.kept import counted
from qianqiao.coordination.reads.splits import splits_for
from qianqiao.coordination.selection import Selection, selection
from qianqiao.coordination.stages import OF_CONTACTS, smallest_shown, stages
from qianqiao.core import clock
from qianqiao.core.actor import Actor
from qianqiao.docking.presenting.rows import case_rows
from qianqiao.docking.reads.subjects import subjects
from qianqiao.organisations.actors import actor_of_request

PER_PAGE = 50


def _asked(request: HttpRequest) -> tuple[Selection, Actor]:
    """The selection, or 404 where it does not exist or is not the reader's to know."""
    actor = actor_of_request(request)
    found = selection(request.GET, actor=actor)
    if found is None:
        raise Http404(request.GET.get("of", ""))
    return found, actor


def _by(request: HttpRequest, chosen: Selection) -> str:
    possible = splits_for(chosen)
    asked = request.GET.get("by", "")
    return asked if asked in possible else possible[0]


def _told(request: HttpRequest, chosen: Selection) -> dict[str, Any]:
    """What page and workbook share."""
    by = _by(request, chosen)
    found = counted(chosen, by)
    return {
        "selection": chosen,
        "words": tables.selection_words(chosen),
        "lines": tables.lines(found.funnel, chosen),
        "ends": tables.ends(found.funnel, chosen),
        "by": by,
        "by_label": tables.SPLIT_LABELS[by],
        "groups": tables.group_lines(found.groups, by, chosen),
        "contact_stages": [one for one in stages() if one.code in OF_CONTACTS],
        "years": found.years,
        "published": published(),
        "at": found.at,
    }


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    chosen, actor = _asked(request)
    told = _told(request, chosen)
    years = told.pop("years")
    context = {
        **told,
        "form": FunnelForm(chosen, told["by"], actor=actor, years=years),
        "smallest": smallest_shown(),
        "export_url": "export?" + chosen.query(by=told["by"]),
    }
    response = render(request, "coordination/funnel.html", context)
    response["Cache-Control"] = "private"
    return response


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    chosen, _actor = _asked(request)
    response = HttpResponse(workbook(_told(request, chosen)), content_type=CONTENT_TYPE)
    name = _("funnel %(day)s.xlsx") % {"day": clock.today().isoformat()}
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def rows(request: HttpRequest) -> HttpResponse:
    """The rows that one figure counts: the newest case of each contact, or the records."""
    chosen, actor = _asked(request)
    figure = behind.Figure(request.GET.get("what", ""), request.GET.get("stage", ""))
    if not figure.exists or not chosen.scope.opens:
        raise Http404(figure.stage)
    tell = _records if figure.column in behind.MODELS else _cases
    context = {
        "selection": chosen,
        "words": tables.selection_words(chosen),
        "figure": tables.figure_name(figure),
        "back": "./?" + chosen.query(),
        **tell(figure, chosen, actor, request.GET.get("page")),
    }
    response = render(request, "coordination/rows.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _cases(figure: behind.Figure, chosen: Selection, actor: Actor, number: str | None) -> dict[str, Any]:
    contacts = behind.contacts_behind(figure, chosen)
    page = Paginator(behind.newest_cases(contacts, actor=actor), PER_PAGE).get_page(number)
    return {
        "total": len(contacts),
        "hidden": len(contacts) - page.paginator.count,
        "page": page,
        "cases": case_rows(page.object_list, actor=actor),
    }


def _records(figure: behind.Figure, chosen: Selection, actor: Actor, number: str | None) -> dict[str, Any]:
    numbers = behind.records_behind(figure, chosen)
    known = sorted(behind.visible(numbers, actor=actor))
    page = Paginator(known, PER_PAGE).get_page(number)
    told = subjects(page.object_list, actor=actor)
    return {
        "total": len(numbers),
        "hidden": len(numbers) - len(known),
        "page": page,
        "records": [told[one] for one in page.object_list if one in told],
    }
