"""Values of a record under its interchange keys, as the shapes take them."""

from collections.abc import Iterable
from typing import Any

from qianqiao.api.addresses import page_address, record_address
from qianqiao.api.schemas.from_fields import shown
from qianqiao.api.schemas.parts import Document, Indicator, OrganisationRef
from qianqiao.core.fieldspec import FieldType
from qianqiao.core.records import IndicatorRow, LivingRecord
from qianqiao.organisations.models import Organisation

_BASE = (
    "number",
    "state",
    "revision",
    "quality_score",
    "valid_until",
    "last_proven_alive",
    "published_at",
    "updated_at",
)


def organisation_ref(row: Organisation) -> OrganisationRef:
    return OrganisationRef(
        number=row.number, name=row.name, name_en=row.name_en, kind=row.kind, url=record_address(row.number)
    )


def indicators(rows: Iterable[IndicatorRow]) -> list[Indicator]:
    return [
        Indicator.model_validate(
            {
                "name": row.name,
                "name_en": row.name_en,
                "comparison": row.comparison,
                "value": f"{row.value.normalize():f}",
                "value_max": f"{row.value_max.normalize():f}" if row.value_max is not None else None,
                "unit": row.unit,
            }
        )
        for row in rows
    ]


def record_values(record: LivingRecord, kind: str) -> dict[str, Any]:
    """All values of a record; the caller withholds what the reader may not see."""
    values: dict[str, Any] = {name: getattr(record, name) for name in _BASE}
    values |= {"type": kind, "url": record_address(record.number), "page": page_address(record.number)}
    row: Any = record
    for spec in shown(record.specs):
        if spec.type is FieldType.ORGANISATION:
            values[spec.key] = organisation_ref(getattr(row, spec.key))
        elif spec.type is FieldType.INDICATORS:
            values[spec.key] = indicators(row.indicators.all())
        elif spec.type is FieldType.DOCUMENTS:
            values[spec.key] = [Document.model_validate(one) for one in row.documents.all()]
        else:
            values[spec.key] = getattr(row, spec.attribute)
    return values


def organisation_values(row: Organisation) -> dict[str, Any]:
    values: dict[str, Any] = {spec.key: getattr(row, spec.attribute) for spec in shown(row.specs)}
    values |= {name: getattr(row, name) for name in ("number", "revision", "updated_at", "is_fictional")}
    return values | {
        "type": "organisation",
        "url": record_address(row.number),
        "page": page_address(row.number),
    }
