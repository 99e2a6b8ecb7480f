"""Types of parameters: codes checked against their table, public numbers, what every list takes."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import AfterValidator, Field

from qianqiao import reference
from qianqiao.api.paging import DEFAULT_LIMIT, MAX_LIMIT
from qianqiao.core.numbers import PATTERN

SHOWN_CODES = 20


def in_table(table: str) -> Callable[[str], str]:
    """A check that a code stands in a reference table; the error says where to find the codes."""

    def check(code: str) -> str:
        try:
            reference.row(table, code)
        except reference.UnknownCode:
            codes = [known for known, _name in reference.choices(table)]
            cure = ", ".join(codes) if len(codes) <= SHOWN_CODES else f"/api/v1/reference/{table}"
            told = _("“%(code)s” is not a code of %(table)s; known: %(cure)s")
            raise ValueError(told % {"code": code, "table": table, "cure": cure}) from None
        return code

    return check


def _public_number(text: str) -> str:
    number = text.strip().upper()
    if not PATTERN.match(number):
        raise ValueError(_("“%(text)s” is not a public number such as O2026-000001") % {"text": text})
    return number


def _aware(moment: datetime) -> datetime:
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def region_prefix(code: str) -> str:
    """The digits that all places inside a region share: 330000 gives 33, 330200 gives 3302."""
    return re.sub(r"(00)+$", "", code)


FieldCode = Annotated[str, AfterValidator(in_table("fields"))]
ModeCode = Annotated[str, AfterValidator(in_table("modes"))]
PriceModelCode = Annotated[str, AfterValidator(in_table("price_models"))]
IndustryCode = Annotated[str, AfterValidator(in_table("industries"))]
RegionCode = Annotated[str, AfterValidator(in_table("regions"))]
DemandTypeCode = Annotated[str, AfterValidator(in_table("demand_types"))]
KindCode = Annotated[str, AfterValidator(in_table("organisation_kinds"))]
SizeCode = Annotated[str, AfterValidator(in_table("enterprise_sizes"))]
LadderCode = Annotated[str, AfterValidator(in_table("ladder"))]
Number = Annotated[str, AfterValidator(_public_number)]
Moment = Annotated[datetime, AfterValidator(_aware)]
Level = Annotated[int, Field(ge=1, le=9)]


class ListParameters(Schema):
    """What every list takes."""

    updated_since: Moment | None = Field(
        None, description=gettext_noop("Changed at or after this moment (ISO 8601).")
    )
    sort: Literal["-updated_at", "updated_at"] = Field(
        "-updated_at", description=gettext_noop("Last or first changed first.")
    )
    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description=gettext_noop("Rows per page."))
    cursor: str = Field("", description=gettext_noop("Where the page begins; taken from `next`."))
    lang: Literal["zh", "en", ""] = Field(
        "", description=gettext_noop("Language of messages; records carry both.")
    )


class RecordParameters(ListParameters):
    """What lists of records take besides."""

    state: Literal["published", "expired"] = Field(
        "published", description=gettext_noop("published: live today; expired: past its date.")
    )
    field: list[FieldCode] = Field([], description=gettext_noop("Technical field; several mean any."))
    region: RegionCode | None = Field(
        None, description=gettext_noop("Region and everything inside it (GB/T 2260).")
    )
    mode: list[ModeCode] = Field([], description=gettext_noop("Cooperation mode; several mean any."))
