"""A learned model: the ranking, its card, and the name under which its scores are kept."""

from dataclasses import dataclass
from hashlib import sha256

from qianqiao.matching.engine.learning.card import Card
from qianqiao.matching.engine.learning.ranker import Ranker
from qianqiao.matching.engine.scoring.weights import Weights

# What a match says it was compared by, before the identity of the model.
LEARNED = "learned:"


@dataclass(frozen=True, slots=True)
class RankingModel:
    """What a model file holds; `checksum` is the SHA-256 of its content."""

    ranker: Ranker
    card: Card
    checksum: str

    @property
    def identity(self) -> str:
        """Kind and content, such as linear-1f2e3d4c: scores of different identities are never mixed."""
        return f"{self.ranker.kind}-{self.checksum[:8]}"


def weights_digest() -> str:
    """Names the numbers of the fusion that a model builds on."""
    return sha256(repr(Weights()).encode()).hexdigest()[:8]
