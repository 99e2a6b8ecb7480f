"""A record as compact bytes and back: what a generation keeps so that candidates can be read in microseconds."""

import json
import zlib
from datetime import date
from decimal import Decimal
from typing import Any

from qianqiao.matching.engine.records import Document, Indicator, Record

_LEVEL = 1
_TEXTS = (
    "id",
    "title",
    "text",
    "title_en",
    "text_en",
    "kind",
    "region",
    "price_model",
    "confidentiality",
    "state",
    "owner",
)
_NUMBERS = ("trl", "trl_min")
_CODES = ("fields", "modes")
_INDICATOR = ("name", "value", "comparison", "unit", "value_max", "name_en")
_DOCUMENT = ("title", "text", "title_en", "text_en", "year", "kind")


def encoded(record: Record) -> bytes:
    """The record without its empty fields, compressed."""
    values: dict[str, Any] = {name: value for name in _TEXTS if (value := getattr(record, name))}
    values |= {name: value for name in _NUMBERS if (value := getattr(record, name)) is not None}
    values |= {name: list(value) for name in _CODES if (value := getattr(record, name))}
    for name in ("budget_max", "price_amount"):
        if (amount := getattr(record, name)) is not None:
            values[name] = str(amount)
    if record.valid_until is not None:
        values["valid_until"] = record.valid_until.isoformat()
    if record.indicators:
        values["indicators"] = [[getattr(item, name) for name in _INDICATOR] for item in record.indicators]
    if record.documents:
        values["documents"] = [[getattr(item, name) for name in _DOCUMENT] for item in record.documents]
    return zlib.compress(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode(), _LEVEL)


def decoded(data: bytes) -> Record:
    """The record that `encoded` took in; equal in every field."""
    values: dict[str, Any] = json.loads(zlib.decompress(data))
    values |= {name: tuple(values[name]) for name in _CODES if name in values}
    values |= {name: Decimal(values[name]) for name in ("budget_max", "price_amount") if name in values}
    if "valid_until" in values:
        values["valid_until"] = date.fromisoformat(values["valid_until"])
    if "indicators" in values:
        values["indicators"] = tuple(Indicator(*item) for item in values["indicators"])
    if "documents" in values:
        values["documents"] = tuple(Document(*item) for item in values["documents"])
    return Record(**values)
