"""Counts a funnel from contacts and listed records: pure, without a database."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from qianqiao.coordination.contacts import Contact, Listing
from qianqiao.coordination.periods import Period
from qianqiao.coordination.stages import LISTED, MATCHED, OF_CONTACTS, OF_RECORDS, SHOWN, STAGES

DAY = timedelta(days=1)
LAST_DIGIT = 0.11


@dataclass(frozen=True, slots=True)
class Typical:
    """The median of days that those who went on had spent in a stage, and of how many."""

    days: float
    count: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """By stage: demands, offers, contacts (no contacts before the first contact), the typical time in the stage.

    `ends` counts the contacts by what they have come to. The last stage has no time: nothing follows it.
    """

    demands: Mapping[str, int]
    offers: Mapping[str, int]
    contacts: Mapping[str, int]
    days: Mapping[str, Typical] = field(default_factory=dict)
    ends: Mapping[str, int] = field(default_factory=dict)


def is_demand(number: str) -> bool:
    return number.startswith("D")


def contact_counts(contacts: Iterable[Contact]) -> dict[str, int]:
    found = list(contacts)
    return {stage: sum(one.reached(stage) for one in found) for stage in OF_CONTACTS}


def records_reaching(contacts: Iterable[Contact]) -> dict[str, set[str]]:
    """By stage of contacts: the records of which a contact has reached it."""
    found: dict[str, set[str]] = {stage: set() for stage in OF_CONTACTS}
    for one in contacts:
        for stage in one.moments:
            found[stage].update(one.records)
    return found


def end_counts(contacts: Iterable[Contact]) -> dict[str, int]:
    return dict(Counter(one.end for one in contacts))


def typical(spans: Iterable[timedelta]) -> Typical | None:
    """The median in days with one decimal; a span that runs backwards counts as none."""
    found = [max(span, timedelta(0)) / DAY for span in spans]
    return Typical(round(median(found), 1), len(found)) if found else None


def contact_times(contacts: Iterable[Contact]) -> dict[str, Typical]:
    """The time in each stage of those contacts that have reached the next."""
    found = list(contacts)
    times = {}
    for stage, after in pairwise(OF_CONTACTS):
        spans = [
            one.moments[after] - one.moments[stage] for one in found if {stage, after} <= set(one.moments)
        ]
        told = typical(spans)
        if told is not None:
            times[stage] = told
    return times


def first_contacts(contacts: Iterable[Contact]) -> dict[str, datetime]:
    """By record: when it was first contacted."""
    first: dict[str, datetime] = {}
    for one in contacts:
        for number in one.records:
            first[number] = min(first.get(number, one.begun_at), one.begun_at)
    return first


def demand_times(listings: Sequence[Listing], first: Mapping[str, datetime]) -> dict[str, Typical]:
    """The time of demands in the stages before the first contact."""
    spans = {
        LISTED: [one.matched_at - one.listed_at for one in listings if one.matched_at],
        MATCHED: [one.shown_at - one.matched_at for one in listings if one.matched_at and one.shown_at],
        SHOWN: [first[one.number] - one.shown_at for one in listings if one.shown_at and one.number in first],
    }
    told = {stage: typical(own) for stage, own in spans.items()}
    return {stage: one for stage, one in told.items() if one is not None}


def tally(listings: Iterable[Listing], contacts: Iterable[Contact], period: Period) -> Funnel:
    """The funnel of a period: records listed in it, whenever they went on, and contacts begun in it."""
    every = list(contacts)
    begun = [one for one in every if period.holds(one.begun_at)]
    listed = [one for one in listings if period.holds(one.listed_at)]
    demands = [one for one in listed if is_demand(one.number)]
    offers = [one for one in listed if not is_demand(one.number)]
    reaching = records_reaching(every)
    return Funnel(
        demands=record_counts(demands, reaching),
        offers=record_counts(offers, reaching),
        contacts=contact_counts(begun),
        days={**demand_times(demands, first_contacts(every)), **contact_times(begun)},
        ends=end_counts(begun),
    )


def record_counts(listings: Sequence[Listing], reaching: Mapping[str, set[str]]) -> dict[str, int]:
    before = {
        LISTED: len(listings),
        MATCHED: sum(one.matched_at is not None for one in listings),
        SHOWN: sum(one.shown_at is not None for one in listings),
    }
    numbers = {one.number for one in listings}
    return {**before, **{stage: len(numbers & reaching[stage]) for stage in OF_CONTACTS}}


def differences(ours: Funnel, theirs: Funnel) -> list[str]:
    """Where two funnels differ, in words for the command line; empty where they agree in every figure."""
    told = []
    for name in ("demands", "offers", "contacts"):
        for stage in STAGES:
            if stage in OF_RECORDS and name == "contacts":
                continue
            pair = getattr(ours, name)[stage], getattr(theirs, name)[stage]
            if pair[0] != pair[1]:
                told.append(f"{name} {stage}: page {pair[0]}, log {pair[1]}")
    keys = sorted({*ours.days, *theirs.days})
    for stage in keys:
        one, two = ours.days.get(stage), theirs.days.get(stage)
        # the log is written a moment after the row, which may move the last digit
        if one is None or two is None or one.count != two.count or abs(one.days - two.days) > LAST_DIGIT:
            told.append(f"days in {stage}: page {one}, log {two}")
    return told + [
        f"ended {end}: page {ours.ends.get(end)}, log {theirs.ends.get(end)}"
        for end in sorted({*ours.ends, *theirs.ends})
        if ours.ends.get(end) != theirs.ends.get(end)
    ]
