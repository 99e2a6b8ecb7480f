"""Which agency carried which contacts, from the audit log alone: mandates given, accepted and ended, and the cases' steps."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from qianqiao.coordination.contacts import CaseFact, Contact
from qianqiao.coordination.periods import Period
from qianqiao.coordination.reads.log import Kept, LogGap, owner_of
from qianqiao.coordination.stages import CONTACTED
from qianqiao.coordination.tally import contact_counts
from qianqiao.core.clock import SHANGHAI
from qianqiao.core.models import AuditEntry
from qianqiao.mandates.models import Mandate

GIVE = "mandate.give"
ACCEPTED, ENDED = "accepted", "ended"


@dataclass(frozen=True, slots=True)
class Held:
    """A mandate while it held; `records` empty for all of the organisation, `over` None while it goes on."""

    organisation: int
    agency: str
    records: frozenset[str]
    begun: datetime
    over: datetime | None

    def carried(self, case: CaseFact) -> bool:
        """Whether the case was open at a moment at which the mandate held, on a side that it covers."""
        demand, offer, demand_side, offer_side = case.key
        covered = any(
            side == self.organisation and (not self.records or number in self.records)
            for number, side in ((demand, demand_side), (offer, offer_side))
        )
        is_in_time = self.over is None or case.moments[CONTACTED] <= self.over
        return covered and is_in_time and (case.ended_at is None or case.ended_at >= self.begun)


def by_agency(kept: Kept, period: Period) -> dict[str, dict[str, int]]:
    """Number of each agency that carried contacts begun in a period: how many, by stage. Raises LogGap."""
    mandates = mandates_of(AuditEntry.objects.filter(action__startswith="mandate.").order_by("pk"))
    agencies = {case.number: {one.agency for one in mandates if one.carried(case)} for case in kept.cases}
    found: dict[str, list[Contact]] = defaultdict(list)
    for contact in kept.contacts:
        if period.holds(contact.begun_at):
            for agency in set().union(*(agencies[case] for case in contact.cases)):
                found[agency].append(contact)
    return {agency: contact_counts(own) for agency, own in found.items()}


def mandates_of(entries: Iterable[AuditEntry]) -> list[Held]:
    """The mandates that an agency accepted and that do more than keep records alive."""
    given: dict[str, AuditEntry] = {}
    accepted: dict[str, datetime] = {}
    ended: dict[str, datetime] = {}
    for entry in entries:
        if entry.action == GIVE:
            given[entry.subject] = entry
        elif entry.data.get("to") == ACCEPTED:
            accepted[entry.subject] = entry.at
        elif entry.data.get("to") == ENDED:
            ended[entry.subject] = entry.at
    if missing := sorted(accepted.keys() - given.keys()):
        raise LogGap(f"the entry with which the mandate {missing[0]} was given is missing")
    return [
        _held(given[number], at, ended.get(number))
        for number, at in accepted.items()
        if set(given[number].data["acts"]) - {Mandate.Act.KEEP}
    ]


def _held(given: AuditEntry, accepted: datetime, over: datetime | None) -> Held:
    data = given.data
    if "from" not in data:
        raise LogGap(f"the entry with which the mandate {given.subject} was given does not say from when")
    first = datetime.combine(date.fromisoformat(data["from"]), datetime.min.time(), SHANGHAI)
    return Held(owner_of(given), data["agency"], frozenset(data["records"]), max(accepted, first), over)
