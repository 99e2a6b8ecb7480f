"""Takes a step: plain ones from a button, the others from a form of their own."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from qianqiao.agreements.domain import Terms
from qianqiao.agreements.models import Agreement
from qianqiao.core import policy, private_files
from qianqiao.core.actor import Actor
from qianqiao.core.private_files import FileRejected, PrivateFile
from qianqiao.core.workflow import Refusal
from qianqiao.docking import forms
from qianqiao.docking.domain import steps
from qianqiao.docking.models import DockingCase
from qianqiao.docking.presenting.sides import counterpart, viewer_of
from qianqiao.docking.states import CASE_FLOW
from qianqiao.docking.views.answers import back, in_words
from qianqiao.docking.views.case import acts, known_case
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.models import User
from qianqiao.organisations.signing_in.detours import asked_again

ROOM = "agreements"
FORMS: dict[str, type[Any]] = {
    "accept": forms.AcceptForm,
    "refuse": forms.ReasonForm,
    "close": forms.ReasonForm,
    "agree_confidentiality": forms.ConfidentialityForm,
    "agree": forms.AgreementForm,
    "pay": forms.PayForm,
}
SIGNED = {"agree_confidentiality", "agree", "pay"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    actor = actor_of_request(request)
    case = known_case(number, actor)
    if step not in {one.name for one in CASE_FLOW.steps}:
        raise Http404(step)
    if step not in FORMS:
        return _plain(request, case, step, actor)
    if not policy.may(actor, CASE_FLOW.step(step).permission, case):
        messages.error(request, in_words(Refusal("not_allowed")))
        return back(case.number)
    if step in SIGNED:
        # asked before the form opens: its signed copy would not survive the way there and back
        asked = asked_again(request, "docking.sign", on_get=True)
        if asked is not None:
            return asked
    form = FORMS[step](
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        initial=_initial(request, step),
    )
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            _take(case, step, form.cleaned_data, actor, _version(request))
        except (Refusal, FileRejected) as refused:
            refusal = in_words(refused)
        else:
            return back(case.number)
    elif request.method != "POST" and step not in {act.name for act in acts(case, actor)}:
        messages.error(request, in_words(Refusal("wrong_state")))
        return back(case.number)
    context = {
        "case": case,
        "case_url": f"/cases/{case.number}",
        "form": form,
        "step": step,
        "label": CASE_FLOW.step(step).label,
        "ending": step in {"refuse", "close"},
        "counterpart": counterpart(case, viewer=viewer_of(actor, case)),
        "version": _version(request) or case.version,
        "refusal": refusal,
    }
    return render(request, "docking/step.html", context, status=409 if refusal else 200)


def _plain(request: HttpRequest, case: DockingCase, step: str, actor: Actor) -> HttpResponse:
    if request.method == "POST":
        try:
            steps.take_plain_step(case, step, actor=actor, expected_version=_version(request))
        except Refusal as refused:
            messages.error(request, in_words(refused))
    return back(case.number)


def _version(request: HttpRequest) -> int | None:
    given = request.POST.get("version", "")
    return int(given) if given.isdigit() else None


def _initial(request: HttpRequest, step: str) -> dict[str, Any]:
    person = request.user
    if step == "accept" and isinstance(person, User):
        return {"reach": f"{person.name} {person.email}".strip()}
    return {}


def _take(case: DockingCase, step: str, values: dict[str, Any], actor: Actor, version: int | None) -> None:
    doing: dict[str, Callable[[], object]] = {
        "accept": lambda: steps.accept(case, reach=values["reach"], actor=actor, expected_version=version),
        "refuse": lambda: _end(steps.refuse, case, values, actor, version),
        "close": lambda: _end(steps.close, case, values, actor, version),
        "agree_confidentiality": lambda: _sign(steps.agree_confidentiality, case, values, actor, version),
        "agree": lambda: _sign(steps.agree, case, values, actor, version),
        "pay": lambda: _pay(case, values, actor, version),
    }
    doing[step]()


def _pay(case: DockingCase, values: dict[str, Any], actor: Actor, version: int | None) -> None:
    if values["amount"] is None:
        raise Refusal("amount_missing")
    steps.pay(case, amount=values["amount"], on=values["received_on"], actor=actor, expected_version=version)


def _end(
    verb: Callable[..., object], case: DockingCase, values: dict[str, Any], actor: Actor, version: int | None
) -> None:
    verb(case, reasons=values["reasons"], text=values["text"], actor=actor, expected_version=version)


def _sign(
    verb: Callable[..., object], case: DockingCase, values: dict[str, Any], actor: Actor, version: int | None
) -> None:
    terms = Terms(
        kind=values.get("kind", Agreement.Kind.CONFIDENTIALITY),
        title=values["title"],
        signed_on=values["signed_on"],
        ends_on=values["ends_on"],
        amount_contract=values.get("amount_contract"),
        amount_first=values.get("amount_first"),
    )
    with private_files.kept_if_done() as files:
        if values["copy"]:
            files.append(kept(values["copy"], ROOM))
        copy = files[0] if files else None
        verb(case, terms, copy=copy, actor=actor, expected_version=version)


def kept(upload: Any, room: str) -> PrivateFile:
    """An upload in private storage; raises FileRejected."""
    return private_files.store(upload.chunks(), name=upload.name or "", room=room)
