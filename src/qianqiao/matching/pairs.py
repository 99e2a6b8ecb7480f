"""Any one pair explained: the score and place it has or would have, or the hard limit that forbids it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qianqiao.core import clock
from qianqiao.core.actor import Actor
from qianqiao.demands.models import Demand
from qianqiao.matching import encoder as encoding
from qianqiao.matching.domain.runs import is_public, matches_of, query_of, reading_of
from qianqiao.matching.engine import Audience, HardLimit, Match, Matcher, Record
from qianqiao.matching.records import FULL, Row, owner_number, reading_for, record_of
from qianqiao.matching.reranking import candidate_of
from qianqiao.matching.results import StoredMatch, stored
from qianqiao.matching.scales import matcher_for
from qianqiao.matching.stocks import STOCKS, Stock

# Places are counted so far down; beyond the last the page says “beyond”.
DEPTHS = (100, 2000)


@dataclass(frozen=True, slots=True)
class Pair:
    """A subject and one candidate. `match` is None under a hard limit; `score` is then what it would have been.

    `place` counts from 1 among the records of the stock, None where it lies beyond `DEPTHS` or cannot be told. Without
    any text to compare neither `match` nor `limit` is set.
    """

    number: str
    match: StoredMatch | None = None
    limit: HardLimit | None = None
    score: float = 0.0
    place: int | None = None
    stock_size: int = 0


def explain_pair(row: Row, candidate: Row, direction: str, *, actor: Actor) -> Pair:
    """Explains the candidate for the subject `row`; the caller has made sure that the actor may know of both.

    Raises Withheld or LookupError as `matches_of` does.
    """
    own_reading = reading_of(row, direction, actor=actor)
    query, owners = query_of(row, own_reading)
    reading = reading_for(candidate, actor=actor) if isinstance(candidate, Demand) else FULL
    if reading is None:
        offer, demand = row.number, candidate.number
        return Pair(candidate.number, limit=HardLimit(demand, offer, "sealed", {"id": demand}))
    stock = STOCKS[direction]
    stock.refresh()
    with stock.lock:
        own = stock.corpus.records.get(candidate.number) if stock.corpus is not None else None
        other = own or record_of(candidate, reading=reading)
        if query is None or other is None or stock.corpus is None:
            return Pair(candidate.number, stock_size=len(stock))
        if actor.acts_for(candidate.owner_id_for_policy):
            owners = (*owners, owner_number(candidate))
        # what is not in the stock is encoded now, and may be a draft
        public = own is not None and is_public(row, own_reading)
        with encoding.public_texts(public=public), encoding.remembering():
            pair = _judged(stock, query, other, owners)
    return _as_listed(pair, row, direction, actor)


def _as_listed(pair: Pair, row: Row, direction: str, actor: Actor) -> Pair:
    """A pair that stands in the list has the place and score of the list, where a second opinion may have moved it."""
    found = matches_of(row, direction, actor=actor).matches
    own = next((match for match in found if match.number == pair.number), None)
    if own is None or pair.match is None:
        return pair
    told = replace(pair.match, rank=own.rank, score=own.score, strength=own.strength, parts=own.parts)
    return replace(pair, match=told, score=own.score, place=own.rank)


def _judged(stock: Stock, query: Record, other: Record, owners: Sequence[str]) -> Pair:
    assert stock.corpus is not None  # noqa: S101  explain_pair() has looked
    audience = Audience(frozenset(owners), clock.today())
    matcher = matcher_for(stock.corpus, query, experts=stock.letters == "X")
    result, score = matcher.judged(query, [other], audience)[0]
    place = None if score <= 0 else _place(matcher, query, other.id, score, audience)
    if isinstance(result, HardLimit):
        return Pair(other.id, limit=result, score=score, place=place, stock_size=len(stock))
    found = stored(result, number=other.id)
    return Pair(other.id, match=found, score=score, place=place, stock_size=len(stock))


def _place(matcher: Matcher, query: Record, number: str, score: float, audience: Audience) -> int | None:
    """1 and how many candidates come before it: a higher score, or the same and a lower number."""
    for depth in DEPTHS:
        ranked = matcher.ranking(query, depth, audience, explained=False).matches
        before = sum(_comes_before(match, query, number, score) for match in ranked)
        if before < len(ranked) or len(ranked) < depth:
            return before + 1
    return None


def _comes_before(match: Match, query: Record, number: str, score: float) -> bool:
    other = candidate_of(match, query.id)
    return other != number and (-match.score, other) < (-score, number)
