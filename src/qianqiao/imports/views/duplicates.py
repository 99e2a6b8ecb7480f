"""Likely duplicates: shown side by side, decided by a person."""

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qianqiao.core import policy
from qianqiao.core.actor import Actor
from qianqiao.demands.models import Demand
from qianqiao.imports import queries
from qianqiao.imports.domain import decisions
from qianqiao.imports.models import DuplicateCluster
from qianqiao.imports.views import steering
from qianqiao.imports.views.presenting import title_of
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.views.record_pages.addresses import address

PER_PAGE = 20


@login_required
@require_safe
def clusters(request: HttpRequest) -> HttpResponse:
    actor = actor_of_request(request)
    decided = request.GET.get("show") == "decided"
    found = queries.clusters_visible_to(actor)
    is_open = DuplicateCluster.Decision.OPEN
    found = found.exclude(decision=is_open) if decided else found.filter(decision=is_open)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "clusters": _shown(page.object_list, actor), "decided": decided}
    return render(request, "imports/duplicates.html", context)


def _shown(found: Any, actor: Actor) -> list[dict[str, object]]:
    groups = [(cluster, list(cluster.members.all())) for cluster in found]
    known = queries.records_by_number([member.number for _, members in groups for member in members])
    return [
        {"cluster": cluster, "members": [_member(one, known.get(one.number), actor) for one in members]}
        for cluster, members in groups
    ]


def _member(member: Any, record: Any, actor: Actor) -> dict[str, object]:
    """A record of a cluster; of one that the person may not see, only whose it is."""
    may_see = record is not None and _may_see(record, actor)
    shown = {"number": member.number, "organisation": member.organisation, "may_see": may_see}
    if not may_see:
        return shown
    return shown | {
        "title": title_of(record),
        "url": address(member.number),
        "state": record.state,
        "source": source_name(record.source) if policy.may(actor, "edit", record) else "",
        "quality": record.quality_score,
        "official": getattr(record, "application_number", "") or getattr(record, "orcid", ""),
        "updated_at": record.updated_at,
    }


def _may_see(record: Any, actor: Actor) -> bool:
    """Own records, and of others what is published; never the title of a sealed demand."""
    return policy.may(actor, "read_title" if isinstance(record, Demand) else "view", record)


def source_name(key: str) -> str:
    """The name of a source as its people gave it: files for o71:files."""
    return re.sub(r"^o\d+:", "", key)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of_request(request)
    cluster = queries.clusters_visible_to(actor).filter(pk=pk).first()
    if cluster is None:
        raise Http404(str(pk))
    keep = request.POST.get("keep", "")
    if steering.attempt(request, lambda: _decided(cluster, keep, actor)):
        messages.success(request, _("Your decision is recorded."))
    response = HttpResponseRedirect(reverse("imports:duplicates"))
    response.status_code = 303
    return response


def _decided(cluster: DuplicateCluster, keep: str, actor: Actor) -> DuplicateCluster:
    if keep == "all":
        return decisions.keep_apart(cluster, actor=actor)
    return decisions.keep_one(cluster, number=keep, actor=actor)
