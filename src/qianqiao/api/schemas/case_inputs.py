"""Bodies of writes. A key that is not known is refused: misspelt, it would silently be left out."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from qianqiao.api import case_examples as examples
from qianqiao.api.filters.values import Moment, Number, in_table

Reason = Annotated[str, AfterValidator(in_table("refusal_reasons"))]
Reach = Annotated[str, Field(min_length=1, max_length=300)]
Money = Annotated[Decimal, Field(ge=0, lt=10**12, decimal_places=2)]
# days and times of a business deal, so that adding to them stays within what a calendar holds
FIRST_DAY, LAST_DAY = date(1985, 1, 1), date(2200, 1, 1)
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
Wish = Literal["call", "meeting", "visit", "documents", "sample", "quote"]
Contract = Literal["development", "transfer", "licence", "consulting", "service", "equity", "other"]


def _before_last_day(moment: datetime) -> datetime:
    if moment.date() > LAST_DAY:
        raise ValueError(_("must be at most %(le)s") % {"le": LAST_DAY})
    return moment


class Given(BaseModel):
    """Base of every body."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def no_nul(cls, value: Any) -> Any:
        """PostgreSQL keeps no NUL in a text."""
        if isinstance(value, str) and "\0" in value:
            raise ValueError(_("must not contain the character NUL"))
        return value


class NewCase(Given):
    """An expression of interest: the standard short form."""

    demand: Number | None = Field(None, description=gettext_noop("Number of the demand."))
    offer: Number | None = Field(None, description=gettext_noop("Number of the offer or expert."))
    organisation: Number | None = Field(
        None,
        description=gettext_noop(
            "In whose name, where a service agency acts under a mandate; else your own."
        ),
    )
    text: str = Field(
        min_length=1, max_length=2000, description=gettext_noop("What you need or offer; no secrets yet.")
    )
    wishes: list[Wish] = Field(
        min_length=1, max_length=6, description=gettext_noop("What you would like next.")
    )
    reach: Reach = Field(description=gettext_noop("How you can be reached; only the other side sees it."))


class Step(Given):
    """A step that says all itself."""

    version: int = Field(ge=1, lt=2**31, description=gettext_noop("Version of the case that you have seen."))


class Acceptance(Step):
    """The side that was asked is interested."""

    reach: Reach = Field(
        description=gettext_noop("How you can be reached; shown once the contact is opened.")
    )


class ReasonedStep(Step):
    """A refusal or an end, with at least one coded reason."""

    reasons: list[Reason] = Field(
        min_length=1,
        max_length=10,
        description=gettext_noop("Codes of the reasons, at least one; “other” needs a text."),
        json_schema_extra={"x-table": "refusal_reasons"},
    )
    text: str = Field("", max_length=1000, description=gettext_noop("In your own words."))


class Confidentiality(Step):
    """The confidentiality agreement that both sides have signed."""

    title: str = Field(min_length=1, max_length=200, description=gettext_noop("Title of the agreement."))
    signed_on: Day = Field(description=gettext_noop("Day of signing."))
    ends_on: Day | None = Field(None, description=gettext_noop("Valid until."))


class Contracted(Confidentiality):
    """The contract that the talks led to."""

    kind: Contract = Field(description=gettext_noop("Type of agreement."))
    amount_contract: Money = Field(
        description=gettext_noop("Contract amount in yuan; 0 where no money is owed.")
    )
    amount_first: Money | None = Field(None, description=gettext_noop("First payment in yuan."))


class Payment(Step):
    """Money that has come in."""

    amount: Money = Field(description=gettext_noop("Amount received in yuan."))
    received_on: Day = Field(description=gettext_noop("Day on which it came in."))


class Words(Given):
    """A message or a report."""

    text: str = Field(
        min_length=1, max_length=5000, description=gettext_noop("What you say to the other side.")
    )


class NoteWords(Given):
    """A private note."""

    text: str = Field(
        min_length=1, max_length=5000, description=gettext_noop("What only your own side shall read.")
    )


class Pause(Given):
    """A clock is held."""

    until: Day = Field(description=gettext_noop("The day at whose close of business the clock runs again."))
    reason: str = Field(
        min_length=1, max_length=300, description=gettext_noop("Why; the other side reads it.")
    )


class Resumption(Given):
    """An empty object: the address says all."""


class Proposal(Given):
    """A meeting as it is proposed."""

    starts_at: Annotated[Moment, AfterValidator(_before_last_day)] = Field(
        description=gettext_noop("Begin (ISO 8601); without an offset it is time in China.")
    )
    minutes: int = Field(60, ge=5, le=720, description=gettext_noop("Minutes."))
    place: str = Field(min_length=1, max_length=300, description=gettext_noop("Place or link."))
    about: str = Field("", max_length=300, description=gettext_noop("Subject."))


class MeetingAnswer(Given):
    """Accepted or declined by the other side, cancelled by the side that proposed."""

    answer: Literal["accepted", "declined", "cancelled"] = Field(description=gettext_noop("The answer."))


# the body of each step that people take; tests hold it against the flow
STEPS: dict[str, type[Step]] = {
    "see": Step,
    "accept": Acceptance,
    "refuse": ReasonedStep,
    "withdraw": Step,
    "open_contact": Step,
    "agree_confidentiality": Confidentiality,
    "negotiate": Step,
    "agree": Contracted,
    "pay": Payment,
    "close": ReasonedStep,
}


def needed(step: str) -> list[str]:
    """Keys of a step's body that must be given."""
    return [name for name, field in STEPS[step].model_fields.items() if field.is_required()]


_BODIES: tuple[Any, ...] = (
    NewCase,
    Step,
    Acceptance,
    ReasonedStep,
    Confidentiality,
    Contracted,
    Payment,
    Words,
    NoteWords,
    Pause,
    Resumption,
    Proposal,
    MeetingAnswer,
)
for _body in _BODIES:
    _body.model_config["json_schema_extra"] = {"examples": [examples.BODIES[_body.__name__]]}
    _body.model_rebuild(force=True)
