"""Who is held out: whole demands, and demands of one text together, in an order that no file order changes."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b

from qianqiao.matching.engine.records import Record


def group_of(demand: Record) -> str:
    """Demands that say the same are one: neither may be learned from while the other is asked about."""
    told = "\n".join((demand.title, demand.text, demand.title_en, demand.text_en))
    return blake2b(told.encode(), digest_size=16).hexdigest()


def folds_of(groups: Mapping[str, str], count: int, seed: int) -> list[tuple[str, ...]]:
    """Demand ids in `count` parts of about equal size; `groups` gives each demand the group it stays with."""
    members: dict[str, list[str]] = {}
    for demand in sorted(groups):
        members.setdefault(groups[demand], []).append(demand)
    folds: list[list[str]] = [[] for _ in range(min(count, len(members)))]
    for group in sorted(members, key=lambda name: stable_order(name, seed)):
        min(folds, key=len).extend(members[group])
    return [tuple(sorted(fold)) for fold in folds]


def others(folds: Sequence[Sequence[str]], held_out: int) -> set[str]:
    """The demands of all folds but one."""
    return {demand for number, fold in enumerate(folds) if number != held_out for demand in fold}


def stable_order(name: str, seed: int) -> bytes:
    """A place in an order that looks drawn by lot and is the same everywhere."""
    return blake2b(name.encode(), digest_size=8, salt=str(seed).encode()).digest()
