"""The stock of live offers, demands and experts in the memory of this process, brought up to date by events."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256

from qianqiao.core import clock
from qianqiao.core.models import OutboxEvent
from qianqiao.matching import encoder as encoding
from qianqiao.matching import generations, large_stocks, queries
from qianqiao.matching.encoder import Member, Models
from qianqiao.matching.engine import (
    Audience,
    Corpus,
    EncoderError,
    HardLimit,
    Match,
    Matcher,
    Ranking,
    Record,
    encode_records,
    segments_of,
)
from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.large import LargeCorpus
from qianqiao.matching.engine.records import DEMAND, OFFER
from qianqiao.matching.engine.scoring.evaluation import Evaluation
from qianqiao.matching.engine.scoring.limits import own_limit
from qianqiao.matching.records import Row, public_records
from qianqiao.matching.reranking import candidate_of, second_opinion
from qianqiao.matching.scales import matcher_for
from qianqiao.matching.text_models import E5, ENDPOINT, FOLDER, USE

# Where more records than this lack a model's vectors, they wait for the worker and are compared without it until
# then. A service is never asked for candidates while somebody waits.
ENCODED_AT_ONCE = {USE: 64, E5: 16, FOLDER: 16, ENDPOINT: 0}
# So many records whose vectors have come are taken in at one look.
TAKEN_IN_AT_ONCE = 200
# Vectors are numbered before they are committed: so many of the newest are looked at again.
LATE_VECTORS = 2_000
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
    corpus: Corpus | LargeCorpus | None = None
    seen: int = 0
    newest: int = 0
    models: Models = field(default_factory=lambda: Models(()))
    waiting: dict[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    arrived: set[str] = field(default_factory=set)
    newest_vector: int = 0

    @property
    def state(self) -> str:
        """Names what the stock holds: equal states of two processes hold equal records and vectors."""
        told = f"{self.letters}:{self.seen}:{self.newest}"
        if not self.waiting:
            return told
        behind = repr(sorted((number, sorted(parts)) for number, parts in self.waiting.items()))
        return f"{told}:{sha256(behind.encode()).hexdigest()[:12]}"

    def __len__(self) -> int:
        return len(self.corpus) if self.corpus is not None else 0

    def refresh(self) -> None:
        """Takes in what changed since the last look: one small query where nothing did."""
        with self.lock:
            models = generations.serving()
            count, last, known = queries.event_state(self.event, self.newest)
            if self.corpus is None or known < self.seen or models.identity != self.models.identity:
                self._rebuild(models)
            else:
                self.models = models
                self.corpus.encoder = models.encoder
                if count != self.seen:
                    self._take_in(self._changed_numbers(late=known > self.seen))
                elif self.waiting:
                    self._take_in(self._with_new_vectors())
            self.seen, self.newest = count, last

    def ranking(
        self, query: Record, *, top: int, owners: Iterable[str] = (), public: bool = False
    ) -> Ranking:
        """The best candidates for a query, explained; call `refresh` first. `public`: anybody may read the query."""
        with encoding.public_texts(public=public), encoding.remembering():
            with self.lock:
                if self.corpus is None:
                    raise RuntimeError("the stock was never refreshed")
                audience = Audience(frozenset(owners), clock.today())
                matcher = matcher_for(self.corpus, query, experts=self.letters == "X")
                asked, state = _Asked.of(matcher, query, audience), self.state
                plain = matcher.ranking(query, top, audience, explained=False, evaluation=asked.evaluation)
                records = {one.id: one for one in self._records_of(plain.matches, query.id)}
            # outside the lock: a service that thinks for a while must not hold up others
            matches = second_opinion(query, plain.matches, records, matcher.weights)
            with self.lock:
                if state != self.state:
                    asked = _Asked.of(matcher, query, audience)
                return Ranking(
                    self._explained(asked, matches, records), self._near_but_limited(asked, plain.limited)
                )

    def _records_of(self, matches: Sequence[Match], subject: str) -> list[Record]:
        assert self.corpus is not None  # noqa: S101  ranking() has looked
        return [self.corpus.records[candidate_of(match, subject)] for match in matches]

    def _near_but_limited(self, asked: "_Asked", limited: Sequence[HardLimit]) -> tuple[HardLimit, ...]:
        """Those that would have been worth a look, but for the limit."""
        assert self.corpus is not None  # noqa: S101  ranking() has looked
        records = [self.corpus.records.get(candidate_of(limit, asked.query.id)) for limit in limited]
        judged = asked.judged([record for record in records if record is not None])
        least = asked.matcher.weights.look
        return tuple(found for found, score in judged if isinstance(found, HardLimit) and score >= least)

    @staticmethod
    def _explained(
        asked: "_Asked", matches: Sequence[Match], records: Mapping[str, Record]
    ) -> tuple[Match, ...]:
        """Those worth a look with their reasons, else the closest: proving reasons is what takes time."""
        worth = [match for match in matches if match.strength != "weak"][:EXPLAINED] or matches[:CLOSEST]
        told = [
            found
            for found, _score in asked.judged([records[candidate_of(one, asked.query.id)] for one in worth])
        ]
        reasons = {match.rank: one for match, one in zip(worth, told, strict=True)}
        full = []
        for match in matches:
            own = reasons.get(match.rank)
            if isinstance(own, Match):
                match = replace(  # noqa: PLW2901  the same match, with its reasons
                    match,
                    words=own.words,
                    reasons=own.reasons,
                    missing=own.missing,
                    documents=own.documents,
                )
            full.append(match)
        return tuple(full)

    def _rebuild(self, models: Models) -> None:
        self.waiting.clear()
        self.arrived.clear()
        self.models, self.newest_vector = models, queries.newest_vector()
        on_disk = large_stocks.opened(self.letters, models)
        if on_disk is None:
            self.corpus = Corpus(models.encoder, self.side)
            self._place(queries.published(self.letters))
            return
        self.corpus, seen, self.newest = on_disk
        _, _, known = queries.event_state(self.event, self.newest)
        self._take_in(self._changed_numbers(late=False))
        if known > seen:
            self._take_in(self._changed_numbers(late=True))

    def _with_new_vectors(self) -> list[str]:
        """Some of the waiting records that the worker has encoded since the last look."""
        last = queries.newest_vector()
        if last != self.newest_vector:
            told = queries.numbers_with_vectors_since(min(last, self.newest_vector) - LATE_VECTORS)
            self.arrived |= told & self.waiting.keys()
            self.newest_vector = last
        now = sorted(self.arrived)[:TAKEN_IN_AT_ONCE]
        self.arrived -= set(now)
        return now

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
        gone = set(numbers) - placed
        self.corpus.remove(gone)
        for number in gone:
            self.waiting.pop(number, None)

    def _place(self, rows: Sequence[Row]) -> set[str]:
        """Puts the public reading of rows into the corpus; returns the numbers that are in it now."""
        assert self.corpus is not None  # noqa: S101  as above
        records, revisions = public_records(rows)
        vectors = self._vectors(records, revisions)
        self.corpus.upsert(records, vectors)
        return {record.id for record in records}

    def _vectors(self, records: Sequence[Record], revisions: dict[str, int]) -> dict[str, Vectors] | None:
        if not self.models.members:
            return None
        stored = queries.stored_vectors(records, revisions, self.models)
        lacking = dict(stored.lacking)
        for member, segment in zip(self.models.members, segments_of(self.models.encoder), strict=True):
            own = (member.key, "title"), (member.key, "text")
            behind = [one for one in records if any(part in lacking.get(one.id, ()) for part in own)]
            if not 0 < len(behind) <= ENCODED_AT_ONCE.get(member.spec.kind, 0):
                continue
            for number, rows in self._fresh(behind, member).items():
                stored.vectors[number][:, segment.place] = encoding.as_stored(rows)
                lacking[number] = lacking[number].difference(own)
        for record in records:
            self.waiting.pop(record.id, None)
        self.waiting |= {number: parts for number, parts in lacking.items() if parts}
        return stored.vectors

    @staticmethod
    def _fresh(records: Sequence[Record], member: Member) -> dict[str, Vectors]:
        """Vectors of public readings that nobody has stored yet; none where the model cannot answer."""
        try:
            with encoding.public_texts():
                return encode_records(records, member)
        except EncoderError:
            return {}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query with its evaluation, which is costly and made once; None where the query may take part in no match."""

    matcher: Matcher
    query: Record
    audience: Audience
    evaluation: Evaluation | None

    @classmethod
    def of(cls, matcher: Matcher, query: Record, audience: Audience) -> "_Asked":
        limited = own_limit(query, audience) is not None
        return cls(matcher, query, audience, None if limited else matcher.evaluation(query))

    def judged(self, candidates: Sequence[Record]) -> list[tuple[Match | HardLimit, float]]:
        return self.matcher.judged(self.query, candidates, self.audience, self.evaluation)


STOCKS = {
    "offers": Stock("AP", "catalogue.records_changed", OFFER),
    "experts": Stock("X", "catalogue.records_changed", OFFER),
    "demands": Stock("D", "demands.records_changed", DEMAND),
}
