"""What parsing needs to know of a field, worked out once per kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from qianqiao.core.fieldspec import FieldSpec
from qianqiao.imports.kinds import KINDS


@dataclass(frozen=True, slots=True)
class Plan:
    """A field with the limits of its column. `factor` multiplies amounts (a header such as 预算（万元）)."""

    spec: FieldSpec
    text_limit: int
    item_limit: int
    keeps_default: bool
    factor: Decimal = Decimal(1)


@cache
def plans(kind: str) -> Mapping[str, Plan]:
    """The plan of every field of a kind, by interchange key."""
    known = KINDS[kind]
    return {
        spec.key: Plan(spec, known.text_limit(spec), known.item_limit(spec), known.keeps_default(spec))
        for spec in known.specs
    }
