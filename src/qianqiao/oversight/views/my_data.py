"""What is stored about me and why, a copy of it, and the end of it."""

from typing import cast

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qianqiao.core import clock
from qianqiao.core.texts import language, listed
from qianqiao.core.workflow import Refusal
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.models import User
from qianqiao.organisations.signing_in.detours import fresh_factor_required
from qianqiao.oversight import queries
from qianqiao.oversight.classes import DELETE, ERASE, Holding, classes, counts, fields, holdings
from qianqiao.oversight.domain import erasing
from qianqiao.oversight.exporting import as_json, as_workbook
from qianqiao.oversight.forms import EraseForm
from qianqiao.oversight.presenting import told

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 30


def _rows(user: User) -> list[dict[str, object]]:
    found = counts(user)
    return [_row(holding, found[holding.label]) for holding in holdings()]


def _row(holding: Holding, count: int) -> dict[str, object]:
    tongue = language()
    own = fields().get(holding.label, {})
    kinds = {code for code in own.values() if code != "none"} or {"personal"}
    return {
        "what": holding.says("what", tongue),
        "purpose": holding.says("purpose", tongue),
        "basis": holding.says("basis", tongue),
        "count": count,
        "classes": [
            classes()[code]["zh" if tongue.startswith("zh") else "en"] for code in classes() if code in kinds
        ],
        "until": holding.until.says(tongue),
        "source": holding.until.source(tongue),
        "certainty": holding.until.certainty,
        "goes": holding.on_erasure in {DELETE, ERASE},
    }


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)


@login_required
@never_cache
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    actor = actor_of_request(request)
    rows = _rows(user)
    context = {
        "rows": [row for row in rows if row["count"]],
        "none": listed(str(row["what"]) for row in rows if not row["count"]),
        "sealed": [told(entry, reader=actor) for entry in queries.sealed_entries(actor)[:SHOWN]],
        "entries": [told(entry, reader=actor) for entry in queries.entries_by(actor)[:SHOWN]],
    }
    return render(request, "oversight/my_data.html", context)


@login_required
@never_cache
@require_POST
@fresh_factor_required("personal.export")
def export(request: HttpRequest, form: str) -> HttpResponse:
    """A copy of everything, as a file."""
    user = _user(request)
    content, kind = (
        (as_json(user, language()), "application/json")
        if form == "json"
        else (as_workbook(user, language()), XLSX)
    )
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = (
        f'attachment; filename="qianqiao-my-data-{clock.today().isoformat()}.{form}"'
    )
    return response


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_factor_required("personal.export")
def erase(request: HttpRequest) -> HttpResponse:
    """Asks, with what goes and what stays, and then does it."""
    user = _user(request)
    if not isinstance(user, User):
        raise Http404
    form = EraseForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            done = erasing.erase(user, actor=actor_of_request(request))
        except Refusal as refusal:
            form.add_error(None, queries.refusal_text(refusal))
        else:
            logout(request)
            return render(request, "oversight/erased.html", {"done": done, "kept": _kept(done.kept)})
    context = {
        "form": form,
        "rows": _rows(user),
        "alone": erasing.sole_administrations(user),
    }
    return render(request, "oversight/erase.html", context, status=400 if form.errors else 200)


def _kept(left: dict[str, int]) -> list[dict[str, object]]:
    tongue = language()
    return [
        {
            "what": holding.says("what", tongue),
            "count": left[holding.label],
            "until": holding.until.says(tongue),
        }
        for holding in holdings()
        if left.get(holding.label)
    ]
