"""The funnel of a selection from the audit log alone; only regions and fields, which are no events, come from the records."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from qianqiao.coordination import tally
from qianqiao.coordination.contacts import CaseFact, Contact, Key, Listing, contacts_of
from qianqiao.coordination.selection import Selection
from qianqiao.coordination.stages import ANSWERED, CONTACTED, NEGOTIATING, PAID, SIGNED
from qianqiao.coordination.tally import Funnel
from qianqiao.core.models import AuditEntry
from qianqiao.docking.reads.subjects import MODELS
from qianqiao.docking.states import OPEN

KINDS = ("demand", "achievement", "patent", "expert")
PUBLISHING = tuple(f"{kind}.{step}" for kind in KINDS for step in ("publish", "resume", "renew"))
WRITTEN = ("catalogue.records_written", "demands.records_written")
MATCHED, SHOWN = "matching.first_matched", "matching.first_shown"
EXPRESS = "docking.express"
# What each step of a case makes of it for the funnel; steps that are missing here reach no stage.
STAGE_OF_STEP = {
    EXPRESS: CONTACTED,
    "docking.accept": ANSWERED,
    "docking.refuse": ANSWERED,
    "docking.negotiate": NEGOTIATING,
    "docking.agree": SIGNED,
    "docking.pay": PAID,
}
_OWNER = re.compile(r"organisation:(\d+)")


class LogGap(Exception):  # noqa: N818  what was found, not a fault of the code
    """The log lacks what the funnel needs, such as an entry from before sides were written into it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything that the log tells of listed records and of contacts."""

    listings: list[Listing]
    contacts: list[Contact]
    cases: list[CaseFact]


def read() -> Kept:
    """Reads the log once, for as many selections as are asked of it; raises LogGap."""
    of_records = AuditEntry.objects.filter(action__in=[*PUBLISHING, *WRITTEN, MATCHED, SHOWN])
    of_cases = AuditEntry.objects.filter(action__startswith="docking.")
    cases = cases_of(of_cases.order_by("pk").iterator(5000))
    return Kept(listings_of(of_records.order_by("pk").iterator(5000)), contacts_of(cases), cases)


def funnel(selection: Selection, kept: Kept) -> Funnel:
    listings = _listings_in(selection, kept.listings)
    return tally.tally(listings, _contacts_in(selection, kept.contacts), selection.period)


def listings_of(entries: Iterable[AuditEntry]) -> list[Listing]:
    """Records by the first entry that let them out, with the first of each later one."""
    listed: dict[str, tuple[int, datetime]] = {}
    matched: dict[str, datetime] = {}
    shown: dict[str, datetime] = {}
    for entry in entries:
        if entry.action == MATCHED:
            matched.setdefault(entry.subject, entry.at)
        elif entry.action == SHOWN:
            shown.setdefault(entry.subject, entry.at)
        else:
            for number in _published(entry):
                listed.setdefault(number, (owner_of(entry), entry.at))
    return [
        Listing(number, owner, at, matched.get(number), shown.get(number))
        for number, (owner, at) in listed.items()
    ]


def _published(entry: AuditEntry) -> list[str]:
    return list(entry.data.get("published", ())) if entry.action in WRITTEN else [entry.subject]


def owner_of(entry: AuditEntry) -> int:
    """The organisation in whose log an entry stands; 0 for the platform's."""
    match = _OWNER.fullmatch(entry.chain)
    return int(match[1]) if match else 0


def cases_of(entries: Iterable[AuditEntry]) -> list[CaseFact]:
    """Cases by the entries of their steps; entries of other subjects, such as deputies, are no steps. Raises LogGap."""
    keys: dict[str, Key | None] = {}
    states: dict[str, str] = {}
    moments: dict[str, dict[str, datetime]] = {}
    ended: dict[str, datetime] = {}
    for entry in entries:
        if entry.action == EXPRESS:
            keys[entry.subject] = _key(entry)
        if "to" not in entry.data:
            continue
        states[entry.subject] = str(entry.data["to"])
        if states[entry.subject] not in OPEN:
            ended[entry.subject] = entry.at
        stage = STAGE_OF_STEP.get(entry.action)
        if stage:
            moments.setdefault(entry.subject, {}).setdefault(stage, entry.at)
    found = []
    for number, state in states.items():
        key = keys.get(number)
        if key is None:
            raise LogGap(f"the entry with which {number} began is missing or does not name both sides")
        found.append(CaseFact(number, key, state, moments[number], ended.get(number)))
    return found


def _key(entry: AuditEntry) -> Key | None:
    data = entry.data
    if "demand_side" not in data or "offer_side" not in data:
        return None
    return data["demand"], data["offer"], int(data["demand_side"]), int(data["offer_side"])


def _inside(selection: Selection) -> set[int] | None:
    organisations = selection.scope.organisations()
    return None if organisations is None else set(organisations.values_list("pk", flat=True))


def _listings_in(selection: Selection, listings: list[Listing]) -> list[Listing]:
    inside = _inside(selection)
    found = [one for one in listings if inside is None or one.owner in inside]
    if selection.field:
        fields = _fields_of(one.number for one in found)
        found = [one for one in found if selection.field in fields.get(one.number, ())]
    return found


def _contacts_in(selection: Selection, contacts: list[Contact]) -> list[Contact]:
    inside = _inside(selection)
    found = [one for one in contacts if inside is None or inside.intersection(one.sides)]
    if not selection.field:
        return found
    fields = _fields_of(number for one in found for number in one.records)
    return [one for one in found if any(selection.field in fields.get(number, ()) for number in one.records)]


def _fields_of(numbers: Iterable[str]) -> dict[str, list[str]]:
    """The technical fields of records by number."""
    wanted = set(numbers)
    found: dict[str, list[str]] = {}
    for letter, model in MODELS.items():
        own = [number for number in wanted if number.startswith(letter)]
        rows = model._default_manager.filter(number__in=own)  # noqa: SLF001  Django's documented manager
        found.update(rows.values_list("number", "fields"))
    return found
