"""The first rows as they were understood, for a person to look at before the import."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from qianqiao import reference
from qianqiao.core.blanks import is_blank
from qianqiao.core.fieldspec import FieldSpec, FieldType
from qianqiao.imports.kinds import Kind
from qianqiao.imports.parsing.rows import ParsedRow
from qianqiao.imports.problems import shortened

Told = dict[str, object]


def preview(kind: Kind, rows: Sequence[ParsedRow]) -> list[Told]:
    """Each row as {row, sheet, refused, values: {key: {zh, en}}}, fit for JSON."""
    return [
        {
            "row": row.raw.number,
            "sheet": row.raw.sheet,
            "refused": sorted({problem.key for problem in row.problems}),
            "values": {
                spec.key: _told(spec, row)
                for spec in kind.specs
                if not is_blank(row.raw.values.get(spec.key))
            },
        }
        for row in rows
    ]


def _told(spec: FieldSpec, row: ParsedRow) -> dict[str, str]:
    value = row.values.get(spec.key)
    if value is None or spec.type is FieldType.ORGANISATION or spec.key == "external_id":
        value = row.raw.values.get(spec.key)
    return {language: shortened(_in_words(spec, value, language), 60) for language in ("zh", "en")}


def _in_words(spec: FieldSpec, value: object, language: str) -> str:
    if isinstance(value, bool):
        return {"zh": "是" if value else "否", "en": "yes" if value else "no"}[language]
    if isinstance(value, Decimal):
        return f"¥{value:,.2f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        separator = "；" if language == "zh" else "; "
        return separator.join(_item(spec, item, language) for item in value)
    return _item(spec, value, language)


def _item(spec: FieldSpec, item: object, language: str) -> str:
    if isinstance(item, dict):
        if "comparison" not in item:
            return str(item.get("title", ""))
        sign = reference.label("comparisons", str(item["comparison"]), language)
        upper = f"–{item['value_max']}" if item.get("value_max") is not None else ""
        return f"{item['name']} {sign} {item['value']}{upper} {item['unit']}".strip()
    is_code = spec.type in {FieldType.CODE, FieldType.CODES} and spec.table != "ipc"
    return reference.label(spec.table, str(item), language) if is_code else str(item)
