"""Small shapes that several records share."""

from datetime import date, datetime
from typing import Literal

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
    kind: str = Field(description="Code of the table organisation_kinds.")
    url: str = Field(description="Address of the organisation in this interface.")


class Indicator(Shape):
    """A quantified indicator. Numbers are text, so that no digit is lost."""

    name: str
    name_en: str
    comparison: Comparison = Field(description="Code of the table comparisons.")
    value: str = Field(examples=["4.2"])
    value_max: str | None = Field(description="Upper value where the comparison is range.")
    unit: str = Field(examples=["s"])


class Document(Shape):
    """A work of an expert."""

    title: str
    title_en: str
    text: str
    text_en: str
    year: int | None
    kind: str = Field(description="paper, patent, project or achievement.")


class LegalEvent(Shape):
    """One event in the legal life of a patent."""

    happened_on: date
    status: str = Field(description="Code of the table legal_statuses.")
    note: str


class Record(Shape):
    """What every record carries."""

    number: str = Field(description="Public number: never changed, never reused.")
    type: str
    url: str = Field(description="Address of the record in this interface.")
    page: str = Field(description="Address of the record's page for people.")
    state: Literal["published", "expired"]
    revision: int = Field(description="Grows with every change of content.")
    quality_score: int = Field(description="Completeness, 0 to 100.")
    valid_until: date | None
    last_proven_alive: date | None = Field(description="Day on which the owner last confirmed it.")
    published_at: datetime | None
    updated_at: datetime


class Problem(Shape):
    """What went wrong and what to do about it (RFC 9457, application/problem+json)."""

    type: str
    title: str
    status: int
    detail: str = Field(description="What is wrong.")
    how: str = Field(description="What to do about it.")
    instance: str
    code: str = Field(description="Stable word for programs.")
    errors: list[dict[str, str]] | None = Field(default=None, description="Parameter and reason of each.")
