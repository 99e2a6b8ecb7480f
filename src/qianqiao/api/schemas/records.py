"""Shapes of offers, experts, demands and organisations."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field, create_model

from qianqiao.api import examples
from qianqiao.api.schemas.from_fields import record_shape
from qianqiao.api.schemas.parts import LegalEvent, Shape
from qianqiao.catalogue.fields import ACHIEVEMENT_FIELDS, EXPERT_FIELDS, PATENT_FIELDS
from qianqiao.demands.fields import DEMAND_FIELDS

# What a demand may withhold, by the right it takes to read it (qianqiao.demands.policies).
TITLE_KEYS = frozenset({"title", "title_en", "industries", "budget_min", "budget_max"})
TEXT_KEYS = frozenset(
    {
        "organisation",
        "problem",
        "problem_en",
        "existing",
        "existing_en",
        "indicators",
        "ip_requirement",
        "ip_requirement_en",
    }
)


def _type(value: str) -> Any:
    return (Literal[value], Field(description=f"Always {value}."))


Achievement: Any = record_shape(
    "Achievement",
    "A scientific or technical achievement (科技成果).",
    ACHIEVEMENT_FIELDS,
    type=_type("achievement"),
)
Patent: Any = record_shape(
    "Patent",
    "A patent or patent application.",
    PATENT_FIELDS,
    type=_type("patent"),
    legal_events=(list[LegalEvent], Field(description="Legal events, oldest first.")),
)
Expert: Any = record_shape("Expert", "A professor or engineer.", EXPERT_FIELDS, type=_type("expert"))
Demand: Any = record_shape(
    "Demand",
    "A demand of an enterprise. What its confidentiality withholds is null and named in `withheld`.",
    DEMAND_FIELDS,
    nullable=TITLE_KEYS | TEXT_KEYS,
    type=_type("demand"),
    withheld=(list[str], Field(description="Keys that the confidentiality of this demand withholds.")),
)


class Organisation(Shape):
    """A university, enterprise, agency, authority or operator."""

    number: str
    type: Literal["organisation"]
    url: str
    page: str
    kind: str = Field(description="Code of the table organisation_kinds.")
    name: str
    name_en: str
    code: str = Field(description="Ten-digit university code; empty for others.")
    uscc: str = Field(description="Unified social credit code.")
    region: str = Field(description="Code of the table regions.")
    industry: str = Field(description="Code of the table industries.")
    size: str = Field(description="Code of the table enterprise_sizes.")
    ladder: str = Field(description="Code of the table ladder.")
    website: str
    summary: str
    summary_en: str
    is_fictional: bool = Field(description="Made up for sample data.")
    revision: int
    updated_at: datetime


for _shape in (Achievement, Patent, Expert, Demand, Organisation):
    _shape.model_config["json_schema_extra"] = {"examples": [examples.BY_NAME[_shape.__name__]]}
    _shape.model_rebuild(force=True)

Offer: Any = Achievement | Patent


def page_of(name: str, item: Any) -> type[BaseModel]:
    """A page of rows with the address of the next one."""
    return create_model(
        name,
        __base__=Shape,
        __doc__="One page.",
        items=(list[item], ...),
        next=(str | None, Field(description="Address of the next page; null on the last.")),
    )


OfferPage = page_of("OfferPage", Offer)
ExpertPage = page_of("ExpertPage", Expert)
DemandPage = page_of("DemandPage", Demand)
OrganisationPage = page_of("OrganisationPage", Organisation)
