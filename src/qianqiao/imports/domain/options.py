"""How a set of rows is to be imported."""

from dataclasses import dataclass

from qianqiao.core.actor import Actor, ActorKind
from qianqiao.imports.policies import IMPORT


@dataclass(frozen=True, slots=True)
class Options:
    """`source` is the first part of the repeat key. `owner_id` stands in where a row names no owner."""

    actor: Actor
    source: str
    publish: bool = False
    create_organisations: bool = False
    fictional: bool = False
    owner_id: int | None = None

    @property
    def is_trusted(self) -> bool:
        """The system and operators may write for any organisation."""
        return self.actor.kind is ActorKind.SYSTEM or self.actor.is_operator

    @property
    def default_owner_id(self) -> int | None:
        """The owner of rows that name none: the one chosen, else the only one the person imports for."""
        if self.owner_id is not None:
            return self.owner_id
        served = self.actor.organisations_where(IMPORT)
        return next(iter(served)) if len(served) == 1 else None
