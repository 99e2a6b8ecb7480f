"""An encoder that encodes each text once in a run."""

from collections.abc import Sequence

import numpy as np

from qianqiao.matching.engine import Encoder
from qianqiao.matching.engine.encoders.base import Vectors


class Remembering:
    """Another encoder with a memory, so that every system of a comparison gets the same vectors."""

    def __init__(self, inner: Encoder) -> None:
        self._inner = inner
        self._known: dict[str, Vectors] = {}
        self.identity = inner.identity
        self.dimension = inner.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors [n, d], known ones from memory."""
        fresh = sorted(set(texts) - self._known.keys())
        if fresh:
            self._known |= zip(fresh, self._inner.encode(fresh), strict=True)
        return np.stack([self._known[text] for text in texts])
