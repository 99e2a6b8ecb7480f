"""The demand and the offer of a case as one reader may know them, whatever has become of the records."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core.actor import Actor
from qianqiao.core.texts import chosen, foreign
from qianqiao.demands.disclosure import disclose
from qianqiao.demands.models import Demand
from qianqiao.organisations.views.record_pages.addresses import address

MODELS: dict[str, type[Any]] = {"A": Achievement, "P": Patent, "X": Expert, "D": Demand}


@dataclass(frozen=True, slots=True)
class Subject:
    """One record: `lang` is set where the title is not in the page's language."""

    number: str
    title: str
    lang: str
    url: str


def subjects(numbers: Iterable[str], *, actor: Actor) -> dict[str, Subject]:
    """Records by number; a sealed demand has no title for others."""
    wanted: dict[str, list[str]] = {}
    for number in numbers:
        if number:
            wanted.setdefault(number[0], []).append(number)
    found: dict[str, Subject] = {}
    for letter, own in wanted.items():
        model = MODELS[letter]
        rows = model._default_manager.filter(number__in=own)  # noqa: SLF001  Django's manager
        if model is Demand:
            rows = rows.select_related("organisation").prefetch_related("indicators")
        for row in rows:
            found[row.number] = _subject(row, actor)
    return found


def _subject(row: Any, actor: Actor) -> Subject:
    shown = disclose(row, actor=actor) if isinstance(row, Demand) else row
    title, lang = chosen(shown, row.title_field)
    if not title:
        return Subject(row.number, _("Sealed demand"), "", address(row.number))
    return Subject(row.number, title, foreign(lang), address(row.number))
