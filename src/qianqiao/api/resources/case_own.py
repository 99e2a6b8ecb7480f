"""What a side does for itself: holds a clock that it owes, lets it run again, keeps private notes."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from pydantic import BaseModel

from qianqiao.api import problems
from qianqiao.api.addresses import case_address, case_page
from qianqiao.api.holders import Holder
from qianqiao.api.presenting import cases as present
from qianqiao.api.resources.case_answers import (
    known_case,
    not_allowed,
    refused,
    refusing,
    scope_missing,
    written,
)
from qianqiao.api.resources.case_router import WRITE_ERRORS, Token, router
from qianqiao.api.schemas import case_inputs as bodies
from qianqiao.api.schemas import cases as shapes
from qianqiao.api.schemas.parts import Problem
from qianqiao.api.scopes import WRITE
from qianqiao.core import policy
from qianqiao.core.workflow import Refusal
from qianqiao.docking.domain import holding, talking
from qianqiao.docking.models import DockingCase
from qianqiao.docking.presenting.sides import viewer_of
from qianqiao.docking.presenting.states import clock_lines


@router.post(
    "/{number}/notes",
    response={201: shapes.CaseNote, WRITE_ERRORS: Problem},
    operation_id="write_note",
    summary=gettext_noop("Keep a private note for your own side"),
)
def write_note(request: HttpRequest, number: str, given: bodies.NoteWords, idempotency_key: Token) -> Any:
    def act(holder: Holder) -> tuple[int, BaseModel, str]:
        row = known_case(request, number)
        # on pages everybody who sees the case writes notes: for a key that is a write nevertheless
        if policy.may(holder.actor, "note", row) and WRITE not in holder.key.scopes:
            raise scope_missing(WRITE, case_page(row.number))
        with refusing(row, "note", holder):
            made = talking.note(row, given.text, actor=holder.actor)
        return 201, present.note(made), case_address(row.number)

    return written(request, idempotency_key, act)


@router.post(
    "/{number}/clocks/{clock}/pause",
    response={200: shapes.Case, WRITE_ERRORS: Problem},
    operation_id="pause_clock",
    summary=gettext_noop("Hold a clock of your own side until a day, with a reason"),
)
def pause_clock(
    request: HttpRequest, number: str, clock: str, given: bodies.Pause, idempotency_key: Token
) -> Any:
    return _held(
        request,
        number,
        clock,
        idempotency_key,
        lambda row, holder: holding.pause(
            row, clock, until=given.until, reason=given.reason, actor=holder.actor
        ),
    )


@router.post(
    "/{number}/clocks/{clock}/resume",
    response={200: shapes.Case, WRITE_ERRORS: Problem},
    operation_id="resume_clock",
    summary=gettext_noop("Let a held clock run again"),
)
def resume_clock(
    request: HttpRequest,
    number: str,
    clock: str,
    given: bodies.Resumption,  # noqa: ARG001  an empty object
    idempotency_key: Token,
) -> Any:
    return _held(
        request,
        number,
        clock,
        idempotency_key,
        lambda row, holder: holding.resume(row, clock, actor=holder.actor),
    )


def _held(
    request: HttpRequest, number: str, clock: str, token: str, hold: Callable[[DockingCase, Holder], object]
) -> Any:
    def act(holder: Holder) -> tuple[int, BaseModel, str]:
        row = known_case(request, number)
        try:
            hold(row, holder)
        except Refusal as refusal:
            if refusal.code == "not_allowed":
                raise _may_not_hold(row, clock, holder) from refusal
            raise refused(refusal, row, "view", holder) from refusal
        known = known_case(request, number)
        return 200, present.case(known, actor=holder.actor), ""

    return written(request, token, act)


def _may_not_hold(row: DockingCase, clock: str, holder: Holder) -> problems.Problem:
    """Which permission it takes depends on the clock; it is the key that lacks it, or its person."""
    lines = clock_lines(row, actor=holder.person, viewer=viewer_of(holder.person, row))
    person_may = any(one.code == clock and one.may_hold for one in lines)
    return scope_missing(WRITE, case_page(row.number)) if person_may else not_allowed()
