"""One cell to one typed value, by the type of its field."""

from collections.abc import Callable, Mapping
from typing import Any

from qianqiao.core.blanks import is_blank
from qianqiao.core.fieldspec import FieldType
from qianqiao.imports.parsing import codes, dates, documents, identifiers, indicators, lists, money, scalars
from qianqiao.imports.parsing.plan import Plan

Parser = Callable[[Plan, object], Any]
_PARSERS: Mapping[FieldType, Parser] = {
    FieldType.TEXT: scalars.parse_text,
    FieldType.LONG_TEXT: scalars.parse_long_text,
    FieldType.LIST: lists.parse_list,
    FieldType.CODE: codes.parse_code,
    FieldType.CODES: codes.parse_codes,
    FieldType.INTEGER: scalars.parse_integer,
    FieldType.MONEY: money.parse_money,
    FieldType.DATE: dates.parse_date,
    FieldType.BOOLEAN: scalars.parse_boolean,
    FieldType.ORGANISATION: scalars.parse_text,  # looked up later, a batch at once
    FieldType.IDENTIFIER: identifiers.parse_identifier,
    FieldType.INDICATORS: indicators.parse_indicators,
    FieldType.DOCUMENTS: documents.parse_documents,
}
_EMPTY: Mapping[FieldType, Callable[[], Any]] = {
    FieldType.LIST: list,
    FieldType.CODES: list,
    FieldType.INDICATORS: list,
    FieldType.DOCUMENTS: list,
    FieldType.INTEGER: lambda: None,
    FieldType.MONEY: lambda: None,
    FieldType.DATE: lambda: None,
    FieldType.BOOLEAN: bool,
}
_LINKS = frozenset({"website"})


def is_empty(plan: Plan, value: object) -> bool:
    """Whether the cell says nothing. Where a word such as 无 is itself a code of the field, it counts."""
    if not is_blank(value):
        return False
    return not (
        plan.spec.type is FieldType.CODE
        and isinstance(value, str)
        and value.strip() != ""
        and codes.find(plan.spec.table, scalars.narrow(value)) is not None
    )


def empty_value(plan: Plan) -> Any:
    """What an empty cell stands for."""
    made = _EMPTY.get(plan.spec.type)
    return made() if made is not None else ""


def parse_cell(plan: Plan, value: object) -> Any:
    """The typed value; raises CellRefused. Organisations come back as the text that names them."""
    if is_empty(plan, value):
        return empty_value(plan)
    if plan.spec.key in _LINKS:
        return scalars.parse_link(plan, value)
    return _PARSERS[plan.spec.type](plan, value)
