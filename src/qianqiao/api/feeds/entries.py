"""What a feed tells of one record, in one language; a demand only as far as everybody may know it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from qianqiao import reference
from qianqiao.api import queries
from qianqiao.api.addresses import page_address
from qianqiao.catalogue.models import Achievement, Patent
from qianqiao.core.texts import chosen
from qianqiao.demands.disclosure import disclose
from qianqiao.demands.models import Demand

SUMMARY_LENGTH = 400


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `author` is empty where the owner is not named."""

    address: str
    title: str
    summary: str
    author: str
    categories: tuple[str, ...]
    published: datetime
    updated: datetime


def _told(row: Any, name: str, language: str) -> str:
    return chosen(row, name, language)[0]


def shortened(text: str) -> str:
    return text if len(text) <= SUMMARY_LENGTH else text[: SUMMARY_LENGTH - 1].rstrip() + "…"


def _names(table: str, codes: list[str], language: str) -> tuple[str, ...]:
    return tuple(reference.label(table, code, language) for code in codes)


def offer_entry(offer: Achievement | Patent, language: str) -> Entry:
    text = "summary" if isinstance(offer, Achievement) else "abstract"
    return Entry(
        address=page_address(offer.number),
        title=_told(offer, "title", language),
        summary=shortened(_told(offer, text, language) or _told(offer, "problem", language)),
        author=_told(offer.owner, "name", language),
        categories=_names("fields", offer.fields, language),
        published=offer.published_at or offer.created_at,
        updated=offer.updated_at,
    )


def demand_entry(demand: Demand, language: str) -> Entry:
    told = disclose(demand, actor=queries.READER)
    number = {"number": demand.number}
    return Entry(
        address=page_address(demand.number),
        title=_told(told, "title", language) or _("Sealed demand %(number)s") % number,
        summary=shortened(_told(told, "problem", language) or _told(told, "public_summary", language)),
        author=_told(told.organisation, "name", language) if told.organisation else "",
        categories=_names("fields", demand.fields, language),
        published=demand.published_at or demand.created_at,
        updated=demand.updated_at,
    )
