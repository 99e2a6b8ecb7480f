"""Docking cases as shapes: by the rules of the case's page, for the side on which the key's organisation stands."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from qianqiao.agreements.models import Agreement
from qianqiao.agreements.queries import agreements_of
from qianqiao.api.addresses import case_address, case_page
from qianqiao.api.presenting.values import organisation_ref
from qianqiao.api.schemas import cases as shapes
from qianqiao.api.schemas.case_inputs import STEPS, needed
from qianqiao.core import clock, policy
from qianqiao.core.actor import Actor
from qianqiao.core.workflow import possible_steps
from qianqiao.docking.models import (
    CaseEvent,
    CaseFile,
    CaseMeeting,
    CaseMessage,
    CaseNote,
    DockingCase,
    other,
)
from qianqiao.docking.presenting.history import told
from qianqiao.docking.presenting.rows import CaseRow, case_rows
from qianqiao.docking.presenting.sides import reach_of, side_name, viewer_of
from qianqiao.docking.presenting.states import ClockLine, clock_lines
from qianqiao.docking.reads.cases import notes_of
from qianqiao.docking.sides import is_named
from qianqiao.docking.states import CASE_FLOW

NOT_SHARED: dict[str, Any] = {
    "text": "",
    "wishes": [],
    "reason_text": "",
    "agreements": [],
    "meetings": [],
    "notes": [],
}


def local(moment: datetime) -> datetime:
    """With the offset of China, as people agree on times."""
    return moment.astimezone(clock.SHANGHAI)


def lines(cases: Iterable[Any], *, actor: Actor) -> Callable[[Any], shapes.CaseLine]:
    """Presents rows of `docking.reads.cases.listed`; their records are looked up for all at once."""
    known = {row.case.number: row for row in case_rows(cases, actor=actor)}
    return lambda case: shapes.CaseLine(**_line(known[case.number], actor))


def _line(row: CaseRow, actor: Actor) -> dict[str, Any]:
    case = row.case
    turn = None if row.due_at is None else "own" if row.own else "other"
    return {
        "number": case.number,
        "type": "case",
        "url": case_address(case.number),
        "page": case_page(case.number),
        "state": case.state,
        "version": case.version,
        "side": viewer_of(actor, case) or None,
        "started_by": case.started_by,
        "title": row.title,
        "demand": case.demand,
        "offer": case.offer,
        "counterpart": row.counterpart,
        "turn": turn,
        "due_at": local(row.due_at) if row.due_at else None,
        "late": row.late,
        "reasons": case.reasons,
        "created_at": local(case.created_at),
        "updated_at": local(case.updated_at),
    }


def case(row: Any, *, actor: Actor) -> shapes.Case:
    """One row of `docking.reads.cases.listed` with all that the own side, or a liaison officer, may know."""
    viewer = viewer_of(actor, row)
    (line,) = case_rows([row], actor=actor)
    shared = _shared(row, viewer, actor) if policy.may(actor, "read", row) else NOT_SHARED
    return shapes.Case(
        **_line(line, actor),
        **shared,
        sides=[_side(row, one, viewer) for one in (row.started_by, other(row.started_by))],
        steps=steps(row, actor=actor),
        clocks=[_clock(one) for one in clock_lines(row, actor=actor, viewer=viewer)],
    )


def _shared(row: DockingCase, viewer: str, actor: Actor) -> dict[str, Any]:
    """What only the two sides read."""
    return {
        "text": row.text,
        "wishes": row.wishes,
        "reason_text": row.reason_text,
        "agreements": [_agreement(one, row) for one in agreements_of(row.number, actor=actor)],
        "meetings": [meeting(one) for one in row.meetings.all()],
        "notes": [note(one) for one in notes_of(row, viewer, actor)],
    }


def _agreement(one: Agreement, row: DockingCase) -> shapes.CaseAgreement:
    copy = case_address(row.number, f"/agreements/{one.number}/copy") if one.copy_path else None
    names = shapes.CaseAgreement.model_fields.keys() - {"signed_copy"}
    return shapes.CaseAgreement.model_validate(
        {name: getattr(one, name) for name in names} | {"signed_copy": copy}
    )


def note(row: CaseNote) -> shapes.CaseNote:
    return shapes.CaseNote(author=str(row.author or ""), text=row.text, created_at=local(row.created_at))


def steps(row: DockingCase, *, actor: Actor) -> list[shapes.PossibleStep]:
    """What the key can do now, from the flow's own table."""
    return [
        shapes.PossibleStep(
            name=step.name,
            label=str(step.label),
            url=case_address(row.number, f"/steps/{step.name}"),
            needs=needed(step.name),
        )
        for step in possible_steps(CASE_FLOW, row, actor=actor)
        if step.name in STEPS
    ]


def _side(row: DockingCase, side: str, viewer: str) -> shapes.CaseSide:
    named = is_named(row, side, viewer=viewer)
    return shapes.CaseSide.model_validate(
        {
            "side": side,
            "is_own": side == viewer,
            "name": side_name(row, side, viewer=viewer),
            "organisation": organisation_ref(row.organisation_of(side)) if named else None,
            "reach": reach_of(row, side, viewer=viewer),
        }
    )


def _clock(line: ClockLine) -> shapes.CaseClock:
    return shapes.CaseClock(
        code=line.code,
        owed_by="own" if line.own else "other",
        side=line.side,
        due_at=local(line.due_at),
        late=line.late,
        paused_until=local(line.pause.until) if line.pause else None,
        pause_reason=line.pause.reason if line.pause else "",
        may_pause=line.may_hold,
    )


def meeting(row: CaseMeeting) -> shapes.CaseMeeting:
    values = {name: getattr(row, name) for name in shapes.CaseMeeting.model_fields if name != "starts_at"}
    return shapes.CaseMeeting.model_validate(values | {"starts_at": local(row.starts_at)})


def message(row: CaseMessage, *, about: DockingCase, viewer: str) -> shapes.Message:
    """One message; its author is named once the side is."""
    author = str(row.author or "") if is_named(about, row.side, viewer=viewer) else ""
    return shapes.Message.model_validate(
        {
            "id": row.pk,
            "side": row.side,
            "author": author,
            "text": row.text,
            "files": [_file(one, about) for one in row.files.all()],
            "created_at": local(row.created_at),
        }
    )


def _file(row: CaseFile, about: DockingCase) -> shapes.MessageFile:
    names = shapes.MessageFile.model_fields.keys() - {"url"}
    url = case_address(about.number, f"/files/{row.pk}")
    return shapes.MessageFile.model_validate({name: getattr(row, name) for name in names} | {"url": url})


def entry(row: CaseEvent, *, about: DockingCase, viewer: str) -> shapes.HistoryEntry:
    """One line of history."""
    by_platform = not row.side or row.code == "escalated"
    return shapes.HistoryEntry.model_validate(
        {
            "id": row.pk,
            "code": row.code,
            "by": "platform" if by_platform else row.side,
            "text": told(row, about, viewer),
            "at": local(row.at),
        }
    )
