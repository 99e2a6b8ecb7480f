"""Who acts: a person with memberships, the system, or nobody in particular."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ActorKind(StrEnum):
    ANONYMOUS = "anonymous"
    PERSON = "person"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Carried:
    """What an agency's person may do today in the name of another organisation; no records named means all of them.

    `since` is when the agency accepted: of two mandates from both sides of a matter, the earlier one counts.
    `in_cases`: whether it does anything in cases; one that only keeps records alive opens none and takes no side.
    """

    mandate: str
    agency: int
    organisation: int
    permissions: frozenset[str]
    records: frozenset[str]
    since: datetime
    reads_sealed: bool = False
    in_cases: bool = True

    def covers(self, organisation_id: int, *numbers: str) -> bool:
        """Whether a matter of the organisation about some records lies within the mandate."""
        return self.organisation == organisation_id and (
            not self.records or not self.records.isdisjoint(numbers)
        )


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor and what it may do for which organisation.

    `grants`: permissions by primary key of the organisation; being a member alone gives the empty set.
    `regions`: codes of the regions whose rows an authority's officer may follow, "" for the whole country.
    `platform`: permissions that hold for the whole platform.
    `carried`: what it may do for organisations that it does not belong to, under mandates.
    `lacks_second_factor`: some roles were left out because the person has no second factor yet.
    """

    kind: ActorKind
    user_id: int | None = None
    label: str = ""
    grants: Mapping[int, frozenset[str]] = field(default_factory=dict)
    regions: frozenset[str] = field(default_factory=frozenset)
    platform: frozenset[str] = field(default_factory=frozenset)
    carried: tuple[Carried, ...] = ()
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

    def carries(self, permission: str, organisation_id: int | None, number: str) -> bool:
        """Whether a mandate lets the actor do something about a record; in its own organisation its roles alone count."""
        if organisation_id is None or organisation_id in self.grants:
            return False
        return any(
            permission in one.permissions and one.covers(organisation_id, number) for one in self.carried
        )

    def organisations_where(self, permission: str) -> frozenset[int]:
        """The organisations in which the actor has a permission."""
        return frozenset(key for key, held in self.grants.items() if permission in held)


ANONYMOUS = Actor(ActorKind.ANONYMOUS, label="anonymous")
SYSTEM = Actor(ActorKind.SYSTEM, label="system")
