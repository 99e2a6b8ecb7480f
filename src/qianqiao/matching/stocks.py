"""The stock of live offers, demands and experts in the memory of this process, brought up to date by events."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import numpy as np

from qianqiao.core import clock
from qianqiao.core.models import OutboxEvent
from qianqiao.demands.models import Demand
from qianqiao.matching import encoder as encoding
from qianqiao.matching import queries
from qianqiao.matching.engine import (
    Audience,
    Corpus,
    HardLimit,
    Match,
    Matcher,
    Ranking,
    Record,
    encode_records,
)
from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.records import DEMAND, OFFER
from qianqiao.matching.records import Row, public_reading, record_of
from qianqiao.matching.scales import weights_for
from qianqiao.matching.slots import slots_of

# More records than this without stored vectors wait for the worker and are compared by words until then.
ENCODED_AT_ONCE = 64
# So many candidates get reasons; the rest of the list has scores only.
EXPLAINED = 10
# Where nothing is worth a look, so many get reasons all the same.
CLOSEST = 3
# Events may commit in another order than they were numbered; those of this time are read again when one came late.
LATE = timedelta(hours=6)


@dataclass
class Stock:
    """Records of some kinds, matched by everybody: only what is public of them is in here."""

    letters: str
    event: str
    side: str
    lock: threading.RLock = field(default_factory=threading.RLock)
    corpus: Corpus | None = None
    seen: int = 0
    newest: int = 0
    waiting: set[str] = field(default_factory=set)

    @property
    def state(self) -> str:
        """Names what the stock holds: equal states of two processes hold equal records."""
        return f"{self.letters}:{self.seen}:{self.newest}"

    def __len__(self) -> int:
        return len(self.corpus) if self.corpus is not None else 0

    def refresh(self) -> None:
        """Takes in what changed since the last look: one small query where nothing did."""
        with self.lock:
            count, last, known = queries.event_state(self.event, self.newest)
            if self.corpus is None or known < self.seen:
                self._rebuild()
            elif count != self.seen:
                self._take_in(self._changed_numbers(late=known > self.seen))
            elif self.waiting:
                self._take_in(sorted(self.waiting))
            self.seen, self.newest = count, last

    def ranking(self, query: Record, *, top: int, owners: Iterable[str] = ()) -> Ranking:
        """The best candidates for a query, explained; call `refresh` first."""
        with self.lock:
            if self.corpus is None:
                raise RuntimeError("the stock was never refreshed")
            audience = Audience(frozenset(owners), clock.today())
            matcher = Matcher(self.corpus, weights_for(query, experts=self.letters == "X"))
            plain = matcher.ranking(query, top, audience, explained=False)
            return Ranking(
                self._explained(matcher, query, plain.matches, audience),
                self._near_but_limited(matcher, query, plain.limited, audience),
            )

    def _near_but_limited(
        self, matcher: Matcher, query: Record, limited: Sequence[HardLimit], audience: Audience
    ) -> tuple[HardLimit, ...]:
        """Those that would have been worth a look, but for the limit."""
        assert self.corpus is not None  # noqa: S101  ranking() has looked
        records = [self.corpus.records.get(candidate_of(limit, query.id)) for limit in limited]
        judged = matcher.judged(query, [record for record in records if record is not None], audience)
        least = matcher.weights.look
        return tuple(found for found, score in judged if isinstance(found, HardLimit) and score >= least)

    def _explained(
        self, matcher: Matcher, query: Record, matches: Sequence[Match], audience: Audience
    ) -> tuple[Match, ...]:
        """Those worth a look with their reasons, else the closest: proving reasons is what takes time."""
        assert self.corpus is not None  # noqa: S101  ranking() has looked
        worth = [match for match in matches if match.strength != "weak"][:EXPLAINED] or matches[:CLOSEST]
        candidates = [self.corpus.records[candidate_of(match, query.id)] for match in worth]
        told = matcher.scores(query, candidates, audience)
        reasons = {match.rank: one for match, one in zip(worth, told, strict=True)}
        full = []
        for match in matches:
            own = reasons.get(match.rank)
            full.append(replace(own, rank=match.rank) if isinstance(own, Match) else match)
        return tuple(full)

    def _rebuild(self) -> None:
        self.waiting.clear()
        self.corpus = Corpus(encoding.site_encoder(), self.side)
        self._place(queries.published(self.letters))

    def _changed_numbers(self, *, late: bool) -> list[str]:
        events = OutboxEvent.objects.filter(kind=self.event)
        since = {"created_at__gte": clock.now() - LATE} if late else {"pk__gt": self.newest}
        told = events.filter(**since).values_list("payload", flat=True)
        numbers = {number for payload in told for number in payload.get("numbers", ())}
        return sorted(number for number in numbers if number[:1] in self.letters)

    def _take_in(self, numbers: Sequence[str]) -> None:
        assert self.corpus is not None  # noqa: S101  refresh() builds it first
        rows = queries.published(self.letters, numbers)
        placed = self._place(rows)
        self.corpus.remove(set(numbers) - placed)
        self.waiting -= set(numbers) - placed

    def _place(self, rows: Sequence[Row]) -> set[str]:
        """Puts the public reading of rows into the corpus; returns the numbers that are in it now."""
        assert self.corpus is not None  # noqa: S101  as above
        records, revisions = public_records(rows)
        vectors = self._vectors(records, revisions)
        self.corpus.upsert(records, vectors)
        return {record.id for record in records}

    def _vectors(self, records: Sequence[Record], revisions: dict[str, int]) -> dict[str, Vectors] | None:
        encoder = encoding.site_encoder()
        if encoder is None:
            return None
        known = queries.stored_vectors(records, revisions, encoder.identity)
        missing = [record for record in records if record.id not in known]
        self.waiting -= set(known)
        if len(missing) > ENCODED_AT_ONCE:
            self.waiting |= {record.id for record in missing}
            empty = {r.id: np.zeros((len(slots_of(r)), encoder.dimension), np.float32) for r in missing}
            return {**known, **empty}
        fresh = encode_records(missing, encoder) if missing else {}
        return {**known, **{number: encoding.as_stored(vectors) for number, vectors in fresh.items()}}


def candidate_of(match: Match | HardLimit, subject: str) -> str:
    """The number of the other side."""
    return match.offer_id if match.demand_id == subject else match.demand_id


def public_records(rows: Iterable[Row]) -> tuple[list[Record], dict[str, int]]:
    """Engine records of what is public of these rows, and the revision of each; sealed demands are left out."""
    records, revisions = [], {}
    for row in rows:
        reading = public_reading(row) if isinstance(row, Demand) else "full"
        record = record_of(row, reading=reading) if reading else None
        if record is not None:
            records.append(record)
            revisions[record.id] = row.revision
    return records, revisions


STOCKS = {
    "offers": Stock("AP", "catalogue.records_changed", OFFER),
    "experts": Stock("X", "catalogue.records_changed", OFFER),
    "demands": Stock("D", "demands.records_changed", DEMAND),
}
