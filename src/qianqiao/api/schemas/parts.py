"""Small shapes that several records share."""

from datetime import date, datetime
from typing import Literal

from django.utils.translation import gettext_noop
from pydantic import BaseModel, ConfigDict, Field

Comparison = Literal["ge", "le", "eq", "gt", "lt", "range"]


class Shape(BaseModel):
    """Base of every shape; reads attributes of model rows."""

    model_config = ConfigDict(from_attributes=True, json_schema_serialization_defaults_required=True)


class OrganisationRef(Shape):
    """An organisation as other records name it."""

    number: str = Field(examples=["O2026-000001"])
    name: str
    name_en: str
    kind: str = Field(description=gettext_noop("Kind of organisation."))
    url: str = Field(description=gettext_noop("Address in this interface."))


class Indicator(Shape):
    """A quantified indicator. Numbers are text, so that no digit is lost."""

    name: str
    name_en: str
    comparison: Comparison = Field(description=gettext_noop("Comparison."))
    value: str = Field(examples=["4.2"])
    value_max: str | None = Field(description=gettext_noop("Upper value where the comparison is range."))
    unit: str = Field(examples=["s"])


class Document(Shape):
    """A work of an expert."""

    title: str
    title_en: str
    text: str
    text_en: str
    year: int | None
    kind: str = Field(description=gettext_noop("paper, patent, project or achievement."))


class LegalEvent(Shape):
    """One event in the legal life of a patent."""

    happened_on: date
    status: str = Field(description=gettext_noop("Legal status."))
    note: str


class Entity(Shape):
    """What everything with a public number carries."""

    number: str = Field(description=gettext_noop("Public number: never changed, never reused."))
    type: str
    url: str = Field(description=gettext_noop("Address in this interface."))
    page: str = Field(description=gettext_noop("Address of the page for people."))
    revision: int = Field(description=gettext_noop("Grows with every change of content."))
    updated_at: datetime = Field(description=gettext_noop("Last change."))


class Record(Entity):
    """What every record carries."""

    state: Literal["published", "expired"] = Field(description=gettext_noop("published or expired."))
    quality_score: int = Field(description=gettext_noop("Completeness, 0 to 100."))
    valid_until: date | None = Field(description=gettext_noop("Valid until."))
    last_proven_alive: date | None = Field(
        description=gettext_noop("Day on which the owner last confirmed it.")
    )
    published_at: datetime | None = Field(description=gettext_noop("First published."))


class Problem(Shape):
    """What went wrong and what to do about it (RFC 9457, application/problem+json)."""

    type: str
    title: str
    status: int
    detail: str = Field(description=gettext_noop("What is wrong."))
    how: str = Field(description=gettext_noop("What to do about it."))
    instance: str
    code: str = Field(description=gettext_noop("Stable word for programs."))
    errors: list[dict[str, str]] | None = Field(
        default=None, description=gettext_noop("Parameter and reason of each.")
    )
    case: str | None = Field(
        default=None, description=gettext_noop("Number of the case that stands already.")
    )
    state: str | None = Field(default=None, description=gettext_noop("State of the case now."))
    version: int | None = Field(default=None, description=gettext_noop("Version of the case now."))
    possible: list[str] | None = Field(
        default=None, description=gettext_noop("Steps that this key can take now.")
    )
