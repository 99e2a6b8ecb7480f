"""Who acts: a person with memberships, the system, or nobody in particular."""

from dataclasses import dataclass, field
from enum import StrEnum


class ActorKind(StrEnum):
    ANONYMOUS = "anonymous"
    PERSON = "person"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor and the organisations for which it may act (primary keys)."""

    kind: ActorKind
    user_id: int | None = None
    label: str = ""
    organisation_ids: frozenset[int] = field(default_factory=frozenset)
    is_operator: bool = False

    def acts_for(self, organisation_id: int | None) -> bool:
        if self.kind is ActorKind.SYSTEM:
            return True
        return organisation_id is not None and organisation_id in self.organisation_ids


ANONYMOUS = Actor(ActorKind.ANONYMOUS, label="anonymous")
SYSTEM = Actor(ActorKind.SYSTEM, label="system")
