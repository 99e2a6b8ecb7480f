"""A year of cases on a moved clock: people who answer, who are late, who pause and who never do; every day is checked."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Q

from qianqiao.catalogue.models import Achievement
from qianqiao.core import clock, workdays
from qianqiao.core.actor import Actor
from qianqiao.core.clock import SHANGHAI
from qianqiao.core.workflow import Refusal
from qianqiao.demands.models import Demand
from qianqiao.docking.domain import expressing, holding, talking
from qianqiao.docking.domain.escalating import tick
from qianqiao.docking.models import DockingCase, Escalation, Obligation
from qianqiao.docking.states import OPEN
from tests.factories import dockings as docked
from tests.factories import records as make

FIRST_DAY, DAYS = date(2026, 1, 5), 365
NIGHT = time(18, 5)
# The share of obligations that nobody ever meets, and of those that are paused once.
NEVER, PAUSED = 0.25, 0.1
NEXT_STEPS = {
    "expressed": ("accept", "accept", "refuse"),
    "seen": ("accept", "refuse"),
    "interested": ("open_contact", "open_contact", "close"),
    "contact": ("message", "negotiate", "agree_confidentiality", "close"),
    "confidential": ("message", "negotiate"),
    "negotiating": ("message", "agree", "close"),
    "agreed": ("report", "report", "pay"),
}


@dataclass
class Year:
    """What a year left behind."""

    cases: int = 0
    ticks: int = 0
    checks: int = 0
    taken: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


Stock = list[tuple[docked.Pair, list[Demand], list[Achievement]]]


def stock(organisations: int, each: int) -> Stock:
    """Firms with demands and universities with offers, and authorities for half of the regions."""
    make.person(make.organisation("authority", region="330000"), roles=["authority_officer"])
    make.person(make.organisation("operator"), roles=["operator"])
    found = []
    for n in range(organisations):
        two = docked.pair(region="330200" if n % 2 else "440300")
        demands = [two.demand, *(make.demand(two.firm) for _ in range(each - 1))]
        offers = [two.offer, *(make.achievement(two.university) for _ in range(each - 1))]
        found.append((two, demands, offers))
    return found


def play(cases: int, *, organisations: int, seed: int = 7) -> Year:
    """Plays a year with so many cases, spread over its working days; `faults` stays empty where the clocks hold."""
    dice, year = random.Random(seed), Year()
    offered = stock(organisations, each=max(4, int((cases / organisations) ** 0.5) + 1))
    pairs = [two for two, _, _ in offered]
    plans: dict[int, datetime | None] = {}
    every = [FIRST_DAY + timedelta(days=n) for n in range(DAYS)]
    days = [day for day in every if workdays.is_workday(day)]
    begins = Counter(dice.choices(days, k=cases))
    for day in every:
        with clock.frozen(datetime.combine(day, time(10), tzinfo=SHANGHAI)):
            for _ in range(begins[day]):
                _begin(offered, dice)
                year.cases += 1
            if workdays.is_workday(day):
                _people_act(pairs, plans, dice, year)
        with clock.frozen(datetime.combine(day, NIGHT, tzinfo=SHANGHAI)):
            year.ticks += tick()
            check(year)
    return year


def _begin(offered: Stock, dice: random.Random) -> None:
    """A case about a demand and an offer between which none is open, begun by either side."""
    while True:
        two, demands, offers = dice.choice(offered)
        by_offer = dice.random() < 0.5
        try:
            expressing.express(
                docked.INTEREST,
                demand=dice.choice(demands),
                offer=dice.choice(offers),
                organisation_id=(two.university if by_offer else two.firm).pk,
                actor=two.uni_actor if by_offer else two.firm_actor,
            )
        except Refusal as refusal:
            if refusal.code != "open_case_exists":
                raise
        else:
            return


def _people_act(
    pairs: list[docked.Pair], plans: dict[int, datetime | None], dice: random.Random, year: Year
) -> None:
    """Whoever owes something has made up their mind when to do it, if ever."""
    actors = {two.firm.pk: two.firm_actor for two in pairs} | {
        two.university.pk: two.uni_actor for two in pairs
    }
    now = clock.now()
    for obligation in Obligation.objects.filter(done_at=None, started_at__lte=now).select_related("case"):
        if obligation.pk not in plans:
            wait = timedelta(days=dice.expovariate(1 / 4))
            plans[obligation.pk] = None if dice.random() < NEVER else now + wait
            if dice.random() < PAUSED:
                _pause(obligation, actors[obligation.organisation_id], dice, year)
        due = plans[obligation.pk]
        if due is not None and due <= now:
            _act(obligation, actors[obligation.organisation_id], dice, year)


def _pause(obligation: Obligation, actor: Actor, dice: random.Random, year: Year) -> None:
    until = clock.today() + timedelta(days=dice.randint(1, 9))
    holding.pause(obligation.case, obligation.clock, until=until, reason="出差", actor=actor)
    year.taken["pause"] += 1


def _act(obligation: Obligation, actor: Actor, dice: random.Random, year: Year) -> None:
    case = DockingCase.objects.get(pk=obligation.case_id)
    name = dice.choice(NEXT_STEPS.get(case.state, ("message",)))
    try:
        if name == "message":
            talking.say(case, "收到。", actor=actor)
        elif name == "report":
            talking.report(case, "进展正常。", actor=actor)
        else:
            docked.take(case, name, actor)
    except Refusal as refusal:
        # another obligation of the same day has moved the case on
        year.taken[f"refused:{refusal.code}"] += 1
    else:
        year.taken[name] += 1


def check(year: Year) -> None:
    """Nothing waits for a look, nothing is past its due time without a record, no level stands twice, none is silent."""
    now = clock.now()
    year.checks += 1
    running = Obligation.objects.filter(done_at=None)
    waiting = running.filter(next_at__lte=now).count()
    told = Count("escalations", filter=Q(escalations__level="organisation"))
    silent = running.filter(due_at__lte=now).exclude(pauses__ended_at=None, pauses__isnull=False)
    unrecorded = silent.annotate(told=told).filter(told=0).count()
    unwatched = DockingCase.objects.filter(state__in=OPEN - {"agreed"}).exclude(
        obligations__in=Obligation.objects.filter(done_at=None)
    )
    doubled = Escalation.objects.values("obligation", "level").annotate(n=Count("pk")).filter(n__gt=1)
    found = {
        "waiting": waiting,
        "unrecorded": unrecorded,
        "unwatched": unwatched.count(),
        "doubled": doubled.count(),
    }
    year.faults += [f"{now:%Y-%m-%d} {name}: {count}" for name, count in found.items() if count]


def order_faults() -> int:
    """Obligations whose levels were not taken in the order of their rules, or before they were planned."""
    early = Escalation.objects.filter(at__lt=F("planned_at")).count()
    wrong = 0
    for obligation in Obligation.objects.prefetch_related("escalations"):
        levels = [one.level for one in sorted(obligation.escalations.all(), key=lambda one: one.pk)]
        wrong += levels != ["reminder", "organisation", "authority", "release"][: len(levels)]
    return early + wrong
