"""What the engine compares: plain frozen records, free of any database and of any web frame."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

DEMAND = "demand"
OFFER = "offer"
EXPERT = "expert"
SEALED = "sealed"
LIVE_STATES = frozenset({"", "published"})


@dataclass(frozen=True, slots=True)
class Indicator:
    """One quantified indicator: what a demand requires or what an offer measured.

    `comparison` is ge, le, eq, gt, lt or range; `value_max` is set for a range only.
    """

    name: str
    value: float
    comparison: str = "eq"
    unit: str = ""
    value_max: float | None = None
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A paper, patent, project or achievement by which an expert is judged."""

    title: str
    text: str = ""
    title_en: str = ""
    text_en: str = ""
    year: int | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A demand, an offer (achievement, patent) or an expert. Only `id` and some text are needed.

    `fields`, `modes` and `region` hold codes; money is yuan; an empty string or None means "not known".
    """

    id: str
    title: str = ""
    text: str = ""
    title_en: str = ""
    text_en: str = ""
    kind: str = ""
    fields: tuple[str, ...] = ()
    region: str = ""
    trl: int | None = None
    trl_min: int | None = None
    indicators: tuple[Indicator, ...] = ()
    modes: tuple[str, ...] = ()
    budget_max: Decimal | None = None
    price_model: str = ""
    price_amount: Decimal | None = None
    confidentiality: str = ""
    state: str = ""
    valid_until: date | None = None
    owner: str = ""
    documents: tuple[Document, ...] = ()

    @property
    def is_demand(self) -> bool:
        """True for a need; False for anything that answers one."""
        return self.kind == DEMAND


def has_structure(record: Record) -> bool:
    """True where a record says anything that structured fit could weigh."""
    return bool(
        record.fields
        or record.indicators
        or record.region
        or record.modes
        or record.trl is not None
        or record.trl_min is not None
        or record.price_model
        or record.price_amount is not None
        or record.budget_max is not None
    )
