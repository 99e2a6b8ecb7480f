"""Queries made ready: vectors, and the mean that is taken off them before they are compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.corpus import Stock, encode_records
from qianqiao.matching.engine.encoders.base import Encoder, EncoderError, Vectors
from qianqiao.matching.engine.encoders.centres import packaged_centres
from qianqiao.matching.engine.encoders.ensemble import Segment
from qianqiao.matching.engine.encoders.roles import Role
from qianqiao.matching.engine.index.partition import ROLES
from qianqiao.matching.engine.records import DEMAND, OFFER, Record
from qianqiao.matching.engine.text.language import LANGUAGES
from qianqiao.matching.engine.views import View, texts_to_encode, units_of

_PRIOR_WEIGHT = 20.0
Means = Mapping[tuple[str, str], NDArray[np.float64]]


def fresh_vectors(records: Sequence[Record], encoder: Encoder | None) -> dict[str, Vectors]:
    """Vectors of records by id; zeros where there is no encoder or it cannot answer: words still count."""
    if encoder is not None:
        try:
            return encode_records(records, encoder)
        except EncoderError:
            pass
    width = encoder.dimension if encoder else 1
    return {record.id: np.zeros((len(texts_to_encode(record)), width), np.float32) for record in records}


def vectors_of_texts(texts: Sequence[str], encoder: Encoder | None, role: Role) -> Vectors:
    """Vectors [n, d]; zeros where there is no encoder or it cannot answer."""
    if encoder is not None and texts:
        try:
            return encoder.encode(texts, role)
        except EncoderError:
            pass
    return np.zeros((len(texts), encoder.dimension if encoder else 1), np.float32)


def other_side(side: str) -> str:
    """Demand for offer and the reverse."""
    return OFFER if side == DEMAND else DEMAND


@dataclass(frozen=True, slots=True)
class QueryCentres:
    """Mean vector [d] per (language, role) of what queries of one side look like."""

    means: Means
    segments: tuple[Segment, ...]

    @classmethod
    def for_corpus(
        cls, corpus: Stock, queries: Sequence[Record] = (), vectors: Mapping[str, Vectors] | None = None
    ) -> "QueryCentres":
        """The packaged means of the other side, moved by the means of the queries at hand."""
        sums, counts = _sums(queries, vectors or {}, corpus.segments)
        means: dict[tuple[str, str], NDArray[np.float64]] = {}
        for number, segment in enumerate(corpus.segments):
            packaged = packaged_centres(segment.identity, other_side(corpus.side))
            for language in LANGUAGES:
                for place, role in enumerate(ROLES):
                    prior = packaged.get(language, {}).get(role)
                    weight = 0.0 if prior is None else _PRIOR_WEIGHT
                    total = sums[language][place, segment.place]
                    if prior is not None:
                        total = total + prior.astype(np.float64) * weight
                    mean = means.setdefault((language, role), np.zeros(corpus.segments[-1].stop))
                    mean[segment.place] = total / max(weight + counts[language][place, number], 1.0)
        return cls(means, corpus.segments)

    def centred(self, view: View, vectors: Vectors) -> NDArray[np.float64]:
        """The two vectors [2, d] of a view less their means; a text made from the title counts as a title."""
        roles = ROLES if any(field.startswith("text") for field in view.fields) else (ROLES[0], ROLES[0])
        rows = []
        for place, role in enumerate(roles):
            row = vectors[place].astype(np.float64)
            for segment in self.segments:
                if np.any(row[segment.place]):
                    row[segment.place] -= self.means[view.language, role][segment.place]
            rows.append(row)
        return np.stack(rows)


def _sums(
    queries: Sequence[Record], vectors: Mapping[str, Vectors], segments: Sequence[Segment]
) -> tuple[dict[str, NDArray[np.float64]], dict[str, NDArray[np.float64]]]:
    """Sums [2, d] and numbers [2, segments] of the vectors per language and role, in order of id."""
    sums = {language: np.zeros((len(ROLES), segments[-1].stop)) for language in LANGUAGES}
    counts = {language: np.zeros((len(ROLES), len(segments))) for language in LANGUAGES}
    for query in sorted(queries, key=lambda record: record.id):
        own = vectors.get(query.id)
        if own is None or not np.any(own):
            continue
        views = [view for unit in units_of(query) for view in unit.views]
        for number, view in enumerate(views):
            for place, role in enumerate(ROLES):
                if any(field.startswith(role) for field in view.fields):
                    row = own[2 * number + place]
                    sums[view.language][place] += row
                    counts[view.language][place] += [bool(np.any(row[s.place])) for s in segments]
    return sums, counts
