"""Shapes of docking cases, as the own side may know them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.utils.translation import gettext_noop
from pydantic import Field

from qianqiao.api import case_examples as examples
from qianqiao.api.schemas.parts import OrganisationRef, Shape
from qianqiao.api.schemas.records import page_of

Side = Literal["demand", "offer"]
Turn = Literal["own", "other"]


class CaseSide(Shape):
    """One side of a case. The enterprise behind a sealed demand is named once it is interested."""

    side: Side
    is_own: bool = Field(description=gettext_noop("Whether your organisation is this side."))
    name: str = Field(description=gettext_noop("Its name, or what stands for it."))
    organisation: OrganisationRef | None = Field(description=gettext_noop("null where it is not named yet."))
    reach: str = Field(description=gettext_noop("How to reach it, once it may be told."))


class CaseClock(Shape):
    """A word that is owed."""

    code: str = Field(description=gettext_noop("Stable word for programs."))
    owed_by: Turn = Field(description=gettext_noop("Whose word is due."))
    side: Side = Field(description=gettext_noop("The side whose word is due."))
    due_at: datetime = Field(description=gettext_noop("Due, counted in Chinese working days."))
    late: bool
    paused_until: datetime | None
    pause_reason: str
    may_pause: bool = Field(description=gettext_noop("Whether this key can hold it or let it run again."))


class PossibleStep(Shape):
    """A step that this key can take now."""

    name: str = Field(description=gettext_noop("Stable word for programs."))
    label: str
    url: str = Field(description=gettext_noop("Address in this interface."))
    needs: list[str] = Field(description=gettext_noop("Keys of the body that must be given."))


class CaseAgreement(Shape):
    """What was signed in a case."""

    number: str
    kind: str
    title: str
    signed_on: date
    ends_on: date | None
    amount_contract: Decimal | None
    amount_first: Decimal | None
    amount_received: Decimal | None
    received_on: date | None
    signed_copy: str | None = Field(description=gettext_noop("Where the signed copy is fetched."))


class CaseMeeting(Shape):
    """A meeting that one side proposes and the other accepts or declines."""

    id: int
    side: Side = Field(description=gettext_noop("The side that proposes it."))
    starts_at: datetime
    minutes: int
    place: str
    about: str
    answer: Literal["proposed", "accepted", "declined", "cancelled"]


class CaseNote(Shape):
    """A private note of your own side."""

    author: str
    text: str
    created_at: datetime


class CaseLine(Shape):
    """A case as a line of the list."""

    number: str = Field(description=gettext_noop("Public number: never changed, never reused."))
    type: Literal["case"]
    url: str = Field(description=gettext_noop("Address in this interface."))
    page: str = Field(description=gettext_noop("Address of the page for people."))
    state: str = Field(description=gettext_noop("State of the case."))
    version: int = Field(description=gettext_noop("Grows with every step; a step names the one it has seen."))
    side: Side | None = Field(
        description=gettext_noop("The side that your organisation is; null for a liaison officer.")
    )
    started_by: Side = Field(description=gettext_noop("The side that expressed interest."))
    title: str = Field(description=gettext_noop("Title of the record that it is about."))
    demand: str = Field(description=gettext_noop("Number of the demand; empty where there is none."))
    offer: str = Field(description=gettext_noop("Number of the offer or expert; empty where there is none."))
    counterpart: str = Field(description=gettext_noop("Name of the other side."))
    turn: Turn | None = Field(description=gettext_noop("Whose word is due."))
    due_at: datetime | None = Field(description=gettext_noop("When it is due."))
    late: bool
    reasons: list[str] = Field(
        description=gettext_noop("Codes of the reasons for its end."),
        json_schema_extra={"x-table": "refusal_reasons"},
    )
    created_at: datetime
    updated_at: datetime = Field(description=gettext_noop("Last step or message."))


class Case(CaseLine):
    """A case with all that its own side may know."""

    text: str = Field(description=gettext_noop("What the side that began needs or offers."))
    wishes: list[str] = Field(description=gettext_noop("What it would like next."))
    reason_text: str = Field(description=gettext_noop("The reasons in own words."))
    sides: list[CaseSide]
    steps: list[PossibleStep] = Field(description=gettext_noop("Steps that this key can take now."))
    clocks: list[CaseClock]
    agreements: list[CaseAgreement]
    meetings: list[CaseMeeting]
    notes: list[CaseNote] = Field(
        description=gettext_noop("Private notes of your own side; never those of the other.")
    )


class MessageFile(Shape):
    """A file of a message."""

    id: int
    name: str
    media_type: str
    size: int
    sha256: str
    url: str = Field(description=gettext_noop("Where the file is fetched, with the key."))


class Message(Shape):
    """What one side says to the other."""

    id: int
    side: Side
    author: str = Field(description=gettext_noop("Empty where it is not named yet."))
    text: str
    files: list[MessageFile]
    created_at: datetime


class HistoryEntry(Shape):
    """One line of a case's history, as a sentence in the language of the request."""

    id: int
    code: str = Field(description=gettext_noop("Stable word for programs: a step, message, reported, …"))
    by: Literal["demand", "offer", "platform"]
    text: str
    at: datetime


_SHAPES: tuple[Any, ...] = (CaseLine, Case, CaseNote, Message, HistoryEntry)
for _shape in _SHAPES:
    _shape.model_config["json_schema_extra"] = {"examples": [examples.ANSWERS[_shape.__name__]]}
    _shape.model_rebuild(force=True)

CasePage = page_of("CasePage", CaseLine)
MessagePage = page_of("MessagePage", Message)
HistoryPage = page_of("HistoryPage", HistoryEntry)
