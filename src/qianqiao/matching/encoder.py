"""The text models as this site uses them: opened once per process, watched, and never sent what is not public."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256

import numpy as np

from qianqiao.core import config
from qianqiao.matching import text_models
from qianqiao.matching.engine import Encoder, EncoderError, Ensemble
from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.encoders.rerank import RerankEndpoint
from qianqiao.matching.engine.encoders.roles import Role
from qianqiao.matching.slots import TEXTS
from qianqiao.matching.text_models import ModelSpec, opened, spec_of

log = logging.getLogger(__name__)
NO_ENCODER = "words-only"
# The column of runs.
LONGEST_RUN = 200

_public: ContextVar[bool] = ContextVar("text_models_public", default=False)
_memory: ContextVar[dict[tuple[str, Role, tuple[str, ...]], Vectors] | None] = ContextVar(
    "text_models_memory", default=None
)
_silent: ContextVar[set[str] | None] = ContextVar("text_models_silent", default=None)


@contextmanager
def public_texts(*, public: bool = True) -> Iterator[None]:
    """Says that what is encoded inside is public; anything else stays on this machine unless a setting allows it."""
    token = _public.set(public)
    try:
        yield
    finally:
        _public.reset(token)


@contextmanager
def remembering() -> Iterator[None]:
    """Inside, a model that is asked for the same texts again answers from memory: a ranking asks thrice."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


@contextmanager
def noting_silence() -> Iterator[set[str]]:
    """The short names of models that should have spoken inside and could not: their service is down."""
    found: set[str] = set()
    token = _silent.set(found)
    try:
        yield found
    finally:
        _silent.reset(token)


def tell_silence(name: str, error: EncoderError) -> None:
    """Logs that a model did not answer and remembers it for whoever asked last by `noting_silence`."""
    log.warning("matching goes on without %s: %s", name, error)
    found = _silent.get()
    if found is not None:
        found.add(name)


def is_public() -> bool:
    """Whether the text at hand was said to be public."""
    return _public.get()


@dataclass(frozen=True)
class Member:
    """One text model in its place among others: its identity holds even where it cannot be opened here."""

    spec: ModelSpec
    identity: str
    dimension: int
    encoder: Encoder | None = field(default=None, compare=False, repr=False)
    problem: str = field(default="", compare=False)
    texts: int = TEXTS

    @property
    def key(self) -> str:
        """Under which vectors are stored: the model, and which texts of a record it was given."""
        return f"{self.identity}/texts-{self.texts}"

    @property
    def name(self) -> str:
        """The model without version and preparation."""
        return self.identity.split("/", 1)[0]

    def encode(self, texts: Sequence[str], role: Role = "passage") -> Vectors:
        """Vectors of the texts. Raises EncoderError where the model cannot answer, or may not be sent them."""
        if self.spec.is_remote and not self._may_leave():
            raise EncoderError(f"{self.name} was not asked: the text is not public")
        memory, asked = _memory.get(), (self.key, role, tuple(texts))
        if memory is not None and asked in memory:
            return memory[asked]
        try:
            vectors = self._opened_encoder().encode(texts, role)
        except EncoderError as error:
            tell_silence(self.name, error)
            raise
        if memory is not None:
            memory[asked] = vectors
        return vectors

    def _opened_encoder(self) -> Encoder:
        if self.encoder is None:
            raise EncoderError(self.problem or f"{self.identity} cannot be used here")
        return self.encoder

    @staticmethod
    def _may_leave() -> bool:
        return config.may_send_sealed_texts() or (config.may_send_texts() and is_public())


@dataclass(frozen=True)
class Models:
    """The models that serve together, in their order; none of them: words alone."""

    members: tuple[Member, ...]

    @property
    def identity(self) -> str:
        """The name under which generations and runs are kept."""
        return "+".join(member.key for member in self.members) or NO_ENCODER

    @property
    def encoder(self) -> Ensemble | None:
        """What the engine is given."""
        return Ensemble(self.members) if self.members else None


def member(spec: ModelSpec, *, patient: bool = False) -> Member:
    """The model opened here. Raises EncoderError where it cannot be."""
    return _opened(spec, patient=patient and spec.is_remote)


@cache
def _opened(spec: ModelSpec, *, patient: bool) -> Member:
    encoder = opened(spec, patient=patient)
    return Member(spec, encoder.identity, encoder.dimension, encoder)


def wanted() -> tuple[Models, dict[str, EncoderError]]:
    """The models that the settings name and this machine can use, and by name the reasons why others cannot be.

    Matching goes on with those that can, or with words.
    """
    members: list[Member] = []
    absent: dict[str, EncoderError] = {}
    for name in config.text_models():
        try:
            members.append(member(spec_of(name)))
        except EncoderError as error:
            absent[name] = error
    return Models(tuple(members)), absent


def run_identity(models: Models) -> str:
    """The models under which a run is kept, the service that judges the best again among them."""
    again = reranker()
    told = f"{models.identity}+{again.identity}" if again else models.identity
    if len(told) <= LONGEST_RUN:
        return told
    return f"{told[: LONGEST_RUN - 17]}~{sha256(told.encode()).hexdigest()[:16]}"


def reranker() -> RerankEndpoint | None:
    """The service that judges the best candidates again, one per process and settings; None where there is none."""
    return _reranker(tuple(sorted(config.rerank_service().items())), config.may_send_texts())


@cache
def _reranker(_options: tuple[tuple[str, str], ...], _may_send: bool) -> RerankEndpoint | None:
    try:
        return text_models.reranker()
    except EncoderError as error:
        log.error("no second opinion on the best candidates: %s", error)  # noqa: TRY400  the sentence is for the operator
        return None


def as_stored(rows: Vectors) -> Vectors:
    """Vectors rounded to what is stored (float16), so that a fresh one and a stored one give the same score."""
    return rows.astype(np.float16).astype(np.float32)


def to_bytes(row: Vectors) -> bytes:
    return row.astype("<f2").tobytes()


def from_bytes(data: bytes | memoryview) -> Vectors:
    return np.frombuffer(bytes(data), dtype="<f2").astype(np.float32)
