"""Shapes of offers, experts, demands and organisations."""

from typing import Any, Literal

from django.utils.translation import gettext_noop
from pydantic import BaseModel, Field, create_model

from qianqiao.api import examples
from qianqiao.api.schemas.from_fields import shape
from qianqiao.api.schemas.parts import Entity, LegalEvent, Shape
from qianqiao.catalogue.fields import ACHIEVEMENT_FIELDS, EXPERT_FIELDS, PATENT_FIELDS
from qianqiao.demands.fields import DEMAND_FIELDS
from qianqiao.organisations.fields import ORGANISATION_FIELDS

# What a demand withholds by its level of disclosure (qianqiao.demands.disclosure): its text unless told in
# full, and whatever names it where it is sealed.
TEXT_KEYS = frozenset(
    ("problem", "problem_en", "existing", "existing_en", "indicators", "ip_requirement", "ip_requirement_en")
)
NAMED_KEYS = frozenset(("title", "title_en", "organisation", "industries", "budget_min", "budget_max"))


def _type(value: str) -> Any:
    return (Literal[value], Field(description=f"{value}"))


Achievement = shape(
    "Achievement",
    gettext_noop("A scientific or technical achievement."),
    ACHIEVEMENT_FIELDS,
    type=_type("achievement"),
)
Patent = shape(
    "Patent",
    gettext_noop("A patent or patent application."),
    PATENT_FIELDS,
    type=_type("patent"),
    legal_events=(list[LegalEvent], Field(description=gettext_noop("Legal events, oldest first."))),
)
Expert = shape("Expert", gettext_noop("A professor or engineer."), EXPERT_FIELDS, type=_type("expert"))
Demand = shape(
    "Demand",
    gettext_noop("A demand. What its confidentiality withholds is null and named in “withheld”."),
    DEMAND_FIELDS,
    nullable=TEXT_KEYS | NAMED_KEYS,
    type=_type("demand"),
    withheld=(
        list[str],
        Field(description=gettext_noop("Keys that the confidentiality of this demand withholds.")),
    ),
)
Organisation = shape(
    "Organisation",
    gettext_noop("A university, enterprise, service agency, authority or operator."),
    ORGANISATION_FIELDS,
    base=Entity,
    type=_type("organisation"),
    is_fictional=(bool, Field(description=gettext_noop("Made up for sample data."))),
)

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
        next=(str | None, Field(description=gettext_noop("Address of the next page; null on the last."))),
    )


OfferPage = page_of("OfferPage", Offer)
ExpertPage = page_of("ExpertPage", Expert)
DemandPage = page_of("DemandPage", Demand)
OrganisationPage = page_of("OrganisationPage", Organisation)
