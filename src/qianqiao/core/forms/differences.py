"""What stands in a record beside what a person sent, in words: shown when a save comes too late."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from qianqiao import reference
from qianqiao.core.fieldspec import FieldSpec
from qianqiao.core.texts import language

SIGNS = {"ge": "≥ ", "le": "≤ ", "gt": "> ", "lt": "< "}


def differences(
    specs: Sequence[FieldSpec], stored: Mapping[str, Any], sent: Mapping[str, Any]
) -> list[dict[str, str]]:
    """Label and stored value of every field that was sent with another value."""
    return [
        {"label": spec.label(language()), "value": in_words(spec, stored[spec.key])}
        for spec in specs
        if spec.key in sent and stored.get(spec.key) != sent[spec.key]
    ]


def in_words(spec: FieldSpec, value: Any) -> str:
    """A stored value for reading: names for codes, rows of indicators in one line each."""
    if value is None or value in ("", []):
        return _("(empty)")
    parts = value if isinstance(value, list) else [value]
    if spec.table:
        parts = [reference.label(spec.table, str(code), language()) for code in parts]
    return "; ".join(_indicator(part) if isinstance(part, dict) else str(part) for part in parts)


def _indicator(row: Mapping[str, Any]) -> str:
    upper = f"–{row['value_max'].normalize():f}" if row["value_max"] is not None else ""
    value = f"{SIGNS.get(row['comparison'], '')}{row['value'].normalize():f}{upper}"
    return f"{row['name']} {value} {row['unit']}".strip()
