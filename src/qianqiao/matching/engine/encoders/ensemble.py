"""Several text models at once: each has its own stretch of a vector, and one that fails leaves it empty."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qianqiao.matching.engine.encoders.base import Encoder, EncoderError, Vectors
from qianqiao.matching.engine.encoders.roles import Role

JOINT = "+"


@dataclass(frozen=True, slots=True)
class Segment:
    """The stretch of a vector that one model fills; all zeros mean that the model has not spoken."""

    identity: str
    start: int
    stop: int

    @property
    def name(self) -> str:
        """The model without version and preparation, such as use-m3 or e5-small."""
        return self.identity.split("/", 1)[0]

    @property
    def place(self) -> slice:
        """For cutting the stretch out of the last axis of an array."""
        return slice(self.start, self.stop)


class Ensemble:
    """Encoders side by side: a vector holds a unit vector of each member, in their order."""

    def __init__(self, members: Sequence[Encoder]) -> None:
        if not members:
            raise ValueError("an ensemble needs at least one encoder")
        self.members = tuple(members)

    @property
    def identity(self) -> str:
        """The members' identities."""
        return JOINT.join(member.identity for member in self.members)

    @property
    def dimension(self) -> int:
        """The members' dimensions together."""
        return sum(member.dimension for member in self.members)

    def encode(self, texts: Sequence[str], role: Role = "passage") -> Vectors:
        """Vectors [n, dimension]; zeros where a member could not answer. Raises EncoderError where none could."""
        rows = np.zeros((len(texts), self.dimension), np.float32)
        failures: list[EncoderError] = []
        for segment, member in members_of(self):
            try:
                rows[:, segment.place] = member.encode(texts, role)
            except EncoderError as error:
                failures.append(error)
        if len(failures) == len(self.members):
            raise EncoderError("; ".join(str(failure) for failure in failures)) from failures[0]
        return rows


def segments_of(encoder: Encoder | None) -> tuple[Segment, ...]:
    """What each model fills of a vector; one nameless value, always zero, where words alone are compared."""
    return tuple(segment for segment, _ in members_of(encoder)) or (Segment("", 0, 1),)


def members_of(encoder: Encoder | None) -> list[tuple[Segment, Encoder]]:
    """The models behind an encoder, each with what it fills of a vector; none where words alone are compared."""
    if encoder is None:
        return []
    found, start = [], 0
    for member in encoder.members if isinstance(encoder, Ensemble) else (encoder,):
        found.append((Segment(member.identity, start, start + member.dimension), member))
        start += member.dimension
    return found
