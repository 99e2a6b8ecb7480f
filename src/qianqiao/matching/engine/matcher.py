"""Ranks the records of a corpus for a query and explains every answer."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heappush, heappushpop, nlargest

import numpy as np

from qianqiao.matching.engine.corpus import Corpus
from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.explain.explanation import Subject, explain
from qianqiao.matching.engine.explain.proof import Worth
from qianqiao.matching.engine.learning.model import LEARNED, RankingModel
from qianqiao.matching.engine.learning.serving import REACH, Told, told, worth
from qianqiao.matching.engine.records import Record
from qianqiao.matching.engine.results import Audience, HardLimit, Match, Ranking
from qianqiao.matching.engine.scoring.calibration import DIGITS, calibrated, split_score, strength_of
from qianqiao.matching.engine.scoring.evaluation import Evaluation
from qianqiao.matching.engine.scoring.limits import own_limit, pair_limit
from qianqiao.matching.engine.scoring.queries import QueryCentres, fresh_vectors
from qianqiao.matching.engine.scoring.record_value import RecordValue, record_value, record_values
from qianqiao.matching.engine.scoring.shortlisted import ShortlistedStock
from qianqiao.matching.engine.scoring.structured import structured_parts
from qianqiao.matching.engine.scoring.weights import Weights
from qianqiao.matching.engine.views import languages_of

_MARGIN = 1e-4


@dataclass(frozen=True, slots=True)
class _Scored:
    """A candidate with its exact value and the score that follows from it."""

    record: Record
    value: RecordValue
    structured: tuple[tuple[str, float], ...]
    score: float
    told: Told | None = None


class Matcher:
    """Matches queries against one corpus; works for demands, offers and experts on either side.

    `queries` that are known beforehand are encoded together, and their mean tells what queries here
    look like; `vectors` spares encoding those that are stored (id to rows, see `encode_records`).
    A learned `model` puts the best of the fusion in its own order and scores them.
    """

    def __init__(
        self,
        corpus: Corpus | ShortlistedStock,
        weights: Weights | None = None,
        queries: Sequence[Record] = (),
        vectors: Mapping[str, Vectors] | None = None,
        model: RankingModel | None = None,
    ) -> None:
        self.corpus = corpus
        self.model = model
        self.weights = weights or Weights()
        given = vectors or {}
        missing = [query for query in queries if query.id not in given]
        self._queries = {query.id: query for query in queries}
        self._query_vectors = {**given, **(fresh_vectors(missing, corpus.encoder) if missing else {})}
        self._centres = QueryCentres.for_corpus(corpus, queries, self._query_vectors)

    def rank(self, query: Record, top: int = 20, audience: Audience | None = None) -> list[Match]:
        """The best matches, best first; ties by id. Nothing that breaks a hard limit is among them."""
        return list(self.ranking(query, top, audience).matches)

    def ranking(
        self,
        query: Record,
        top: int = 20,
        audience: Audience | None = None,
        explained: bool = True,
        evaluation: Evaluation | None = None,
    ) -> Ranking:
        """The best matches and what a hard limit kept from standing among them."""
        audience = audience or Audience()
        own = own_limit(query, audience)
        if own is not None:
            return Ranking((), (HardLimit(query.id, "", *own),))
        evaluation = evaluation or self.evaluation(query)
        if isinstance(self.corpus, Corpus):
            near, limited = self._near(self.corpus, evaluation, top, audience)
            scored = [self._scored(evaluation, record, audience) for record in near]
        else:
            scored, limited = self._near_of_shortlist(self.corpus, evaluation, top, audience)
        scored.sort(key=lambda item: (-item.score, item.record.id))
        matches = [self._match(query, item, rank) for rank, item in enumerate(scored[:top], start=1)]
        if explained:
            matches = self._explained(evaluation, matches, scored, audience)
        return Ranking(tuple(matches), tuple(limited))

    def score(self, query: Record, candidate: Record, audience: Audience | None = None) -> Match | HardLimit:
        """One pair, scored as if the candidate stood in the corpus; or the limit that forbids it."""
        return self.scores(query, [candidate], audience)[0]

    def scores(
        self,
        query: Record,
        candidates: Iterable[Record],
        audience: Audience | None = None,
        evaluation: Evaluation | None = None,
    ) -> list[Match | HardLimit]:
        """Several pairs of one query, in the given order; every match has rank 0."""
        return [result for result, _ in self.judged(query, candidates, audience, evaluation)]

    def judged(
        self,
        query: Record,
        candidates: Iterable[Record],
        audience: Audience | None = None,
        evaluation: Evaluation | None = None,
    ) -> list[tuple[Match | HardLimit, float]]:
        """Pairs of one query with a figure beside each: under a limit the score it would have had.

        Sealed text is not even scored: its figure is 0. `evaluation`: that of this query against this very stock.
        """
        audience = audience or Audience()
        results: list[tuple[Match | HardLimit, float]] = []
        for candidate in candidates:
            limit = pair_limit(*self._sides(query, candidate), audience)
            if limit is not None and limit.code == "sealed":
                results.append((limit, 0.0))
                continue
            evaluation = evaluation or self.evaluation(query)
            scored = self._scored(evaluation, candidate, audience)
            if limit is not None:
                results.append((limit, scored.score))
                continue
            match = self._match(query, scored, 0)
            told = self._explained(evaluation, [match], [scored], audience)[0]
            results.append((told, told.score))
        return results

    def _near_of_shortlist(
        self, corpus: ShortlistedStock, evaluation: Evaluation, top: int, audience: Audience
    ) -> tuple[list[_Scored], list[HardLimit]]:
        """The scored records of a shortlist that no limit forbids; it grows until there are enough or no more."""
        reach = self._reach(top)
        count, complete = reach, False
        open_to: list[Record] = []
        limits: list[tuple[Record, HardLimit]] = []
        while not complete and len(open_to) < max(reach, 1):
            near, complete = corpus.shortlist(evaluation, count, audience.today.year)
            found = [
                (record, pair_limit(*self._sides(evaluation.query, record), audience)) for record in near
            ]
            open_to = [record for record, limit in found if limit is None]
            limits = [(record, limit) for record, limit in found if limit is not None]
            count = 4 * max(count, 1)
        evaluation.make_ready(open_to)
        scored = [self._scored(evaluation, record, audience) for record in open_to]
        least = sorted((item.score for item in scored), reverse=True)[:top][-1:] or [0.0]
        judged = [(limit, self._scored(evaluation, record, audience)) for record, limit in limits]
        near_limits = [
            (-item.score, item.record.id, limit) for limit, item in judged if item.score >= least[0]
        ]
        return scored, [limit for _, _, limit in sorted(near_limits, key=lambda item: item[:2])]

    def _near(
        self, corpus: Corpus, evaluation: Evaluation, top: int, audience: Audience
    ) -> tuple[list[Record], list[HardLimit]]:
        """Records that can be among the best `top`, and the limited ones met on the way.

        Text values are known for all; structured fit is bounded, so the walk down the text order
        ends where nothing below can reach the best any more. A learned model chooses from more.
        """
        reach = self._reach(top)
        layout = corpus.layout()
        values = record_values(evaluation, layout, audience.today.year)
        bounds = values + self.weights.structured_limit() * layout.structured
        kept: list[tuple[float, Record]] = []
        limited: list[tuple[float, HardLimit]] = []
        best: list[float] = []
        for place in np.argsort(-bounds, kind="stable"):
            if len(best) >= reach and bounds[place] < best[0] - _MARGIN:
                break
            record = corpus.records[layout.ids[place]]
            total = float(values[place]) + sum(part for _, part in self._structured(evaluation, record))
            limit = pair_limit(*self._sides(evaluation.query, record), audience)
            if limit is not None:
                limited.append((total, limit))
                continue
            kept.append((total, record))
            (heappush if len(best) < reach else heappushpop)(best, total)
        least = best[0] - _MARGIN if len(best) >= reach else -np.inf
        near = [record for total, record in kept if total >= least]
        shown = nlargest(top, best)[-1] - _MARGIN if len(best) >= top else -np.inf
        return near, [limit for total, limit in limited if total >= shown]

    def _reach(self, top: int) -> int:
        return top if self.model is None else max(top, REACH)

    def _scored(self, evaluation: Evaluation, record: Record, audience: Audience) -> _Scored:
        value, structured = self.weighed(evaluation, record, audience.today.year)
        if self.model is not None:
            learned = told(self.model.ranker, evaluation, record, value, structured)
            return _Scored(record, value, structured, learned.score, learned)
        fused = value.value + sum(part for _, part in structured)
        return _Scored(record, value, structured, round(calibrated(fused, self.weights), DIGITS))

    def _match(self, query: Record, item: _Scored, rank: int) -> Match:
        demand, offer = self._sides(query, item.record)
        return Match(
            demand_id=demand.id,
            offer_id=offer.id,
            rank=rank,
            score=item.score,
            strength=strength_of(item.score, self.weights),
            parts=item.told.parts
            if item.told
            else split_score((*item.value.contributions, *item.structured), item.score, self.weights),
            compared_by=self._compared_by(item),
            level=item.told.level if item.told else None,
        )

    def _compared_by(self, item: _Scored) -> tuple[str, ...]:
        spoken = {name for own in item.value.carried_by for name in own.pair.models}
        models = tuple(segment.name for segment in self.corpus.segments if segment.name in spoken)
        structured = any(part for _, part in item.structured)
        learned = () if self.model is None else (f"{LEARNED}{self.model.identity}",)
        return ("words", *models, *(("structure",) if structured else ()), *learned)

    def _explained(
        self, evaluation: Evaluation, matches: list[Match], scored: list[_Scored], audience: Audience
    ) -> list[Match]:
        subjects = []
        for item in scored[: len(matches)]:
            demand, offer = self._sides(evaluation.query, item.record)
            vectors = self._vectors(item.record)
            own = item.told or item
            subjects.append(Subject(demand, offer, item.record, vectors, own.value, own.structured))
        explanations = explain(evaluation, subjects, audience.today.year, self._worth(evaluation))
        return [
            replace(match, words=own.words, reasons=own.reasons, missing=own.missing, documents=own.documents)
            for match, own in zip(matches, explanations, strict=True)
        ]

    def _worth(self, evaluation: Evaluation) -> Worth | None:
        """The whole value of a learned model, which a proof by removal then compares."""
        if self.model is None:
            return None
        ranker = self.model.ranker

        def learned(record: Record, value: RecordValue) -> float:
            return worth(ranker, evaluation, record, value, self._structured(evaluation, record))

        return learned

    def evaluation(self, query: Record, *, sharp: bool = True) -> Evaluation:
        """The query prepared against the whole corpus: the raw material of a ranking.

        `sharp`: of a stock that shows a sample only, the nearest records are looked at as well.
        """
        vectors = self._query_vectors.get(query.id) if self._queries.get(query.id) == query else None
        if vectors is None:
            vectors = fresh_vectors([query], self.corpus.encoder)[query.id]
        found = Evaluation(query, vectors, self._centres, self.corpus, self.weights)
        if sharp and not isinstance(self.corpus, Corpus):
            self.corpus.sharpen(found)
        return found

    def weighed(
        self, evaluation: Evaluation, record: Record, this_year: int
    ) -> tuple[RecordValue, tuple[tuple[str, float], ...]]:
        """The exact text value of a record and what structured fit adds to it, before any curve or limit."""
        value = record_value(evaluation, record, self._vectors(record), this_year)
        return value, tuple(self._structured(evaluation, record))

    def _structured(self, evaluation: Evaluation, record: Record) -> list[tuple[str, float]]:
        known = self.corpus.languages.get(record.id) if self.corpus.holds(record) else None
        languages = known if known is not None else languages_of(record)
        across = not languages & evaluation.languages
        return structured_parts(*self._sides(evaluation.query, record), self.weights, across=across)

    def _vectors(self, record: Record) -> Vectors:
        """Stored vectors where the corpus holds this very record, else fresh ones."""
        if self.corpus.holds(record):
            stored = self.corpus.vectors(record.id)
            if stored is not None:
                return stored
        return fresh_vectors([record], self.corpus.encoder)[record.id]

    def _sides(self, query: Record, candidate: Record) -> tuple[Record, Record]:
        """(demand, offer): the query is the demand unless the candidate is known to be one."""
        if candidate.is_demand and not query.is_demand:
            return candidate, query
        return query, candidate


def match_all(
    queries: Iterable[Record], corpus: Corpus, top: int = 20, audience: Audience | None = None
) -> Iterator[Ranking]:
    """Rankings of many queries against one corpus; all are encoded in one go."""
    listed = list(queries)
    matcher = Matcher(corpus, queries=listed)
    for query in listed:
        yield matcher.ranking(query, top, audience)
