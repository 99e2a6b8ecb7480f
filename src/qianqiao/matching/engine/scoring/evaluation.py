"""One query against a whole corpus: normalised signals and their fusion for every unit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.corpus import Stock
from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.index.lexical import KeyCounts
from qianqiao.matching.engine.index.partition import LEXICAL, MEANINGS, SIGNALS
from qianqiao.matching.engine.prepared import TERMS, PreparedView, counted_keys, prepare, turned
from qianqiao.matching.engine.records import DEMAND, Record
from qianqiao.matching.engine.scoring.queries import QueryCentres
from qianqiao.matching.engine.scoring.weights import CROSS, SAME, Weights
from qianqiao.matching.engine.views import Unit, View, languages_of, units_of

Matrix = NDArray[np.float64]
# a view of a record of the stock, and its two vectors
Near = tuple[View, Vectors]


@dataclass(frozen=True, slots=True)
class Scale:
    """What turns raw signals of one query and one partition into the seven weighted ones.

    `mean` and `deviation` [3 + 4 a model], `weights` [7], `shares` of the models in a signal of meaning.
    """

    mean: Matrix
    deviation: Matrix
    weights: Matrix
    shares: Matrix
    knee: float
    agreement: float
    words_alone: float

    def weighted(self, signals: Matrix) -> Matrix:
        """Weighted standard scores; a signal that says nothing gives nothing.

        Shared words are rare events: beyond the knee k their scores grow by k * ln(1 + (z - k) / k) only,
        so that a single rare word does not stand for a whole match.
        """
        z = (signals - self.mean) / self.deviation
        words = np.nan_to_num(z[..., :LEXICAL])
        over = np.maximum(words - self.knee, 0.0)
        words = np.minimum(words, self.knee) + self.knee * np.log1p(over / self.knee)
        meaning, speaking = self._meaning(z[..., LEXICAL:])
        weights = self.weights[LEXICAL:]
        spoken = (weights * speaking).sum(axis=-1, keepdims=True)
        # what a silent signal of meaning would weigh goes to those that speak, so that a query of a title alone
        # is not judged by its few words
        share = np.divide(weights.sum(), spoken, out=np.zeros_like(spoken), where=spoken > 0)
        alone = np.where(spoken > 0, 1.0, self.words_alone)
        return np.concatenate([words * self.weights[:LEXICAL] * alone, meaning * weights * share], axis=-1)

    def _meaning(self, z: Matrix) -> tuple[Matrix, NDArray[np.bool_]]:
        """The models' standard scores as one of each signal [..., 4], and which signals spoke.

        A silent model leaves its share to the others.

        Divided by the deviation that such a mean has on ordinary pairs, so that it is a standard score again.
        """
        by_model = z.reshape(*z.shape[:-1], len(self.shares), len(MEANINGS))
        spoken = ~np.isnan(by_model)
        shares = np.where(spoken, self.shares[:, None], 0.0)
        total = shares.sum(axis=-2)
        squares = (shares**2).sum(axis=-2)
        deviation = np.sqrt(squares + self.agreement * (total**2 - squares))
        summed = (np.nan_to_num(by_model) * shares).sum(axis=-2)
        speaking = np.asarray(deviation > 0)
        return np.divide(summed, deviation, out=np.zeros_like(summed), where=speaking), speaking


@dataclass(frozen=True, slots=True)
class QueryView:
    """A view of the query aimed at one partition, with its centred vectors [2, d].

    Rows that are no more than a title have a scale of their own: they can never share much.
    """

    prepared: PreparedView
    centred: Matrix
    full: Scale
    thin: Scale

    def scale(self, *, thin: bool) -> Scale:
        """The scale for a candidate."""
        return self.thin if thin else self.full

    def values(self, signals: Matrix, thin: NDArray[np.bool_]) -> Matrix:
        """Fused values of rows [rows] from their raw signals, each by its scale."""
        weighted = np.where(thin[:, None], self.thin.weighted(signals), self.full.weighted(signals))
        return np.asarray(weighted.sum(axis=1))


@dataclass(frozen=True, slots=True)
class PairValue:
    """A pair of units: fused value, the weighted signals, the candidate's languages and the models that made them."""

    fused: float
    contributions: tuple[float, ...]
    query_unit: int
    languages: tuple[str, ...]
    models: frozenset[str]


