"""Records of the same side that are alike: offers to an offer, demands to a demand."""

from dataclasses import dataclass
from itertools import islice

from qianqiao.core import clock
from qianqiao.core.actor import Actor
from qianqiao.demands.models import Demand
from qianqiao.matching import encoder as encoding
from qianqiao.matching.domain.runs import Withheld, is_public, query_of
from qianqiao.matching.engine import Audience, Corpus, Match, Matcher, Record
from qianqiao.matching.engine.large import LargeCorpus
from qianqiao.matching.records import FULL, Row, reading_for
from qianqiao.matching.results import StoredMatch, stored
from qianqiao.matching.stocks import STOCKS

# The curve was fitted to demands and offers; records of one side score lower on it. Of the five nearest on the samples
# six in ten offers that one demand joins lie above, and one in five of the others (docs/match-quality.md).
LEAST = {"offers": 0.05, "demands": 0.02}
SIDES = {"A": "offers", "P": "offers", "D": "demands"}
# So many records tell what this side looks like: their mean is taken off the query as off the candidates.
SAMPLE = 400
MOST = 20


@dataclass(frozen=True, slots=True)
class Similar:
    """Like records, nearest first, and among how many they were looked for."""

    side: str
    matches: tuple[StoredMatch, ...]
    stock_size: int


def similar_to(row: Row, *, actor: Actor, top: int = MOST) -> Similar:
    """Published records like this one, itself left out; raises Withheld for a sealed demand of others."""
    side = SIDES[row.number[0]]
    reading = reading_for(row, actor=actor) if isinstance(row, Demand) else FULL
    if reading is None:
        raise Withheld(row.number)
    query, owners = query_of(row, reading)
    stock = STOCKS[side]
    stock.refresh()
    with stock.lock, encoding.public_texts(public=is_public(row, reading)), encoding.remembering():
        if query is None or stock.corpus is None:
            return Similar(side, (), len(stock))
        audience = Audience(frozenset(owners), clock.today())
        matcher = _matcher(stock.corpus)
        ranked = matcher.ranking(query, top + 1, audience, explained=False).matches
        near = [m for m in ranked if m.offer_id != query.id and m.score >= LEAST[side]][:top]
        told = matcher.scores(query, [stock.corpus.records[match.offer_id] for match in near], audience)
        found = [one for one in told if isinstance(one, Match)]
        return Similar(side, tuple(stored(one, number=one.offer_id) for one in found), len(stock))


def _matcher(corpus: Corpus | LargeCorpus) -> Matcher:
    """A matcher whose queries look like the corpus itself, not like the other side."""
    # of a stock on disk not every number is read for each page
    numbers = sorted(islice(corpus.records, 20 * SAMPLE))
    step = max(1, len(numbers) // SAMPLE)
    sample: list[Record] = [corpus.records[number] for number in numbers[::step]]
    vectors = {one.id: rows for one in sample if (rows := corpus.vectors(one.id)) is not None}
    return Matcher(corpus, queries=sample, vectors=vectors)
