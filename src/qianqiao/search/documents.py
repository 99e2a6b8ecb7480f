"""What is indexed of each record: its public text and codes, and nothing that is sealed."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from qianqiao import reference
from qianqiao.catalogue import queries as catalogue
from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core import clock
from qianqiao.core.actor import ANONYMOUS
from qianqiao.core.records import LivingRecord
from qianqiao.demands import queries as demands
from qianqiao.demands.disclosure import disclose
from qianqiao.demands.models import Demand
from qianqiao.organisations.models import Organisation

KINDS: dict[str, type[LivingRecord]] = {
    "achievement": Achievement,
    "patent": Patent,
    "demand": Demand,
    "expert": Expert,
}
KIND_BY_LETTER = {model.number_letter: kind for kind, model in KINDS.items()}
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Document:
    """One live record as search sees it. `regions`: codes of province, city, county; `price` in yuan."""

    number: str
    revision: int
    kind: str
    title: str = ""
    title_en: str = ""
    text: str = ""
    text_en: str = ""
    keywords: tuple[str, ...] = ()
    owner_number: str = ""
    owner_name: str = ""
    owner_name_en: str = ""
    places: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    ipc: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    trl: int | None = None
    price_model: str = ""
    price: Decimal | None = None
    published_at: datetime | None = None
    deadline: date | None = None
    valid_until: date | None = None
    quality: int = 0

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages in which the record says anything."""
        spoken = (("zh", self.title or self.text), ("en", self.title_en or self.text_en))
        return tuple(code for code, text in spoken if text)

    def stamp(self) -> str:
        """Number and revision with a digest of everything indexed: equal stamps need no writing."""
        told = repr(astuple(self)).encode()
        return f"{self.number}@{self.revision}:{hashlib.blake2b(told, digest_size=12).hexdigest()}"


def _joined(*parts: object) -> str:
    return "\n".join(str(part) for part in parts if part)


def _indicators(record: Any) -> tuple[str, str]:
    rows = list(record.indicators.all())
    return _joined(*(str(row) for row in rows)), _joined(*(row.name_en for row in rows))


def _shared(record: Any, owner: Organisation | None) -> dict[str, Any]:
    """What all kinds have: codes, place, owner, dates. Of an owner not to be named, neither place."""
    code = record.region or (owner.region if owner else "")
    try:
        line = reference.region_line(code) if code else ()
    except reference.UnknownCode:
        line = ()
    return {
        "number": record.number,
        "revision": record.revision,
        "owner_number": owner.number if owner else "",
        "owner_name": owner.name if owner else "",
        "owner_name_en": owner.name_en if owner else "",
        "regions": tuple(row.code for row in line),
        "places": tuple(name for row in line for name in (row.name_zh, row.name_en)),
        "fields": tuple(record.fields),
        "modes": tuple(record.modes),
        "published_at": record.published_at,
        "valid_until": record.valid_until,
    }


def _offer(record: Achievement | Patent) -> dict[str, Any]:
    measured, measured_en = _indicators(record)
    body = (record.problem, record.comparison, record.trl_evidence, record.price_note, measured)
    body_en = (
        record.problem_en,
        record.comparison_en,
        record.trl_evidence_en,
        record.price_note_en,
        measured_en,
    )
    common: dict[str, Any] = {
        "quality": record.quality_score,
        "title": record.title,
        "title_en": record.title_en,
        "ipc": tuple(record.ipc),
        "trl": record.trl,
        "price_model": record.price_model,
        "price": Decimal(0) if record.price_model == "free" else record.price_amount,
    }
    if isinstance(record, Achievement):
        return common | {
            "text": _joined(record.summary, record.application, *body),
            "text_en": _joined(record.summary_en, record.application_en, *body_en),
            "keywords": (
                *record.keywords,
                *record.keywords_en,
                *record.completed_by,
                record.owner_department,
            ),
            "industries": tuple(record.industries),
        }
    return common | {
        "text": _joined(record.abstract, record.first_claim, *body),
        "text_en": _joined(record.abstract_en, *body_en),
        "keywords": (*record.inventors, *record.owners),
        "identifiers": (record.application_number, record.publication_number),
    }


