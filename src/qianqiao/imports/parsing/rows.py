"""One row to typed values, with every problem of the row at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from qianqiao.core.blanks import is_blank
from qianqiao.core.fieldspec import FieldType
from qianqiao.imports.kinds import Kind
from qianqiao.imports.parsing import row_checks
from qianqiao.imports.parsing.cells import is_empty, parse_cell
from qianqiao.imports.parsing.plan import Plan, plans
from qianqiao.imports.problems import CellProblem, CellRefused, Problem, shortened


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as read: values by interchange key, where it stands, and the column letters of its keys.

    `refused` holds cells that reading already refused (formulas, error values); `factors` multiply amounts
    whose header names a unit.
    """

    sheet: str
    number: int
    values: Mapping[str, object]
    columns: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, Problem] = field(default_factory=dict)
    factors: Mapping[str, Decimal] = field(default_factory=dict)

    def problem(self, key: str, problem: Problem) -> CellProblem:
        """The problem at the cell of a key (at the row where the key has no cell)."""
        column = self.columns.get(key, "")
        address = f"{column}{self.number}" if column else ""
        return CellProblem(
            self.sheet, self.number, address, key, shortened(self.values.get(key) or ""), problem
        )

    @property
    def is_empty(self) -> bool:
        return not self.refused and all(is_blank(value) for value in self.values.values())


@dataclass(slots=True)
class ParsedRow:
    """Typed values under interchange keys, the row's repeat key and what is wrong."""

    raw: RawRow
    values: dict[str, Any]
    problems: list[CellProblem]

    def refuse(self, key: str, code: str, **params: str) -> None:
        self.problems.append(self.raw.problem(key, Problem(code, params)))


def parse_row(kind: Kind, raw: RawRow) -> ParsedRow:
    """Parses every cell; keys that the row lacks stay absent unless they are required."""
    known = plans(kind.name)
    parsed = ParsedRow(raw, {}, [])
    for key, problem in raw.refused.items():
        parsed.problems.append(raw.problem(key, problem))
    for key, value in raw.values.items():
        plan = known.get(key)
        if plan is None or key in raw.refused or (plan.keeps_default and is_empty(plan, value)):
            continue
        try:
            parsed.values[key] = parse_cell(_scaled(plan, raw, key), value)
        except CellRefused as refusal:
            parsed.problems.append(raw.problem(key, refusal.problem))
    _require(kind, parsed, known)
    if not parsed.problems:
        row_checks.check(kind, parsed)
    return parsed


def _scaled(plan: Plan, raw: RawRow, key: str) -> Plan:
    return replace(plan, factor=raw.factors[key]) if key in raw.factors else plan


def _require(kind: Kind, parsed: ParsedRow, known: Mapping[str, Plan]) -> None:
    spoken_of = {problem.key for problem in parsed.problems}
    for spec in kind.specs:
        if (
            not spec.required
            or spec.key in spoken_of
            or spec.type is FieldType.ORGANISATION
            or spec.key not in known
        ):
            continue
        if not parsed.values.get(spec.key):
            parsed.refuse(spec.key, "required_empty", field_zh=spec.label_zh, field_en=spec.label_en)
