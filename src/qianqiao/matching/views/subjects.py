"""The record that a match page is about, by its address."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpRequest

from qianqiao.catalogue.models import Expert
from qianqiao.catalogue.queries import model_for, record_by_number, visible_to
from qianqiao.core.actor import Actor
from qianqiao.demands.models import Demand
from qianqiao.demands.queries import demand_by_number
from qianqiao.matching.domain.runs import DIRECTIONS
from qianqiao.matching.records import Row


@dataclass(frozen=True, slots=True)
class Place:
    """Where a kind of record lives: first part of its address and the letters of its numbers."""

    path: str
    letters: str


OFFERS, DEMANDS, EXPERTS = Place("offers", "AP"), Place("demands", "D"), Place("experts", "X")
# Letters of the candidates of a direction.
LETTERS = {"offers": "AP", "demands": "D", "experts": "X"}


def known_row(number: str, letters: str, *, actor: Actor) -> Row | None:
    """The record of one of these kinds, or None where it does not exist or may not be known."""
    if number[:1] not in letters or not number:
        return None
    if number.startswith("D"):
        return demand_by_number(number, actor=actor)
    return record_by_number(number, actor=actor)


def known_rows(numbers: Iterable[str], *, actor: Actor) -> dict[str, Row]:
    """The records of these numbers that may be known, with their indicators: one look for each kind of record."""
    by_letter: dict[str, list[str]] = {}
    for number in numbers:
        by_letter.setdefault(number[:1], []).append(number)
    found: dict[str, Row] = {}
    for letter, own in by_letter.items():
        model = Demand if letter == "D" else model_for(letter)
        if model is None:
            continue
        owner = "owner" if letter in "AP" else "organisation"
        rows = visible_to(actor, model).select_related(owner).filter(number__in=own)
        if model is not Expert:
            rows = rows.prefetch_related("indicators")
        found |= {row.number: row for row in rows}
    return found


def row_at(number: str, place: Place, *, actor: Actor) -> Row:
    """The record, or Http404 as for an unknown number."""
    row = known_row(number, place.letters, actor=actor)
    if row is None:
        raise Http404(number)
    return row


def chosen_direction(request: HttpRequest, row: Row) -> str:
    """What `?show=` asks to match with, else the first that the kind of record has."""
    possible = DIRECTIONS[row.number[0]]
    asked = request.GET.get("show", "") or request.POST.get("show", "")
    return asked if asked in possible else possible[0]
