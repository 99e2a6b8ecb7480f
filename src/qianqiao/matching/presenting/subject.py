"""The record that is matched, in the column beside its matches."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core import policy
from qianqiao.core.actor import Actor
from qianqiao.core.texts import (
    chosen,
    foreign,
    in_chinese,
    indicator_value,
    named,
    place,
)
from qianqiao.demands.disclosure import disclose
from qianqiao.demands.models import Demand
from qianqiao.matching.engine.explain.sentences import money
from qianqiao.matching.presenting.candidates import price
from qianqiao.matching.records import Row
from qianqiao.organisations.views.record_pages.addresses import address
from qianqiao.organisations.views.record_pages.facts import Fact, day, fact


@dataclass(frozen=True, slots=True)
class Subject:
    """Title, address and facts; `gaps` are facts that would make matches better and are not there."""

    number: str
    url: str
    title: str
    lang: str
    facts: list[Fact]


def subject(row: Row, *, actor: Actor) -> Subject:
    if isinstance(row, Demand):
        return _demand(row, actor)
    return _expert(row) if isinstance(row, Expert) else _offer(row)


def _demand(row: Demand, actor: Actor) -> Subject:
    shown = disclose(row, actor=actor)
    title, lang = chosen(shown, "title")
    facts: list[Fact] = []
    for item in shown.indicators:
        facts += fact(chosen(item, "name")[0], indicator_value(item), lang="")
    edit = f"{address(row.number)}/edit" if policy.may(actor, "edit", row) else ""
    if shown.level == "full" and not shown.indicators:
        facts.append(_gap(pgettext("fact", "Indicators"), edit))
    if shown.budget_max is not None:
        facts += fact(
            pgettext("fact", "Budget"), money(str(shown.budget_max), "zh" if in_chinese() else "en")
        )
    else:
        facts.append(_gap(pgettext("fact", "Budget"), edit))
    return Subject(
        number=shown.number,
        url=address(shown.number),
        title=title,
        lang=foreign(lang),
        facts=[
            *facts,
            *fact(pgettext("fact", "Way of working"), named("modes", shown.modes)),
            *fact(pgettext("fact", "Place"), place(shown.region)),
            *fact(pgettext("fact", "Needed by"), day(shown.deadline)),
            *fact(pgettext("fact", "Field"), named("fields", shown.fields)),
        ],
    )


def _gap(label: str, edit: str) -> Fact:
    return {"label": label, "missing": _("not stated"), "url": edit, "act": _("add it") if edit else ""}


def _offer(row: Achievement | Patent) -> Subject:
    title, lang = chosen(row, "title")
    facts: list[Fact] = []
    for item in row.indicators.all():
        facts += fact(chosen(item, "name")[0], indicator_value(item))
    return Subject(
        number=row.number,
        url=address(row.number),
        title=title,
        lang=foreign(lang),
        facts=[
            *facts,
            *fact(
                pgettext("fact", "Maturity"), f"{row.trl} {named('trl', [str(row.trl)])}" if row.trl else ""
            ),
            *fact(pgettext("fact", "Price"), price(row)),
            *fact(pgettext("fact", "Way of working"), named("modes", row.modes)),
            *fact(pgettext("fact", "Place"), place(row.region)),
            *fact(pgettext("fact", "Field"), named("fields", row.fields)),
        ],
    )


def _expert(row: Expert) -> Subject:
    name, lang = chosen(row, "name")
    return Subject(
        number=row.number,
        url=address(row.number),
        title=name,
        lang=foreign(lang),
        facts=[
            *fact(pgettext("fact", "Field"), named("fields", row.fields)),
            *fact(pgettext("fact", "Place"), place(row.region)),
        ],
    )
