"""Hits as rows of a list or a table: what a template shows, ready but for the writing of money and dates."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from qianqiao import reference
from qianqiao.organisations.views.record_pages.addresses import address
from qianqiao.search.facets import KIND_LABELS
from qianqiao.search.highlights import Marked
from qianqiao.search.hits import Hit
from qianqiao.search.pages import COLUMN_LABELS, ListPage

Column = dict[str, object]
_NUMERIC = {"price", "budget", "hours", "trl"}
_UNBROKEN = {"number", "kind", "region", "deadline", "published", "valid"}


@dataclass(frozen=True, slots=True)
class Row:
    """One record as shown. `owner` carries name and name_en; `amount` is a price or a budget, in yuan."""

    number: str
    url: str
    kind: str
    kind_label: str
    title: Marked
    title_lang: str
    text: Marked
    text_lang: str
    owner: Any
    owner_url: str
    fields: tuple[str, ...]
    modes: tuple[str, ...]
    region: str
    trl: int | None
    price_model: str
    amount: Decimal | None
    deadline: date | None
    overdue: bool
    research: tuple[str, ...]
    position: Any
    hours: int | None
    published: Any
    valid: date | None


def _kind_label(hit: Hit, language: str) -> str:
    if hit.kind == "patent" and hit.record.patent_type:
        return reference.label("patent_types", hit.record.patent_type, language)
    return str(KIND_LABELS[hit.kind])


def _other(text: Marked, language: str) -> str:
    """The language of a text where it is not the page's own, for lang=""."""
    return "" if not text.language or text.language[:2] == language[:2] else text.language


def row(hit: Hit, *, language: str, day: date) -> Row:
    record = hit.record
    owner = record.owner if hit.kind in {"achievement", "patent"} else record.organisation
    deadline = getattr(record, "deadline", None)
    title = hit.title if hit.title.text else Marked(_("Sealed demand"), "")
    free = getattr(record, "price_model", "") == "free"
    return Row(
        number=hit.number,
        url=address(hit.number),
        kind=hit.kind,
        kind_label=_kind_label(hit, language),
        title=title,
        title_lang=_other(title, language),
        text=hit.text,
        text_lang=_other(hit.text, language),
        owner=owner,
        owner_url=f"/organisations/{owner.number}" if owner else "",
        fields=tuple(record.fields),
        modes=tuple(record.modes),
        region=record.region,
        trl=getattr(record, "trl", None),
        price_model=getattr(record, "price_model", ""),
        amount=None
        if free
        else getattr(record, "budget_max" if hit.kind == "demand" else "price_amount", None),
        deadline=deadline,
        overdue=deadline is not None and deadline < day,
        research=tuple(_research(record, language)),
        position=record if hit.kind == "expert" else None,
        hours=getattr(record, "hours_per_month", None),
        published=record.published_at,
        valid=record.valid_until,
    )


def _research(record: Any, language: str) -> list[str]:
    chinese, english = getattr(record, "research", []), getattr(record, "research_en", [])
    return list(chinese if language.startswith("zh") or not english else english)


def columns(page: ListPage, chosen: tuple[str, ...]) -> list[Column]:
    """All columns of a table with whether they are shown."""
    shown = chosen or page.columns[: page.shown]
    return [
        {
            "key": key,
            "label": COLUMN_LABELS[key],
            "shown": key in shown,
            "css": "num" if key in _NUMERIC else "nowrap" if key in _UNBROKEN else "",
        }
        for key in page.columns
    ]
