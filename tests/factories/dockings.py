"""Two sides and a case between them, brought to any state by the steps that people take."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from qianqiao.agreements.domain import Terms
from qianqiao.catalogue.models import Achievement
from qianqiao.core import clock
from qianqiao.core.actor import Actor
from qianqiao.demands.models import Demand
from qianqiao.docking.domain import expressing, steps
from qianqiao.docking.domain.expressing import Interest
from qianqiao.docking.models import DockingCase
from qianqiao.organisations.models import Organisation, User
from tests.factories import records as make

INTEREST = Interest(
    text="我们的成像系统四点二秒测一件，想先看样件。", wishes=["call", "sample"], reach="0574-1234"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A firm with a demand and a university with an offer; the university begins."""

    firm: Organisation
    university: Organisation
    firm_user: User
    firm_actor: Actor
    uni_user: User
    uni_actor: Actor
    demand: Demand
    offer: Achievement

    def actor(self, side: str) -> Actor:
        return self.firm_actor if side == "demand" else self.uni_actor


def pair(*, region: str = "330200", **values: Any) -> Pair:
    firm, university = make.organisation("enterprise", region=region), make.organisation(region="320100")
    firm_user, firm_actor = make.person(firm)
    uni_user, uni_actor = make.person(university)
    return Pair(
        firm,
        university,
        firm_user,
        firm_actor,
        uni_user,
        uni_actor,
        make.demand(firm, **values),
        make.achievement(university),
    )


def express(two: Pair, *, by: str = "offer", **changes: Any) -> DockingCase:
    organisation = two.university if by == "offer" else two.firm
    return expressing.express(
        replace(INTEREST, **changes),
        demand=two.demand,
        offer=two.offer,
        organisation_id=organisation.pk,
        actor=two.actor(by),
    )


def nda() -> Terms:
    return Terms("confidentiality", "保密协议", clock.today(), clock.today() + timedelta(days=700))


def contract() -> Terms:
    return Terms(
        "licence",
        "缺陷识别系统许可合同",
        clock.today(),
        clock.today() + timedelta(days=1000),
        Decimal("300000.00"),
        Decimal("90000.00"),
    )


WAYS: dict[str, tuple[str, ...]] = {
    "expressed": (),
    "seen": ("see",),
    "interested": ("accept",),
    "refused": ("refuse",),
    "withdrawn": ("withdraw",),
    "unanswered": ("release",),
    "contact": ("accept", "open_contact"),
    "confidential": ("accept", "open_contact", "agree_confidentiality"),
    "negotiating": ("accept", "open_contact", "negotiate"),
    "agreed": ("accept", "open_contact", "negotiate", "agree"),
    "paid": ("accept", "open_contact", "negotiate", "agree", "pay"),
    "closed": ("accept", "close"),
}
# The side that takes each step where the university began.
TAKEN_BY = {
    "see": "demand",
    "accept": "demand",
    "refuse": "demand",
    "withdraw": "offer",
    "open_contact": "offer",
    "agree_confidentiality": "offer",
    "negotiate": "demand",
    "agree": "offer",
    "pay": "offer",
    "close": "demand",
}


def take(case: DockingCase, step: str, actor: Actor) -> DockingCase:
    """Takes a step with all that belongs to it."""
    doing: dict[str, Callable[[], DockingCase]] = {
        "accept": lambda: steps.accept(case, reach="0571-5678", actor=actor),
        "refuse": lambda: steps.refuse(case, reasons=["price"], actor=actor),
        "close": lambda: steps.close(case, reasons=["other"], text="改期", actor=actor),
        "agree_confidentiality": lambda: steps.agree_confidentiality(case, nda(), actor=actor),
        "agree": lambda: steps.agree(case, contract(), actor=actor),
        "pay": lambda: steps.pay(case, amount=Decimal(90000), on=clock.today(), actor=actor),
    }
    if step in doing:
        return doing[step]()
    return steps.take_plain_step(case, step, actor=actor)


def case_in(state: str, two: Pair | None = None) -> tuple[DockingCase, Pair]:
    """A case in a state, by the steps that lead there."""
    two = two or pair()
    case = express(two)
    for step in WAYS[state]:
        if step == "release":
            case = steps.end_by_clock(case, "release")
        else:
            case = take(case, step, two.actor(TAKEN_BY[step]))
    return case, two


def pair_with(two: Pair) -> Pair:
    """Another demand of the same firm and another offer of the same university."""
    return replace(two, demand=make.demand(two.firm), offer=make.achievement(two.university))
