"""Writing in cases: messages, reports, meetings. Each is done once for its Idempotency-Key."""

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import BaseModel, Field

from qianqiao.api import problems
from qianqiao.api.addresses import case_address
from qianqiao.api.form_bodies import JsonOrForm, described
from qianqiao.api.holders import Holder
from qianqiao.api.presenting import cases as present
from qianqiao.api.resources.case_answers import known_case, refusing, written
from qianqiao.api.resources.case_files import stored
from qianqiao.api.resources.case_router import WRITE_ERRORS, Token, router
from qianqiao.api.schemas import case_inputs as bodies
from qianqiao.api.schemas import cases as shapes
from qianqiao.api.schemas.parts import Problem
from qianqiao.core import policy, private_files
from qianqiao.core.workflow import Refusal
from qianqiao.docking.domain import talking
from qianqiao.docking.models import CaseMeeting, CaseMessage, DockingCase
from qianqiao.docking.presenting.sides import viewer_of
from qianqiao.docking.views.talking import ROOM


@router.post(
    "/{number}/messages",
    response={201: shapes.Message, WRITE_ERRORS: Problem},
    operation_id="send_message",
    summary=gettext_noop("Write to the other side; with files as a form"),
    openapi_extra=described(bodies.Words),
)
def send_message(
    request: HttpRequest, number: str, given: Annotated[bodies.Words, JsonOrForm(...)], idempotency_key: Token
) -> Any:
    uploads = getattr(given, "files", ())
    with private_files.kept_if_done() as files:

        def say(row: DockingCase, holder: Holder) -> CaseMessage:
            # who may not talk leaves no file behind
            if not policy.may(holder.actor, "talk", row):
                raise Refusal("not_allowed", "talk")
            for upload in uploads:
                files.append(stored(upload, room=ROOM, parameter="files"))
            return talking.say(row, given.text, files=files, actor=holder.actor)

        return _said(request, number, idempotency_key, say)


@router.post(
    "/{number}/reports",
    response={201: shapes.Message, WRITE_ERRORS: Problem},
    operation_id="report",
    summary=gettext_noop("Report how the agreement goes: the offer side's word in a follow-up"),
)
def report(request: HttpRequest, number: str, given: bodies.Words, idempotency_key: Token) -> Any:
    return _said(
        request,
        number,
        idempotency_key,
        lambda row, holder: talking.report(row, given.text, actor=holder.actor),
    )


def _said(request: HttpRequest, number: str, token: str, say: Callable[[DockingCase, Holder], Any]) -> Any:
    def act(holder: Holder) -> tuple[int, BaseModel, str]:
        row = known_case(request, number)
        with refusing(row, "talk", holder):
            made = say(row, holder)
        viewer = viewer_of(holder.actor, row)
        return 201, present.message(made, about=row, viewer=viewer), case_address(row.number, "/messages")

    return written(request, token, act)


@router.post(
    "/{number}/meetings",
    response={201: shapes.CaseMeeting, WRITE_ERRORS: Problem},
    operation_id="propose_meeting",
    summary=gettext_noop("Propose a meeting"),
)
def propose_meeting(request: HttpRequest, number: str, given: bodies.Proposal, idempotency_key: Token) -> Any:
    def act(holder: Holder) -> tuple[int, BaseModel, str]:
        row = known_case(request, number)
        proposal = talking.Proposal(given.starts_at, given.minutes, given.place, given.about)
        with refusing(row, "talk", holder):
            made = talking.propose(row, proposal, actor=holder.actor)
        return 201, present.meeting(made), case_address(row.number)

    return written(request, idempotency_key, act)


@router.post(
    "/{number}/meetings/{meeting}/answer",
    response={200: shapes.CaseMeeting, WRITE_ERRORS: Problem},
    operation_id="answer_meeting",
    summary=gettext_noop("Accept, decline or cancel a meeting"),
)
def answer_meeting(
    request: HttpRequest,
    number: str,
    meeting: Annotated[int, Field(ge=1, lt=2**63)],
    given: bodies.MeetingAnswer,
    idempotency_key: Token,
) -> Any:
    def act(holder: Holder) -> tuple[int, BaseModel, str]:
        row = known_case(request, number)
        found = CaseMeeting.objects.filter(case=row, pk=meeting).first()
        if found is None:
            what = _("This case has no meeting %(id)s.") % {"id": meeting}
            raise problems.not_found(
                what, how=_("GET %(url)s lists its meetings.") % {"url": case_address(row.number)}
            )
        found.case = row
        with refusing(row, "talk", holder):
            answered = talking.answer_meeting(found, given.answer, actor=holder.actor)
        return 200, present.meeting(answered), ""

    return written(request, idempotency_key, act)
