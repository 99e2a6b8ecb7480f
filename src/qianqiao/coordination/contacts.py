"""Contacts and listed records as plain values, and how cases become contacts: pure; the log is counted with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from qianqiao.coordination.stages import CONTACTED, OF_CONTACTS

# What a contact has come to where it did not go on: the state of its newest case.
ENDS = ("waiting", "talking", "signed", "paid", "refused", "withdrawn", "unanswered", "closed")
_END_OF_STATE = {
    "expressed": "waiting",
    "seen": "waiting",
    "interested": "talking",
    "contact": "talking",
    "confidential": "talking",
    "negotiating": "talking",
    "agreed": "signed",
}
Key = tuple[str, str, int, int]


def end_of(state: str) -> str:
    """What a contact has come to whose newest case is in a state."""
    return _END_OF_STATE.get(state, state)


@dataclass(frozen=True, slots=True)
class CaseFact:
    """What the funnel knows of one case; `moments`: stage to the moment at which the case first reached it."""

    number: str
    key: Key
    state: str
    moments: Mapping[str, datetime]
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """The same demand and offer between the same two sides; `cases` in the order in which they were begun."""

    key: Key
    cases: tuple[str, ...]
    end: str
    moments: Mapping[str, datetime]

    @property
    def records(self) -> tuple[str, ...]:
        return tuple(number for number in self.key[:2] if number)

    @property
    def sides(self) -> tuple[int, int]:
        return self.key[2:]

    @property
    def begun_at(self) -> datetime:
        return self.moments[CONTACTED]

    def reached(self, stage: str) -> bool:
        return stage in self.moments


@dataclass(frozen=True, slots=True)
class Listing:
    """A record that was published: when first, when first matched, when first shown to its own people."""

    number: str
    owner: int
    listed_at: datetime
    matched_at: datetime | None = None
    shown_at: datetime | None = None


def contacts_of(cases: Iterable[CaseFact]) -> list[Contact]:
    """Cases on the same records between the same sides become one contact with the earliest moment of each stage."""
    together: dict[Key, list[CaseFact]] = {}
    for case in cases:
        together.setdefault(case.key, []).append(case)
    found = [_contact(key, own) for key, own in together.items()]
    return sorted(found, key=lambda one: (one.begun_at, one.cases))


def _contact(key: Key, cases: list[CaseFact]) -> Contact:
    cases.sort(key=lambda one: (one.moments[CONTACTED], one.number))
    moments: dict[str, datetime] = {}
    for stage in OF_CONTACTS:
        reached = [one.moments[stage] for one in cases if stage in one.moments]
        if reached:
            moments[stage] = min(reached)
    return Contact(key, tuple(one.number for one in cases), end_of(cases[-1].state), moments)