class Evaluation:
    """A query prepared against a corpus. `fused` holds the text value [query units, corpus units].

    Languages that both sides have are compared each with itself and averaged; only where they share
    none are different languages compared.
    """

    def __init__(
        self, query: Record, vectors: Vectors, centres: QueryCentres, corpus: Stock, weights: Weights
    ) -> None:
        self.corpus = corpus
        self.weights = weights
        self.query = query
        self.units = units_of(query)
        self.languages = languages_of(query)
        self._centres = centres
        self._aimed: list[dict[str, QueryView]] = []
        self._keys: dict[View, dict[str, KeyCounts]] = {}
        self._raw: list[dict[str, Matrix]] = []
        self.fused = np.full((len(self.units), len(corpus.places)), -np.inf)
        start = 0
        for number, unit in enumerate(self.units):
            own = vectors[start : start + 2 * len(unit.views)]
            start += 2 * len(unit.views)
            self._aimed.append(self._aim(unit, own, self.fused[number]))

    def make_ready(self, records: Iterable[Record]) -> None:
        """Count the keys of records that will be looked at closely, all at once."""
        views = [view for record in records for unit in units_of(record) for view in unit.views]
        fresh = [view for view in dict.fromkeys(views) if view not in self._keys]
        self._keys.update(zip(fresh, counted_keys(fresh), strict=True))

    def keys_of(self, view: View) -> dict[str, KeyCounts]:
        """The counted keys of a candidate's view, counted once."""
        if view not in self._keys:
            self._keys[view] = counted_keys([view])[0]
        return self._keys[view]

    def pair_value(self, number: int, unit: Unit, vectors: Vectors) -> PairValue:
        """The value of the query's unit `number` with a unit given by its views, in double precision."""
        own = {view.language for view in self.units[number].views}
        shared = [place for place, view in enumerate(unit.views) if view.language in own]
        places = shared or list(range(len(unit.views)))
        total = np.zeros(len(SIGNALS))
        models: set[str] = set()
        for place in places:
            view = unit.views[place]
            signals = self._pair_signals(number, view, vectors[2 * place : 2 * place + 2])
            total += self._aimed[number][view.language].scale(thin=view.thin).weighted(signals)
            models |= self._speaking(signals)
        parts = tuple(float(value) / len(places) for value in total)
        languages = tuple(unit.views[place].language for place in places)
        return PairValue(sum(parts), parts, number, languages, frozenset(models))

    def _speaking(self, signals: Matrix) -> set[str]:
        """Names of the models that said anything about a pair."""
        by_model = signals[LEXICAL:].reshape(-1, len(MEANINGS))
        spoken = [not np.isnan(own).all() for own in by_model]
        return {segment.name for segment, own in zip(self.corpus.segments, spoken, strict=True) if own}

    def aimed(self, number: int, language: str) -> QueryView:
        """The query's view used against a partition."""
        return self._aimed[number][language]

    def _aim(self, unit: Unit, vectors: Vectors, fused: Matrix) -> dict[str, QueryView]:
        """Prepare the unit for every partition and fill the fused values of the corpus units."""
        ready: dict[str, tuple[PreparedView, Matrix]] = {}
        for place, view in enumerate(unit.views):
            own = vectors[2 * place : 2 * place + 2]
            ready[view.language] = (prepare(view, own), self._centres.centred(view, own))
        aimed: dict[str, QueryView] = {}
        values: dict[str, Matrix] = {}
        raw: dict[str, Matrix] = {}
        self._raw.append(raw)
        for language, partition in self.corpus.partitions.items():
            prepared, centred = ready.get(language) or next(iter(ready.values()))
            if language not in ready and len(partition.units):
                lexical = partition.lexical[TERMS]
                prepared = turned(unit.views[0], prepared, language, lexical.holds)
            signals = partition.signals(prepared, centred)
            relation = SAME if prepared.language == language else CROSS
            rows, is_thin = signals[partition.alive], partition.thin[partition.alive]
            scales = self._scales(rows, is_thin, np.full(len(rows), partition.row_weight), relation)
            aimed[language] = QueryView(prepared, centred, *scales)
            raw[language] = signals
            values[language] = aimed[language].values(signals, partition.thin)
        self._merge(set(ready), self.corpus, values, fused)
        return aimed

    def sharpen(self, nearest: Sequence[Near], sampled: Mapping[str, NDArray[np.bool_]]) -> None:
        """Draw the scales again where rows stand for many more: with the nearest units of the stock as they are.

        A few rows that share much with the query move means and deviations; a sample meets them by chance only.
        `sampled` tells which rows of each partition are not among the nearest: these stand for all the others.
        """
        for number, (aimed, raw) in enumerate(zip(self._aimed, self._raw, strict=True)):
            for language, partition in self.corpus.partitions.items():
                if partition.row_weight <= 1:
                    continue
                own = [(view, rows) for view, rows in nearest if view.language == language]
                met = [self._pair_signals(number, view, rows) for view, rows in own]
                kept = sampled[language]
                others = partition.row_weight * len(partition.units) - len(own)
                weights = np.full(int(kept.sum()), others / max(int(kept.sum()), 1))
                scales = self._scales(
                    np.concatenate([raw[language][kept], *(one[None] for one in met)]),
                    np.concatenate([partition.thin[kept], [view.thin for view, _ in own]]).astype(np.bool_),
                    np.concatenate([weights, np.ones(len(own))]),
                    SAME if aimed[language].prepared.language == language else CROSS,
                )
                aimed[language] = replace(aimed[language], full=scales[0], thin=scales[1])

    def _pair_signals(self, number: int, view: View, vectors: Vectors) -> Matrix:
        """Raw signals of one view, its two vectors beside it, as if it stood in its partition."""
        aimed = self._aimed[number][view.language]
        candidate = prepare(view, vectors, self.keys_of(view))
        return self.corpus.partitions[view.language].pair_signals(aimed.prepared, aimed.centred, candidate)

    def fused_in(self, stock: Stock) -> Matrix:
        """Text values [query units, units] of another stock, by the scales of this one."""
        fused = np.full((len(self.units), len(stock.places)), -np.inf)
        for number, unit in enumerate(self.units):
            values = {}
            for language, partition in stock.partitions.items():
                aimed = self._aimed[number][language]
                signals = partition.signals(aimed.prepared, aimed.centred)
                values[language] = aimed.values(signals, partition.thin)
            self._merge({view.language for view in unit.views}, stock, values, fused[number])
        return fused

    @staticmethod
    def _merge(own: set[str], stock: Stock, values: dict[str, Matrix], fused: Matrix) -> None:
        """Mean over the shared languages of each unit, or over all where none is shared."""
        sums, counts = np.zeros((2, len(fused))), np.zeros((2, len(fused)))
        for language, partition in stock.partitions.items():
            relation = 0 if language in own else 1
            units = partition.units[partition.alive]
            sums[relation][units] += values[language][partition.alive]
            counts[relation][units] += 1
        for relation in (1, 0):
            known = counts[relation] > 0
            fused[known] = sums[relation][known] / counts[relation][known]

    def _scales(
        self, signals: Matrix, thin: NDArray[np.bool_], weights: Matrix, relation: str
    ) -> tuple[Scale, Scale]:
        """The scale of rows with a text and that of rows that are no more than a title."""
        full = self._scale(signals[~thin], weights[~thin, None], relation, thin=False)
        return full, self._scale(signals[thin], weights[thin, None], relation, thin=True)

    def _scale(self, signals: Matrix, weight: Matrix, relation: str, *, thin: bool) -> Scale:
        """Mean and deviation over the live rows, drawn to the background where there are few rows."""
        names = [segment.name for segment in self.corpus.segments]
        background = self.weights.backgrounds(names, relation, thin=thin)
        mean = np.array([item.mean for item in background])
        square = np.array([item.deviation**2 + item.mean**2 for item in background])
        floor = np.array([item.deviation for item in background]) / 2
        share = self.weights.background_rows
        total = share + (weight * ~np.isnan(signals)).sum(axis=0)
        mean = (mean * share + np.nansum(weight * signals, axis=0)) / total
        square = (square * share + np.nansum(weight * signals**2, axis=0)) / total
        deviation = np.sqrt(np.maximum(square - mean**2, floor**2))
        weights = self.weights.signal_weights(relation, from_demand=self.corpus.side != DEMAND)
        share_of_text = self.weights.thin if thin else 1.0
        return Scale(
            mean,
            deviation,
            np.array(weights) * share_of_text,
            np.array(self.weights.shares(names, relation)),
            self.weights.knee,
            self.weights.agreement,
            self.weights.words_alone,
        )
