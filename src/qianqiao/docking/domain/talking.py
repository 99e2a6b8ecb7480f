"""What the sides say to each other and to themselves: messages with files, private notes, meetings, follow-ups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from qianqiao.core import audit, clock, policy
from qianqiao.core.actor import Actor
from qianqiao.core.private_files import PrivateFile
from qianqiao.core.workflow import Refusal
from qianqiao.docking.domain.clock_keeping import pass_on, record, stop
from qianqiao.docking.domain.steps import acting_side
from qianqiao.docking.domain.telling import tell_side
from qianqiao.docking.models import (
    OFFER,
    CaseFile,
    CaseMeeting,
    CaseMessage,
    CaseNote,
    DockingCase,
    Obligation,
    other,
)
from qianqiao.docking.sides import side_of
from qianqiao.docking.states import AGREED, OPEN

LONGEST_TEXT = 5000
MOST_FILES = 5


@dataclass(frozen=True, slots=True)
class Proposal:
    """A meeting as it is proposed."""

    starts_at: datetime
    minutes: int
    place: str
    about: str = ""


def _locked(
    case: DockingCase, actor: Actor, action: str, *, states: frozenset[str] = OPEN
) -> tuple[DockingCase, str]:
    """The locked row and the side in whose name the actor speaks; raises Refusal."""
    fresh = DockingCase.objects.select_for_update().get(pk=case.pk)
    if not policy.may(actor, action, fresh):
        raise Refusal("not_allowed", action)
    if fresh.state not in states:
        raise Refusal("wrong_state", fresh.state)
    side = side_of(actor, fresh) if action == "note" else acting_side(actor, fresh, action)
    return fresh, side


def say(case: DockingCase, text: str, *, files: Sequence[PrivateFile] = (), actor: Actor) -> CaseMessage:
    """Sends a message, a few files or both to the other side; Refusal not_allowed, wrong_state, text_missing,
    text_too_long, too_many_files."""
    if not text.strip() and not files:
        raise Refusal("text_missing")
    if len(text) > LONGEST_TEXT:
        raise Refusal("text_too_long", str(LONGEST_TEXT))
    if len(files) > MOST_FILES:
        raise Refusal("too_many_files", str(MOST_FILES))
    with transaction.atomic():
        fresh, side = _locked(case, actor, "talk")
        message = CaseMessage.objects.create(
            case=fresh, side=side, author_id=actor.user_id, text=text.strip(), created_at=clock.now()
        )
        CaseFile.objects.bulk_create(
            CaseFile(
                message=message,
                path=file.path,
                name=file.name,
                media_type=file.media_type,
                size=file.size,
                sha256=file.sha256,
            )
            for file in files
        )
        _spoken(fresh, side, "message", actor, key=f"message:{message.pk}", files=len(files))
    return message


def note(case: DockingCase, text: str, *, actor: Actor) -> CaseNote:
    """Keeps a note for the own side, in any state; Refusal not_allowed, text_missing, text_too_long."""
    if not text.strip():
        raise Refusal("text_missing")
    if len(text) > LONGEST_TEXT:
        raise Refusal("text_too_long", str(LONGEST_TEXT))
    with transaction.atomic():
        fresh, side = _locked(case, actor, "note", states=frozenset({case.state}))
        return CaseNote.objects.create(
            case=fresh, side=side, author_id=actor.user_id, text=text.strip(), created_at=clock.now()
        )


def propose(case: DockingCase, proposal: Proposal, *, actor: Actor) -> CaseMeeting:
    """Proposes a meeting; Refusal meeting_in_past, meeting_length, place_missing and those of a message."""
    if proposal.starts_at <= clock.now():
        raise Refusal("meeting_in_past")
    if not 5 <= proposal.minutes <= 720:
        raise Refusal("meeting_length")
    if not proposal.place.strip():
        raise Refusal("place_missing")
    with transaction.atomic():
        fresh, side = _locked(case, actor, "talk")
        meeting = CaseMeeting.objects.create(
            case=fresh,
            side=side,
            proposed_by_id=actor.user_id,
            starts_at=proposal.starts_at,
            minutes=proposal.minutes,
            place=proposal.place.strip()[:300],
            about=proposal.about.strip()[:300],
            created_at=clock.now(),
        )
        _spoken(fresh, side, "meeting_proposed", actor, key=f"meeting:{meeting.pk}")
    return meeting


def answer_meeting(meeting: CaseMeeting, answer: str, *, actor: Actor) -> CaseMeeting:
    """The other side accepts or declines, or the side that proposed calls it off; Refusal not_allowed, answer_unknown,
    answered_already and those of a message."""
    with transaction.atomic():
        fresh_case, side = _locked(meeting.case, actor, "talk")
        fresh = CaseMeeting.objects.select_for_update().get(pk=meeting.pk)
        calls_off = answer == CaseMeeting.Answer.CANCELLED
        if answer not in CaseMeeting.Answer.values or answer == CaseMeeting.Answer.PROPOSED:
            raise Refusal("answer_unknown", answer)
        if calls_off is not (side == fresh.side):
            raise Refusal("not_allowed", answer)
        still_open = {CaseMeeting.Answer.PROPOSED} | ({CaseMeeting.Answer.ACCEPTED} if calls_off else set())
        if fresh.answer not in still_open:
            raise Refusal("answered_already", fresh.answer)
        fresh.answer, fresh.sequence = answer, fresh.sequence + 1
        fresh.save(update_fields=["answer", "sequence"])
        _spoken(fresh_case, side, f"meeting_{answer}", actor, key=f"meeting:{fresh.pk}:{answer}")
    return fresh


def report(case: DockingCase, text: str, *, actor: Actor) -> CaseMessage:
    """The offer side tells how the agreement goes: a message that ends every follow-up that has begun."""
    if not text.strip():
        raise Refusal("text_missing")
    with transaction.atomic():
        fresh, side = _locked(case, actor, "talk", states=frozenset({AGREED}))
        if side != OFFER:
            raise Refusal("not_allowed", "report")
        message = CaseMessage.objects.create(
            case=fresh,
            side=side,
            author_id=actor.user_id,
            text=text.strip()[:LONGEST_TEXT],
            created_at=clock.now(),
        )
        begun = Obligation.objects.filter(case=fresh, done_at=None, started_at__lte=clock.now())
        for obligation in begun:
            stop(obligation, Obligation.Outcome.DONE)
        _spoken(fresh, side, "reported", actor, key=f"message:{message.pk}")
    return message


def _spoken(case: DockingCase, side: str, code: str, actor: Actor, *, key: str, **data: object) -> None:
    """History, clocks and notice of a word that one side has said."""
    case.updated_at = clock.now()
    case.save(update_fields=["updated_at"])
    record(case, code, side=side, user_id=actor.user_id, **data)
    pass_on(case, side=side)
    tell_side(case, other(side), code, key=key, permission="docking.see")
    audit.append(
        f"docking.{code}",
        subject=case.number,
        actor=actor,
        chain=case.audit_chain,
        data={"side": side, **data},
    )
