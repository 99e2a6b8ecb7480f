"""An encoder that encodes each text once in a run."""

from collections.abc import Sequence

import numpy as np

from qianqiao.matching.engine import Encoder
from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.encoders.roles import Role


class Remembering:
    """Another encoder with a memory, so that every system of a comparison gets the same vectors."""

    def __init__(self, inner: Encoder) -> None:
        self._inner = inner
        self._known: dict[tuple[Role, str], Vectors] = {}
        self.identity = inner.identity
        self.dimension = inner.dimension

    def encode(self, texts: Sequence[str], role: Role = "passage") -> Vectors:
        """Vectors [n, d], known ones from memory."""
        fresh = sorted({text for text in texts if (role, text) not in self._known})
        if fresh:
            rows = self._inner.encode(fresh, role)
            self._known |= zip(((role, text) for text in fresh), rows, strict=True)
        return np.stack([self._known[role, text] for text in texts])
