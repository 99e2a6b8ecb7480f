"""Keyset pages: a cursor names the last row of a page, so that a page never shifts while records change."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeVar

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Collate
from django.utils.translation import gettext as _

from qianqiao.api import problems

DEFAULT_LIMIT, MAX_LIMIT = 50, 100
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the row's time of change and its number."""

    updated_at: datetime
    number: str

    def encoded(self) -> str:
        told = json.dumps([self.updated_at.isoformat(), self.number]).encode()
        return base64.urlsafe_b64encode(told).decode().rstrip("=")


def decoded(text: str) -> Cursor:
    """Reads a cursor; raises Problem where it was not made here."""
    try:
        moment, number = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        found = Cursor(datetime.fromisoformat(moment), str(number))
    except (ValueError, TypeError, binascii.Error) as error:
        raise _bad_cursor() from error
    if found.updated_at.tzinfo is None:
        raise _bad_cursor()
    return found


def _bad_cursor() -> problems.Problem:
    reason = _("not a cursor of this interface; take the address in “next” of the page before, whole")
    return problems.invalid([{"parameter": "cursor", "reason": reason}])


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows of one page and the cursor of the next, empty on the last page."""

    rows: list[Any]
    next_cursor: str


def slice_of(querysets: Iterable[QuerySet[Any]], *, newest_first: bool, cursor: str, limit: int) -> Slice:
    """One page over several tables in one order: time of change, then number. One query per table."""
    after = decoded(cursor) if cursor else None
    rows: list[Any] = []
    for queryset in querysets:
        rows.extend(_part(queryset, newest_first=newest_first, after=after)[: limit + 1])
    rows.sort(key=attrgetter("updated_at", "number"), reverse=newest_first)
    page = rows[:limit]
    more = len(rows) > limit
    return Slice(page, Cursor(page[-1].updated_at, page[-1].number).encoded() if more else "")


def _part(queryset: QuerySet[Any], *, newest_first: bool, after: Cursor | None) -> QuerySet[Any]:
    # "C" compares numbers by code point in the database as Python does when the tables are merged
    rows = queryset.annotate(number_order=Collate("number", "C"))
    sign = "lt" if newest_first else "gt"
    if after is not None:
        same_moment = Q(updated_at=after.updated_at, **{f"number_order__{sign}": after.number})
        rows = rows.filter(Q(**{f"updated_at__{sign}": after.updated_at}) | same_moment)
    order = (F("updated_at"), F("number_order"))
    ordered: QuerySet[Any] = rows.order_by(*(key.desc() if newest_first else key.asc() for key in order))
    return ordered


def page(found: Slice, *, present: Callable[[Any], T], next_address: Callable[[str], str]) -> dict[str, Any]:
    """The page as it is answered: items, and the address of the next page or null."""
    return {
        "items": [present(row) for row in found.rows],
        "next": next_address(found.next_cursor) if found.next_cursor else None,
    }
