"""Peers of the site's text models: a service whose vectors follow from the text, and settings that name it."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import numpy as np

from tests.matching.encoders.scripted_service import Answer, Scripted, serving

DIMENSION = 16


def vector(text: str) -> list[float]:
    """Sixteen values that follow from the characters of a text: alike texts are near each other."""
    row = np.zeros(DIMENSION)
    for character in text:
        row += np.frombuffer(sha256(character.encode()).digest()[:DIMENSION], np.uint8) - 127.5
    return [float(value) for value in row / max(np.linalg.norm(row), 1e-9)]


def vectors(_: int, request: dict[str, Any]) -> Answer:
    """What an embedding service answers."""
    return Answer(
        {"data": [{"index": n, "embedding": vector(text)} for n, text in enumerate(request["input"])]}
    )


@contextmanager
def embedding_service() -> Iterator[Scripted]:
    with serving(vectors) as service:
        yield service


def use_service(
    settings: Any, url: str, *, models: str = "use,endpoint", revision: str = "1", **more: str
) -> None:
    """Settings of a site that may send public texts to this service."""
    settings.QIANQIAO_TEXT_MODELS = models
    settings.QIANQIAO_SEND_TEXTS = True
    settings.QIANQIAO_EMBEDDING = {
        "url": url, "model": "test/vectors", "dimension": str(DIMENSION), "revision": revision,
        "rest": "1", "seconds": "2", **more,
    }  # fmt: skip


def sent(service: Scripted) -> str:
    """Everything that a service was sent, in one text."""
    return "\n".join(text for request in service.requests for text in request.get("input", [])) + "\n".join(
        str(request.get("query", "")) + "".join(request.get("documents", [])) for request in service.requests
    )
