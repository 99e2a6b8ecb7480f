"""Advice in sentences: 7 of 12 said so; fill this."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qianqiao import reference
from qianqiao.catalogue.models import Achievement, Patent
from qianqiao.core.texts import language, listed
from qianqiao.docking.reads.advice import Advice
from qianqiao.organisations.views.record_pages.addresses import address
from qianqiao.organisations.views.record_pages.facts import label_of


@dataclass(frozen=True, slots=True)
class AdviceLine:
    number: str
    url: str
    says: str
    fill: str


def advice_lines(found: Iterable[Advice]) -> list[AdviceLine]:
    return [_line(one) for one in found]


def _line(one: Advice) -> AdviceLine:
    specs = Patent.specs if one.number.startswith("P") else Achievement.specs
    known = {spec.key for spec in specs}
    labels = [label_of(specs, key) for key in one.fields if key in known]
    said = {
        "count": one.count,
        "answers": one.answers,
        "reason": reference.label("refusal_reasons", one.reason, language()),
    }
    return AdviceLine(
        number=one.number,
        url=address(one.number),
        says=_("%(count)s of %(answers)s said: %(reason)s.") % said,
        fill=_("Fill: %(fields)s.") % {"fields": listed(labels)} if labels else "",
    )
