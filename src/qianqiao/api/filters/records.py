"""Parameters of the lists of offers, experts, demands and organisations."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Q
from django.utils.translation import gettext_noop
from pydantic import Field

from qianqiao.api.filters.values import (
    DemandTypeCode,
    KindCode,
    LadderCode,
    Level,
    ListParameters,
    Number,
    PriceModelCode,
    RecordParameters,
    RegionCode,
    SizeCode,
    region_prefix,
)
from qianqiao.demands.models import Demand

NAMED = ~Q(confidentiality=Demand.Confidentiality.SEALED)
PROVINCE_DIGITS = 2


def _changed(given: ListParameters) -> Q:
    return Q(updated_at__gte=given.updated_since) if given.updated_since else Q()


def _region(code: str | None) -> Q:
    return Q(region__startswith=region_prefix(code)) if code else Q()


def _common(given: RecordParameters) -> Q:
    found = _changed(given)
    if given.field:
        found &= Q(fields__overlap=given.field)
    if given.mode:
        found &= Q(modes__overlap=given.mode)
    return found


class OfferParameters(RecordParameters):
    type: Literal["achievement", "patent"] | None = Field(None, description=gettext_noop("One kind only."))
    owner: Number | None = Field(None, description=gettext_noop("Number of the owning organisation."))
    trl_min: Level | None = Field(None, description=gettext_noop("At least this readiness level."))
    trl_max: Level | None = Field(None, description=gettext_noop("At most this readiness level."))
    price_model: list[PriceModelCode] = Field([], description=gettext_noop("Price model; several mean any."))

    def condition(self) -> Q:
        found = _common(self) & _region(self.region)
        pairs: dict[str, Any] = {
            "owner__number": self.owner,
            "trl__gte": self.trl_min,
            "trl__lte": self.trl_max,
        }
        found &= Q(**{key: value for key, value in pairs.items() if value is not None})
        return found & (Q(price_model__in=self.price_model) if self.price_model else Q())


class ExpertParameters(RecordParameters):
    organisation: Number | None = Field(
        None, description=gettext_noop("Number of the expert's organisation.")
    )

    def condition(self) -> Q:
        found = _common(self) & _region(self.region)
        return found & (Q(organisation__number=self.organisation) if self.organisation else Q())


class DemandParameters(RecordParameters):
    """A parameter about something that a demand withholds never finds that demand."""

    organisation: Number | None = Field(
        None, description=gettext_noop("Number of the enterprise; never finds sealed demands.")
    )
    demand_type: DemandTypeCode | None = Field(None, description=gettext_noop("Type of demand."))
    budget_min: Decimal | None = Field(
        None,
        ge=0,
        description=gettext_noop("Budget reaches at least this many yuan; never finds sealed demands."),
    )
    deadline_after: date | None = Field(None, description=gettext_noop("Deadline on or after this day."))

    def condition(self) -> Q:
        found = _common(self)
        if self.region:
            inside = _region(self.region)
            wide = len(region_prefix(self.region)) <= PROVINCE_DIGITS
            found &= inside if wide else inside & NAMED
        if self.organisation:
            found &= Q(organisation__number=self.organisation) & NAMED
        if self.demand_type:
            found &= Q(demand_type=self.demand_type)
        if self.budget_min is not None:
            found &= Q(budget_max__gte=self.budget_min) & NAMED
        return found & (Q(deadline__gte=self.deadline_after) if self.deadline_after else Q())


class OrganisationParameters(ListParameters):
    kind: KindCode | None = Field(None, description=gettext_noop("Kind of organisation."))
    region: RegionCode | None = Field(None, description=gettext_noop("Region and everything inside it."))
    size: SizeCode | None = Field(None, description=gettext_noop("Enterprise size."))
    ladder: LadderCode | None = Field(None, description=gettext_noop("Ladder title."))
    name: str = Field("", max_length=100, description=gettext_noop("Part of the Chinese or English name."))

    def condition(self) -> Q:
        found = _changed(self) & _region(self.region)
        pairs = {"kind": self.kind, "size": self.size, "ladder": self.ladder}
        found &= Q(**{key: value for key, value in pairs.items() if value})
        return found & (Q(name__icontains=self.name) | Q(name_en__icontains=self.name) if self.name else Q())
