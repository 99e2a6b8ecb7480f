"""Messages and files, private notes, meetings, follow-up reports, pauses: small forms of the case page."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from qianqiao.core import policy, private_files
from qianqiao.core.private_files import FileRejected
from qianqiao.core.workflow import Refusal
from qianqiao.docking import forms
from qianqiao.docking.domain import holding, talking
from qianqiao.docking.domain.talking import Proposal
from qianqiao.docking.models import CaseFile, CaseMeeting, DockingCase
from qianqiao.docking.presenting.calendar import meeting_file
from qianqiao.docking.views.answers import back, in_words
from qianqiao.docking.views.case import known_case
from qianqiao.docking.views.steps import kept
from qianqiao.organisations.actors import actor_of_request

ROOM = "docking"


def _done(request: HttpRequest, form: django_forms.Form | None, act: Callable[[], object]) -> bool:
    """Runs an act behind a valid form; otherwise says on the page what stood against it."""
    if form is not None and not form.is_valid():
        for name, errors in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            messages.error(
                request, f"{label}: {' '.join(map(str, errors))}" if label else " ".join(map(str, errors))
            )
        return False
    try:
        act()
    except (Refusal, FileRejected) as refused:
        messages.error(request, in_words(refused))
        return False
    return True


@login_required
@require_POST
def message(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of_request(request)
    case, form = known_case(number, actor), forms.MessageForm(request.POST, request.FILES)

    def send() -> None:
        # who may not talk leaves no file behind
        if not policy.may(actor, "talk", case):
            raise Refusal("not_allowed")
        upload = form.cleaned_data["file"]
        with private_files.kept_if_done() as files:
            if upload:
                files.append(kept(upload, ROOM))
            talking.say(case, form.cleaned_data["text"], files=files, actor=actor)

    _done(request, form, send)
    return back(case.number, "#messages")


@login_required
@require_POST
def note(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of_request(request)
    case, form = known_case(number, actor), forms.NoteForm(request.POST)
    _done(request, form, lambda: talking.note(case, form.cleaned_data["text"], actor=actor))
    return back(case.number, "#notes")


@login_required
@require_POST
def report(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of_request(request)
    case, form = known_case(number, actor), forms.ReportForm(request.POST)
    _done(request, form, lambda: talking.report(case, form.cleaned_data["text"], actor=actor))
    return back(case.number, "#messages")


@login_required
@require_POST
def propose(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of_request(request)
    case, form = known_case(number, actor), forms.MeetingForm(request.POST)

    def send() -> None:
        values = form.cleaned_data
        proposal = Proposal(form.starts_at(), values["minutes"], values["place"], values["about"])
        talking.propose(case, proposal, actor=actor)

    _done(request, form, send)
    return back(case.number, "#meetings")


def _meeting(case: DockingCase, pk: int, actor: Any) -> CaseMeeting:
    found = case.meetings.filter(pk=pk).first() if policy.may(actor, "read", case) else None
    if found is None:
        raise Http404
    found.case = case
    return found


@login_required
@require_POST
def answer_meeting(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    actor = actor_of_request(request)
    case = known_case(number, actor)
    meeting = _meeting(case, pk, actor)
    answer = request.POST.get("answer", "")
    _done(request, None, lambda: talking.answer_meeting(meeting, answer, actor=actor))
    return back(case.number, "#meetings")


@login_required
@require_safe
def meeting_ics(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    actor = actor_of_request(request)
    case = known_case(number, actor)
    content = meeting_file(_meeting(case, pk, actor))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{case.number}-{pk}.ics")
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def file(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """A file of a message, for the two sides alone."""
    actor = actor_of_request(request)
    case = known_case(number, actor)
    found = CaseFile.objects.filter(pk=pk, message__case=case).first()
    if found is None or not policy.may(actor, "read", case):
        raise Http404
    return private_files.response(found.path, name=found.name)


@login_required
@require_POST
def pause(request: HttpRequest, number: str, clock_code: str) -> HttpResponse:
    actor = actor_of_request(request)
    case, form = known_case(number, actor), forms.PauseForm(request.POST)

    def hold() -> None:
        values = form.cleaned_data
        holding.pause(case, clock_code, until=values["until"], reason=values["reason"], actor=actor)

    _done(request, form, hold)
    return back(case.number, "#clocks")


@login_required
@require_POST
def resume(request: HttpRequest, number: str, clock_code: str) -> HttpResponse:
    actor = actor_of_request(request)
    case = known_case(number, actor)
    _done(request, None, lambda: holding.resume(case, clock_code, actor=actor))
    return back(case.number, "#clocks")
