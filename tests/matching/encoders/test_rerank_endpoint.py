"""The re-ranking service: order, odd answers, silence."""

import math
from typing import Any

import numpy as np
import pytest

from qianqiao.matching.engine.encoders.base import EncoderError
from qianqiao.matching.engine.encoders.packages import missing
from qianqiao.matching.engine.encoders.rerank import RerankEndpoint
from qianqiao.matching.engine.encoders.service import Service
from tests.matching.encoders.scripted_service import Answer, serving

pytestmark = pytest.mark.skipif(bool(missing("urllib3")), reason="not installed: urllib3")


def reranker(url: str) -> RerankEndpoint:
    return RerankEndpoint(Service(url, "BAAI/bge-reranker", attempts=2, pause=0.01), longest=50)


def by_length(_: int, request: dict[str, Any]) -> Answer:
    """Best first, as such services answer."""
    scored = [{"index": n, "relevance_score": len(text)} for n, text in enumerate(request["documents"])]
    return Answer({"results": sorted(scored, key=lambda item: -item["relevance_score"])})


def test_scores_come_in_the_order_of_the_documents() -> None:
    with serving(by_length) as service:
        scores = reranker(service.url).scores("need", ["aa", "b" * 90, "c"])
    assert np.array_equal(scores, [2, 50, 1])
    assert service.requests[0]["path"] == "/v1/rerank"
    assert service.requests[0]["query"] == "need"


def test_nothing_is_asked_about_nothing() -> None:
    assert len(reranker("http://a.example/v1").scores("need", [])) == 0


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer({"results": [{"index": 0, "relevance_score": 1}]}), "scored 1 of 2"),
        (Answer({"results": [{"index": n, "relevance_score": math.nan} for n in (0, 1)]}), "no numbers"),
        (Answer({"results": [{"index": 0}]}), "something else than scores"),
        (Answer({"detail": "gone"}, status=500), "answered 500"),
    ],
)
def test_faults_are_named(answer: Answer, said: str) -> None:
    with serving(lambda *_: answer) as service, pytest.raises(EncoderError, match=said):
        reranker(service.url).scores("need", ["a", "b"])


def test_identity() -> None:
    assert reranker("http://a.example/v1").identity == "rerank/BAAI_bge-reranker/clean-1-50"
