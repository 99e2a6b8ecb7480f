"""One query against a whole corpus: normalised signals and their fusion for every unit."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.corpus import Corpus, query_vectors
from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.index.partition import SIGNALS
from qianqiao.matching.engine.prepared import PreparedView, prepare
from qianqiao.matching.engine.records import Record
from qianqiao.matching.engine.scoring.weights import CROSS, SAME, Weights
from qianqiao.matching.engine.views import Unit, units_of

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scale:
    """Mean and deviation of each signal for one query and one partition, both [5]."""

    mean: Matrix
    deviation: Matrix
    limit: float

    def z(self, signals: Matrix) -> Matrix:
        """Standard scores, cut at the limit on both sides."""
        return np.clip((signals - self.mean) / self.deviation, -self.limit, self.limit)


@dataclass(frozen=True, slots=True)
class QueryView:
    """A view of the query aimed at one partition, with its centred vectors [2, d] and scale."""

    prepared: PreparedView
    centred: Matrix
    scale: Scale


@dataclass(frozen=True, slots=True)
class PairValue:
    """A pair of units: fused value and the weighted z of each signal, in the better language pair."""

    fused: float
    contributions: tuple[float, ...]
    query_unit: int
    query_language: str
    language: str


class Evaluation:
    """A query prepared against a corpus. `fused` holds the text value [query units, corpus units]."""

    def __init__(self, query: Record, corpus: Corpus, weights: Weights) -> None:
        self.corpus = corpus
        self.weights = weights
        self.query = query
        self._signal_weights = np.array(weights.signal_weights())
        self.units = units_of(query)
        vectors = query_vectors(query, corpus.encoder)
        self._aimed: list[dict[str, QueryView]] = []
        self.fused = np.full((len(self.units), len(corpus.places)), -np.inf)
        start = 0
        for number, unit in enumerate(self.units):
            own = vectors[start : start + 2 * len(unit.views)]
            start += 2 * len(unit.views)
            self._aimed.append(self._aim(unit, own, self.fused[number]))

    def pair_value(self, number: int, unit: Unit, vectors: Vectors) -> PairValue:
        """The value of the query's unit `number` with a unit given by its views, in double precision."""
        best: PairValue | None = None
        shared = {view.language for view in unit.views} & {view.language for view in self.units[number].views}
        for place, view in enumerate(unit.views):
            if shared and view.language not in shared:
                continue
            aimed = self._aimed[number][view.language]
            candidate = prepare(view, vectors[2 * place : 2 * place + 2])
            partition = self.corpus.partitions[view.language]
            signals = partition.pair_signals(aimed.prepared, aimed.centred, candidate)
            weighted = aimed.scale.z(signals) * self._signal_weights
            fused = float(weighted.sum())
            if best is None or fused > best.fused:
                parts = tuple(float(value) for value in weighted)
                best = PairValue(fused, parts, number, aimed.prepared.language, view.language)
        if best is None:
            raise ValueError("a unit has at least one view")
        return best

    def aimed(self, number: int, language: str) -> QueryView:
        """The query's view used against a partition."""
        return self._aimed[number][language]

    def _aim(self, unit: Unit, vectors: Vectors, fused: Matrix) -> dict[str, QueryView]:
        """Prepare the unit for every partition and fill the fused values of the corpus units."""
        prepared = [
            prepare(view, vectors[2 * place : 2 * place + 2]) for place, view in enumerate(unit.views)
        ]
        own = {view.language: view for view in prepared}
        aimed: dict[str, QueryView] = {}
        values: dict[str, Matrix] = {}
        for language, partition in self.corpus.partitions.items():
            chosen = own.get(language, prepared[0])
            centred = self._centred(chosen)
            signals = partition.signals(chosen, centred)
            relation = SAME if chosen.language == language else CROSS
            scale = self._scale(signals[partition.alive], relation)
            aimed[language] = QueryView(chosen, centred, scale)
            values[language] = scale.z(signals) @ self._signal_weights
        self._merge(own, values, fused)
        return aimed

    def _merge(self, own: dict[str, PreparedView], values: dict[str, Matrix], fused: Matrix) -> None:
        """The better language of each unit; a language that both sides have goes before any other."""
        same = np.zeros(len(fused), np.bool_)
        for language in own:
            partition = self.corpus.partitions[language]
            same[partition.units[partition.alive]] = True
        for language, partition in self.corpus.partitions.items():
            rows = partition.alive if language in own else partition.alive & ~same[partition.units]
            np.maximum.at(fused, partition.units[rows], values[language][rows])

    def _centred(self, view: PreparedView) -> Matrix:
        fields = self.corpus.partitions[view.language].dense
        vectors = view.vectors
        if vectors is None:
            return np.zeros((len(fields), 1))
        return np.stack([field.centred(vectors[n]) for n, field in enumerate(fields)])

    def _scale(self, signals: Matrix, relation: str) -> Scale:
        """Mean and deviation over the live rows, drawn to the background where there are few rows."""
        background = [self.weights.background[relation][name] for name in SIGNALS]
        mean = np.array([item.mean for item in background])
        square = np.array([item.deviation**2 + item.mean**2 for item in background])
        floor = np.array([item.deviation for item in background]) / 2
        share = self.weights.background_rows
        total = share + len(signals)
        mean = (mean * share + signals.sum(axis=0)) / total
        square = (square * share + (signals**2).sum(axis=0)) / total
        deviation = np.sqrt(np.maximum(square - mean**2, floor**2))
        return Scale(mean, deviation, self.weights.z_limit)
