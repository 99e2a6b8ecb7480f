"""Rows behind the numbers that the index found, checked again by policy, with their highlights."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from qianqiao.catalogue import queries as catalogue
from qianqiao.catalogue.models import Expert
from qianqiao.core import clock
from qianqiao.core.actor import Actor
from qianqiao.core.texts import readings
from qianqiao.demands import queries as demands
from qianqiao.demands.disclosure import disclose
from qianqiao.demands.models import Demand, DemandIndicator
from qianqiao.search import highlights
from qianqiao.search.clauses import Sought
from qianqiao.search.documents import KIND_BY_LETTER, KINDS
from qianqiao.search.highlights import Marked

_TEXTS = {
    "achievement": ("summary", "problem", "comparison", "application"),
    "patent": ("abstract", "problem", "comparison"),
    "expert": ("summary",),
    "demand": ("problem", "existing", "public_summary"),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found. `record` is its row; of a demand it is the `Disclosed` that this reader may know.

    `title` is empty where the reader may not know it (a sealed demand).
    """

    number: str
    kind: str
    score: float
    record: Any
    title: Marked
    text: Marked

    @property
    def revision(self) -> int:
        return int(self.record.revision)

    @property
    def is_sealed(self) -> bool:
        return not self.title.text


def _visible_rows(kind: str, actor: Actor) -> QuerySet[Any]:
    model, day = KINDS[kind], clock.today()
    if model is Demand:
        rows: QuerySet[Any] = demands.demands_visible_to(actor).filter(demands.live(day))
        # a list shows no indicators: without this, telling what may be told would ask for them row by row
        unread = Prefetch("indicators", queryset=DemandIndicator.objects.none())
        return rows.select_related("organisation").prefetch_related(unread)
    owner = "organisation" if kind == "expert" else "owner"
    return catalogue.visible_to(actor, model).filter(catalogue.live(day)).select_related(owner)


def _works(row: Expert, language: str) -> list[tuple[str, str]]:
    """Titles and texts of an expert's works, where they were loaded."""
    loaded = "documents" in getattr(row, "_prefetched_objects_cache", {})
    works = row.documents.all() if loaded else ()
    return [
        reading for work in works for name in ("title", "text") for reading in readings(work, name, language)
    ]


def load(numbers: Sequence[str], *, actor: Actor) -> dict[str, Any]:
    """Rows by number, one query per kind; what the actor may not know, or is no longer live, is left out."""
    found: dict[str, Any] = {}
    for letter, kind in KIND_BY_LETTER.items():
        asked = [number for number in numbers if number.startswith(letter)]
        if asked:
            rows = _visible_rows(kind, actor).filter(number__in=asked)
            # a list of experts alone can afford their works, which may be what was found
            rows = (
                rows.prefetch_related("documents")
                if kind == "expert" and len(asked) == len(numbers)
                else rows
            )
            found.update(
                {row.number: disclose(row, actor=actor) if kind == "demand" else row for row in rows}
            )
    return found


def _title(row: Any, kind: str, sought: Sequence[Sought], language: str) -> Marked:
    told = readings(row, "name" if kind == "expert" else "title", language)
    return highlights.marked(*told[0], sought) if told else Marked("", language)


def _text(row: Any, kind: str, sought: Sequence[Sought], language: str) -> Marked:
    """The first text that carried the query, the reader's language first; else the first text there is."""
    told = [reading for name in _TEXTS[kind] for reading in readings(row, name, language)]
    if kind == "expert":
        told = [*readings(row, "research", language), *told, *_works(row, language)]
    if not told:
        return Marked("", language)
    carrying = (marked for reading in told if (marked := highlights.marked(*reading, sought)).spans)
    return highlights.snippet(next(carrying, Marked(*told[0])))


def hits(
    found: Sequence[tuple[str, float]], sought: Sequence[Sought], *, actor: Actor, language: str
) -> tuple[Hit, ...]:
    """Hits in the order of (number, score) pairs; rows that vanished meanwhile are dropped."""
    rows = load([number for number, _ in found], actor=actor)
    result = []
    for number, score in found:
        row = rows.get(number)
        if row is not None:
            kind = KIND_BY_LETTER[number[0]]
            marks = _title(row, kind, sought, language), _text(row, kind, sought, language)
            result.append(Hit(number, kind, score, row, *marks))
    return tuple(result)
