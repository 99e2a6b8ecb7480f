"""Turns the field list of a record into a shape: keys as in import files, labels in both languages."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import Field, create_model

from qianqiao.api.schemas.parts import Document, Indicator, OrganisationRef, Record
from qianqiao.core.fieldspec import FieldSpec, FieldType

# Contact data of people is shown on the page of a record, not handed out in bulk.
LEFT_OUT = frozenset({"external_id", "contact", "valid_until", "last_proven_alive"})

_TYPES: dict[FieldType, Any] = {
    FieldType.TEXT: str,
    FieldType.LONG_TEXT: str,
    FieldType.CODE: str,
    FieldType.IDENTIFIER: str,
    FieldType.LIST: list[str],
    FieldType.CODES: list[str],
    FieldType.INTEGER: int | None,
    FieldType.MONEY: Decimal | None,
    FieldType.DATE: date | None,
    FieldType.BOOLEAN: bool,
    FieldType.ORGANISATION: OrganisationRef,
    FieldType.INDICATORS: list[Indicator],
    FieldType.DOCUMENTS: list[Document],
}


def shown(specs: Sequence[FieldSpec]) -> list[FieldSpec]:
    return [spec for spec in specs if spec.key not in LEFT_OUT]


def _described(spec: FieldSpec) -> str:
    parts = [spec.label_en]
    if spec.type in {FieldType.CODE, FieldType.CODES}:
        parts.append(f"{'Codes' if spec.type is FieldType.CODES else 'Code'} of the table {spec.table}")
    if spec.type is FieldType.MONEY:
        parts.append("Decimal text")
    return ". ".join(parts) + "."


def record_shape(
    name: str, told: str, specs: Sequence[FieldSpec], *, nullable: frozenset[str] = frozenset(), **more: Any
) -> type[Record]:
    """A shape named `name` with one field per spec. Keys in `nullable` may be withheld from the reader."""
    fields: dict[str, Any] = {}
    for spec in shown(specs):
        annotation = _TYPES[spec.type]
        if spec.key in nullable:
            annotation = annotation | None
        extra: dict[str, Any] = {"x-label-zh": spec.label_zh}
        fields[spec.key] = (annotation, Field(description=_described(spec), json_schema_extra=extra))
    return create_model(name, __base__=Record, __doc__=told, **fields, **more)
