"""What may be told of a demand to whom: the one place where confidentiality becomes text shown or left out."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from qianqiao.core import policy
from qianqiao.core.actor import Actor
from qianqiao.demands.models import Demand, DemandIndicator
from qianqiao.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Disclosed:
    """A demand as one reader may know it; what is withheld is empty. `level` is full, summary or sealed.

    A summary-public demand tells title, public summary, terms and enterprise; a sealed one the public summary, field
    and terms, but neither title, enterprise, budget nor anything finer than the province.
    """

    level: str
    number: str
    revision: int
    version: int
    state: str
    confidentiality: str
    title: str
    title_en: str
    public_summary: str
    public_summary_en: str
    problem: str
    problem_en: str
    existing: str
    existing_en: str
    ip_requirement: str
    ip_requirement_en: str
    indicators: tuple[DemandIndicator, ...]
    organisation: Organisation | None
    contact: str
    demand_type: str
    fields: tuple[str, ...]
    industries: tuple[str, ...]
    budget_min: Decimal | None
    budget_max: Decimal | None
    deadline: date | None
    modes: tuple[str, ...]
    urgency: str
    trl_min: int | None
    region: str
    valid_until: date | None
    last_proven_alive: date | None
    published_at: datetime | None
    updated_at: datetime


def disclose(demand: Demand, *, actor: Actor) -> Disclosed:
    """Reads `indicators` (prefetch it for many) and `organisation` where they may be told."""
    full = policy.may(actor, "read_text", demand)
    named = full or policy.may(actor, "read_title", demand)

    def text(value: str) -> str:
        return value if full else ""

    return Disclosed(
        level="full" if full else "summary" if named else "sealed",
        number=demand.number,
        revision=demand.revision,
        version=demand.version,
        state=demand.state,
        confidentiality=demand.confidentiality,
        title=demand.title if named else "",
        title_en=demand.title_en if named else "",
        public_summary=demand.public_summary,
        public_summary_en=demand.public_summary_en,
        problem=text(demand.problem),
        problem_en=text(demand.problem_en),
        existing=text(demand.existing),
        existing_en=text(demand.existing_en),
        ip_requirement=text(demand.ip_requirement),
        ip_requirement_en=text(demand.ip_requirement_en),
        indicators=tuple(demand.indicators.all()) if full else (),
        organisation=demand.organisation if named else None,
        contact=text(demand.contact),
        demand_type=demand.demand_type,
        fields=tuple(demand.fields),
        industries=tuple(demand.industries) if named else (),
        budget_min=demand.budget_min if named else None,
        budget_max=demand.budget_max if named else None,
        deadline=demand.deadline,
        modes=tuple(demand.modes),
        urgency=demand.urgency,
        trl_min=demand.trl_min,
        region=demand.region if named else demand.region[:2].ljust(6, "0") if demand.region else "",
        valid_until=demand.valid_until,
        last_proven_alive=demand.last_proven_alive,
        published_at=demand.published_at,
        updated_at=demand.updated_at,
    )
