"""The records behind a run's candidates, as the reader may know them; one that vanished is dropped."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from qianqiao import reference
from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.catalogue.queries import visible_to
from qianqiao.core.actor import Actor
from qianqiao.core.texts import (
    chosen,
    foreign,
    in_chinese,
    language,
    marked,
    named,
    place,
)
from qianqiao.demands.disclosure import disclose
from qianqiao.demands.models import Demand
from qianqiao.demands.queries import demands_visible_to
from qianqiao.matching.engine.explain.sentences import money
from qianqiao.organisations.views.record_pages.addresses import address
from qianqiao.organisations.views.record_pages.facts import day_text

_SHORT_NOTE = 60
# Models whose amount alone tells too little: free for how long, in which stages.
_TOLD_BY_NOTE = {"free", "staged"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a card tells of the other side. `lang` is set where the title is not in the page's language."""

    number: str
    url: str
    title: str
    lang: str
    owner: str
    parts: tuple[str, ...]
    trl: int | None
    price: str
    terms: str
    modes: tuple[str, ...]
    region: str
    works: tuple[str, ...]
    contact: str


def candidates(numbers: Iterable[str], *, actor: Actor) -> dict[str, Candidate]:
    """Candidates by number: published, visible to the actor, told as far as the actor may know."""
    wanted: dict[str, list[str]] = {}
    for number in numbers:
        wanted.setdefault(number[0], []).append(number)
    found: dict[str, Candidate] = {}
    for letter, own in wanted.items():
        for row in _rows(letter, own, actor):
            found[row.number] = (
                _demand(row, actor) if letter == "D" else _expert(row) if letter == "X" else _offer(row)
            )
    return found


def _rows(letter: str, numbers: list[str], actor: Actor) -> Iterable[Any]:
    if letter == "D":
        rows = demands_visible_to(actor).select_related("organisation").prefetch_related("indicators")
        return rows.filter(number__in=numbers, state="published")
    if letter == "X":
        experts = visible_to(actor, Expert).select_related("organisation").prefetch_related("documents")
        return experts.filter(number__in=numbers, state="published")
    model = Achievement if letter == "A" else Patent
    return visible_to(actor, model).select_related("owner").filter(number__in=numbers, state="published")


def _offer(row: Achievement | Patent) -> Candidate:
    title, lang = chosen(row, "title")
    owner = chosen(row.owner, "name")[0]
    department = row.owner_department if isinstance(row, Achievement) else ""
    is_patent = isinstance(row, Patent)
    kind = named("patent_types", [row.patent_type]) if isinstance(row, Patent) and row.patent_type else ""
    return Candidate(
        number=row.number,
        url=address(row.number),
        title=title,
        lang=foreign(lang),
        owner=owner,
        parts=_told(
            owner,
            marked(department),
            kind or (_("Patent") if is_patent else _("Achievement")),
            place(row.region),
        ),
        trl=row.trl,
        price=price(row),
        terms="",
        modes=_modes(row.modes),
        region=place(row.region),
        works=(),
        contact=row.contact,
    )


def price(row: Achievement | Patent) -> str:
    """The price in one line: model and amount, or the owner's note where it says more; else “not stated”."""
    model = named("price_models", [row.price_model]) if row.price_model else ""
    amount = "" if row.price_amount is None or row.price_model == "free" else _money(row.price_amount)
    note = chosen(row, "price_note")[0].rstrip("。.")
    if note and len(note) <= _SHORT_NOTE and (not amount or row.price_model in _TOLD_BY_NOTE):
        return note if model in note or not model else f"{model}{'，' if in_chinese() else ', '}{note}"
    return " ".join(part for part in (model, amount) if part) or _("not stated")


def _expert(row: Expert) -> Candidate:
    name, lang = chosen(row, "name")
    owner = chosen(row.organisation, "name")[0]
    return Candidate(
        number=row.number,
        url=address(row.number),
        title=name,
        lang=foreign(lang),
        owner=owner,
        parts=_told(chosen(row, "title")[0], owner, marked(row.department), place(row.region)),
        trl=None,
        price="",
        terms="",
        modes=_modes(row.modes),
        region=place(row.region),
        works=tuple(chosen(work, "title")[0] for work in row.documents.all()),
        contact=row.contact,
    )


def _demand(row: Demand, actor: Actor) -> Candidate:
    shown = disclose(row, actor=actor)
    title, lang = chosen(shown, "title")
    owner = chosen(shown.organisation, "name")[0] if shown.organisation is not None else ""
    terms = []
    if shown.budget_max is not None:
        terms.append(_("Budget up to %(amount)s") % {"amount": _money(shown.budget_max)})
    if shown.deadline is not None:
        terms.append(_("needed by %(date)s") % {"date": day_text(shown.deadline)})
    return Candidate(
        number=shown.number,
        url=address(shown.number),
        title=title or _("Sealed demand"),
        lang=foreign(lang) if title else "",
        owner=owner,
        parts=_told(
            owner,
            named("demand_types", [shown.demand_type]) if shown.demand_type else "",
            place(shown.region),
        ),
        trl=None,
        price="",
        terms=" · ".join(terms),
        modes=_modes(shown.modes),
        region=place(shown.region),
        works=(),
        contact=shown.contact,
    )


def _told(*parts: str) -> tuple[str, ...]:
    return tuple(part for part in parts if part)


def _modes(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(reference.label("modes", code, language()) for code in codes)


def _money(amount: Decimal) -> str:
    return money(str(amount), "zh" if in_chinese() else "en")
