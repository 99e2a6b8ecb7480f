"""What refusals advise the owner of a record: which reasons were given how often, and which fields would answer them."""

from collections import Counter
from dataclasses import dataclass

from qianqiao.core import rules
from qianqiao.core.actor import Actor
from qianqiao.core.clock import today
from qianqiao.docking.models import OFFER, DockingCase
from qianqiao.docking.sides import SEE

PACKAGE, PACK = "qianqiao.docking", "docking.advice"
LEAST = 2


@dataclass(frozen=True, slots=True)
class Advice:
    """Of `answers` that a record got, `count` gave the reason; `fields` would answer it."""

    number: str
    reason: str
    count: int
    answers: int
    fields: tuple[str, ...]


def advice_of(number: str) -> list[Advice]:
    """Advice for one offer or expert, the commonest reason first; nothing before two refusals."""
    return _advice({number})


def advice_for_organisations(actor: Actor) -> list[Advice]:
    """The same for all offers of the actor's organisations, those with most refusals first."""
    own = actor.organisations_where(SEE)
    numbers = set(
        DockingCase.objects.filter(offer_side__in=own, state="refused", started_by=OFFER)
        .exclude(offer="")
        .values_list("offer", flat=True)
    )
    return _advice(numbers)[:5]


def _advice(numbers: set[str]) -> list[Advice]:
    answered: Counter[str] = Counter()
    given: Counter[tuple[str, str]] = Counter()
    # only answers of the demand side say something of the offer
    rows = DockingCase.objects.filter(offer__in=numbers, started_by=OFFER, answered_at__isnull=False)
    for number, state, reasons in rows.values_list("offer", "state", "reasons"):
        answered[number] += 1
        if state == "refused":
            given.update((number, reason) for reason in reasons)
    fields = rules.pack_in_force(PACKAGE, PACK, today()).rules["fields"]
    found = [
        Advice(number, reason, count, answered[number], tuple(fields[reason]))
        for (number, reason), count in given.items()
        if count >= LEAST and fields.get(reason)
    ]
    return sorted(found, key=lambda one: (-one.count, one.number, one.reason))
