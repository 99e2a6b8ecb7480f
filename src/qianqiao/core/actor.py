"""Who acts: a person with memberships, the system, or nobody in particular."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ActorKind(StrEnum):
    ANONYMOUS = "anonymous"
    PERSON = "person"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor and what it may do for which organisation.

    `grants`: permissions by primary key of the organisation; being a member alone gives the empty set.
    `regions`: codes of the regions whose rows an authority's officer may follow, "" for the whole country.
    `platform`: permissions that hold for the whole platform.
    `lacks_second_factor`: some roles were left out because the person has no second factor yet.
    """

    kind: ActorKind
    user_id: int | None = None
    label: str = ""
    grants: Mapping[int, frozenset[str]] = field(default_factory=dict)
    regions: frozenset[str] = field(default_factory=frozenset)
    platform: frozenset[str] = field(default_factory=frozenset)
    lacks_second_factor: bool = False

    @property
    def organisation_ids(self) -> frozenset[int]:
        """The organisations that the actor belongs to."""
        return frozenset(self.grants)

    @property
    def is_operator(self) -> bool:
        """Whether the actor runs the platform."""
        return "platform.run" in self.platform

    def acts_for(self, organisation_id: int | None) -> bool:
        """Whether the actor belongs to the organisation, whatever it may do there."""
        return self.kind is ActorKind.SYSTEM or (
            organisation_id is not None and organisation_id in self.grants
        )

    def may(self, permission: str, organisation_id: int | None = None) -> bool:
        """Whether the actor has a permission in the organisation, or for the whole platform."""
        if self.kind is ActorKind.SYSTEM or permission in self.platform:
            return True
        return organisation_id is not None and permission in self.grants.get(organisation_id, frozenset())

    def organisations_where(self, permission: str) -> frozenset[int]:
        """The organisations in which the actor has a permission."""
        return frozenset(key for key, held in self.grants.items() if permission in held)


ANONYMOUS = Actor(ActorKind.ANONYMOUS, label="anonymous")
SYSTEM = Actor(ActorKind.SYSTEM, label="system")
