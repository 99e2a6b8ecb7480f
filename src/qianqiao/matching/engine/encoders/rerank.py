"""A second opinion on the best candidates by a service: POST /v1/rerank as Jina, Cohere and vLLM speak it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.encoders.base import EncoderError
from qianqiao.matching.engine.encoders.service import Caller, Service
from qianqiao.matching.engine.text.clean import clean


class RerankEndpoint:
    """Relevance of documents to a query, higher is better; the scale is the model's own."""

    def __init__(self, service: Service, longest: int = 2_000) -> None:
        self.service = service
        self._longest = longest
        self._caller = Caller(service)

    @property
    def identity(self) -> str:
        """Model and preparation, kept with what its scores changed."""
        return f"rerank/{self.service.model.replace('/', '_')}/clean-1-{self._longest}"

    def scores(self, query: str, documents: Sequence[str]) -> NDArray[np.float64]:
        """One figure per document, in their order. Raises EncoderError when the service fails."""
        if not documents:
            return np.zeros(0)
        body: dict[str, object] = {
            "model": self.service.model,
            "query": clean(query)[: self._longest],
            "documents": [clean(text)[: self._longest] for text in documents],
            "return_documents": False,
        }
        answer = self._caller.post("/rerank", body)
        try:
            results = [(int(item["index"]), float(item["relevance_score"])) for item in answer["results"]]
        except (KeyError, TypeError, ValueError) as error:
            raise EncoderError(
                f"The {self._caller.name} answered something else than scores: {error}"
            ) from error
        if sorted(place for place, _ in results) != list(range(len(documents))):
            raise EncoderError(f"The {self._caller.name} scored {len(results)} of {len(documents)} documents")
        scores = np.zeros(len(documents))
        for place, score in results:
            scores[place] = score
        if not np.isfinite(scores).all():
            raise EncoderError(f"The {self._caller.name} answered scores that are no numbers")
        return scores
