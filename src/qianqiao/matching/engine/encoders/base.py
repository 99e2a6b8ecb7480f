"""What the engine asks of an encoder."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.encoders.roles import Role

Vectors = NDArray[np.float32]


class EncoderError(RuntimeError):
    """The encoder could not answer; matching may go on without it and say so."""


class Encoder(Protocol):
    """Text to vectors of one model."""

    @property
    def identity(self) -> str:
        """Model, version and preparation: vectors of different identities are never compared."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str], role: Role = "passage") -> Vectors:
        """Unit vectors [n, dimension] float32; a zero row for an empty text."""
        ...


def unit(rows: NDArray[np.floating]) -> Vectors:
    """Rows at length 1; zero rows stay zero."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: NDArray[np.floating] = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return scaled.astype(np.float32)
