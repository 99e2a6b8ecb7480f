"""Vectors from a service that speaks the OpenAI protocol: POST /v1/embeddings."""

import base64
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import numpy as np

from qianqiao.matching.engine.encoders.base import EncoderError, Vectors, unit
from qianqiao.matching.engine.encoders.once import encode_once
from qianqiao.matching.engine.encoders.roles import Role
from qianqiao.matching.engine.encoders.service import Caller, RefusalError, Service
from qianqiao.matching.engine.text.clean import clean

_TOO_LONG = ("token", "too long", "length", "context")
_SHORTEST = 200


@dataclass(frozen=True, slots=True)
class EmbeddingModel:
    """What the service is told and what it must answer.

    `prefixes` are put in front by role; `names_role` sends the role as `input_type`; `shortens` asks for
    `dimension` values from models that can. `revision` is the operator's own mark: change it when the
    model behind the same name changes, and every vector is made anew.
    """

    dimension: int
    prefixes: Mapping[Role, str] = field(default_factory=dict)
    names_role: bool = False
    shortens: bool = False
    revision: str = ""
    longest: int = 2_000
    batch: int = 32
    parallel: int = 2


class EndpointEncoder:
    """Texts to a service, in batches. What is encoded leaves this machine: name only a service you trust."""

    def __init__(self, service: Service, model: EmbeddingModel) -> None:
        self.service = service
        self.model = model
        self._caller = Caller(service, model.parallel)

    @property
    def dimension(self) -> int:
        """Length of a vector, as the operator stated it."""
        return self.model.dimension

    @property
    def identity(self) -> str:
        """Model, revision, size, roles and preparation; the address is left out, a service may move."""
        model = self.model
        roles = repr((sorted(model.prefixes.items()), model.names_role, model.shortens))
        mark = sha256(roles.encode()).hexdigest()[:8]
        parts = (
            "endpoint",
            self.service.model.replace("/", "_"),
            model.revision or "-",
            str(model.dimension),
            mark,
        )
        return "/".join((*parts, f"clean-1-{model.longest}"))

    def encode(self, texts: Sequence[str], role: Role = "passage") -> Vectors:
        """Unit vectors [n, d]; zero for an empty text. Raises EncoderError when the service fails."""
        prepared = [clean(text)[: self.model.longest] for text in texts]
        return encode_once(prepared, self.dimension, lambda distinct: self._all(distinct, role))

    def _all(self, texts: Sequence[str], role: Role) -> Vectors:
        size = self.model.batch
        parts = [texts[start : start + size] for start in range(0, len(texts), size)]
        with ThreadPoolExecutor(self.model.parallel) as pool:
            return unit(np.concatenate(list(pool.map(lambda part: self._batch(part, role), parts))))

    def _batch(self, texts: Sequence[str], role: Role) -> Vectors:
        """One request; where the service finds it too long, two of half the texts, then half of the text."""
        try:
            return self._asked(texts, role)
        except RefusalError as refusal:
            if not _too_long(refusal):
                raise
            middle = len(texts) // 2
            if middle:
                return np.concatenate((self._batch(texts[:middle], role), self._batch(texts[middle:], role)))
            half = texts[0][: len(texts[0]) // 2]
            if len(half) < _SHORTEST:
                raise
            return self._batch([half], role)

    def _asked(self, texts: Sequence[str], role: Role) -> Vectors:
        prefix = self.model.prefixes.get(role, "")
        body: dict[str, object] = {
            "model": self.service.model,
            "input": [prefix + text for text in texts],
            "encoding_format": "float",
        }
        if self.model.names_role:
            body["input_type"] = role
        if self.model.shortens:
            body["dimensions"] = self.dimension
        answer = self._caller.post("/embeddings", body)
        try:
            return self._rows(answer["data"], len(texts))
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise EncoderError(
                f"The {self._caller.name} answered something else than vectors: {error}"
            ) from error

    def _rows(self, data: Sequence[Mapping[str, Any]], count: int) -> Vectors:
        """Rows in the order of their `index`. Raises ValueError where one is missing, odd or not a number."""
        places = [int(item["index"]) for item in data]
        if sorted(places) != list(range(count)):
            raise ValueError(f"{len(data)} vectors with numbers {places[:5]}… for {count} texts")
        rows = np.zeros((count, self.dimension), np.float32)
        for place, item in zip(places, data, strict=True):
            row = _values(item["embedding"])
            if row.shape != (self.dimension,):
                raise ValueError(f"a vector of {row.size} values instead of {self.dimension}")
            rows[place] = row
        if not np.isfinite(rows).all() or not rows.any(axis=1).all():
            raise ValueError("a vector with values that are no numbers, or all zero")
        return rows


def _values(embedding: object) -> Vectors:
    """A list of numbers, or the same in base64 as some services insist on."""
    if isinstance(embedding, str):
        return np.frombuffer(base64.b64decode(embedding, validate=True), "<f4")
    return np.asarray(embedding, np.float32)


def _too_long(refusal: RefusalError) -> bool:
    said = refusal.said.lower()
    return refusal.status == 413 or (refusal.status in {400, 422} and any(word in said for word in _TOO_LONG))
