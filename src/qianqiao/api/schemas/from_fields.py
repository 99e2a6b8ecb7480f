"""Turns the field list of a record into a shape: keys as in import files, labels in both languages."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import Field, create_model

from qianqiao.api.schemas.parts import Document, Indicator, OrganisationRef, Record, Shape
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


def _field(spec: FieldSpec, *, nullable: bool) -> tuple[Any, Any]:
    """Annotation and description of one field; its Chinese label and code table go along as extensions."""
    extra: dict[str, Any] = {"x-label-zh": spec.label_zh}
    if spec.type in {FieldType.CODE, FieldType.CODES}:
        extra["x-table"] = spec.table
    annotation = _TYPES[spec.type]
    return (
        annotation | None if nullable else annotation,
        Field(description=spec.label_en, json_schema_extra=extra),
    )


def shape(
    name: str,
    told: str,
    specs: Sequence[FieldSpec],
    *,
    base: type[Shape] = Record,
    nullable: frozenset[str] = frozenset(),
    **more: Any,
) -> Any:
    """A shape named `name` with one field per spec. Keys in `nullable` may be withheld from the reader."""
    fields: dict[str, Any] = {spec.key: _field(spec, nullable=spec.key in nullable) for spec in shown(specs)}
    return create_model(name, __base__=base, __doc__=told, **fields, **more)