def _expert(record: Expert) -> dict[str, Any]:
    works = list(record.documents.all())
    told = [part for work in works for part in (work.title, work.text)]
    told_en = [part for work in works for part in (work.title_en, work.text_en)]
    return {
        "quality": record.quality_score,
        "title": record.name,
        "title_en": record.name_en,
        "text": _joined(record.summary, *told),
        "text_en": _joined(record.summary_en, *told_en),
        "keywords": (*record.research, *record.research_en, record.department, record.title, record.title_en),
        "identifiers": (record.orcid,) if record.orcid else (),
    }


def _demand(demand: Demand) -> Document:
    """As much of a demand as anybody may know: what is withheld is empty here."""
    shown = disclose(demand, actor=ANONYMOUS)
    asked = _joined(*(str(row) for row in shown.indicators))
    asked_en = _joined(*(row.name_en for row in shown.indicators))
    return Document(
        **_shared(shown, shown.organisation),
        kind="demand",
        title=shown.title,
        title_en=shown.title_en,
        text=_joined(shown.problem, shown.existing, shown.ip_requirement, asked, shown.public_summary),
        text_en=_joined(
            shown.problem_en, shown.existing_en, shown.ip_requirement_en, asked_en, shown.public_summary_en
        ),
        industries=shown.industries,
        trl=shown.trl_min,
        price=shown.budget_max,
        deadline=shown.deadline,
        quality=demand.quality_score,
    )


def document_of(record: LivingRecord) -> Document:
    """The document of a record that is live; its owner and children should be loaded with it."""
    if isinstance(record, Demand):
        return _demand(record)
    if isinstance(record, Expert):
        return Document(**_shared(record, record.organisation), kind="expert", **_expert(record))
    if isinstance(record, Achievement | Patent):
        kind = KIND_BY_LETTER[record.number_letter]
        return Document(**_shared(record, record.owner), kind=kind, **_offer(record))
    raise TypeError(f"{type(record).__name__} is not searched")


def live_rows(kind: str, day: date) -> QuerySet[Any]:
    """Published and valid records that anybody may see, with owner and children."""
    model = KINDS[kind]
    if model is Demand:
        rows: QuerySet[Any] = demands.demands_visible_to(ANONYMOUS).filter(demands.live(day))
        return rows.select_related("organisation").prefetch_related("indicators")
    found = catalogue.visible_to(ANONYMOUS, model).filter(catalogue.live(day))
    if model is Expert:
        return found.select_related("organisation").prefetch_related("documents")
    return found.select_related("owner").prefetch_related("indicators")


def documents_for(numbers: Sequence[str]) -> dict[str, Document | None]:
    """The documents of some records by number; None for one that must not be found."""
    day = clock.today()
    found: dict[str, Document | None] = dict.fromkeys(numbers)
    for letter, kind in KIND_BY_LETTER.items():
        asked = [number for number in numbers if number.startswith(letter)]
        for record in live_rows(kind, day).filter(number__in=asked) if asked else ():
            found[record.number] = document_of(record)
    return found


def all_documents() -> Iterator[Document]:
    """Every document of the stock, read in small steps so that no transaction stays open."""
    day = clock.today()
    for kind in KINDS:
        last = 0
        while rows := list(live_rows(kind, day).filter(pk__gt=last).order_by("pk")[:CHUNK]):
            last = rows[-1].pk
            yield from map(document_of, rows)


def numbers_of_owners(organisation_numbers: Sequence[str]) -> list[str]:
    """Numbers of all live records that belong to some organisations."""
    day, found = clock.today(), []
    for kind, model in KINDS.items():
        owner = "organisation" if model in {Expert, Demand} else "owner"
        rows = live_rows(kind, day).filter(**{f"{owner}__number__in": organisation_numbers})
        found += list(rows.order_by("pk").values_list("number", flat=True))
    return found
