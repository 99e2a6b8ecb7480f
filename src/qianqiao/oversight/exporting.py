"""One's own data as JSON and as a workbook: every row that belongs to the person, without keys and passwords."""

import io
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from openpyxl import Workbook

from qianqiao.core import clock
from qianqiao.core.clock import SHANGHAI
from qianqiao.imports.workbooks.safe_cells import text_cell
from qianqiao.organisations.models import User
from qianqiao.oversight.classes import SECRET, Holding, class_of, holdings

_LONGEST_NAME = 31


def columns(holding: Holding) -> list[str]:
    """The fields of a model that are handed out, in their order."""
    names = [field.name for field in holding.model._meta.concrete_fields]  # noqa: SLF001  Django's documented options
    return [name for name in names if class_of(holding.model, name) != SECRET]


def rows(holding: Holding, user: User) -> Iterator[dict[str, Any]]:
    """The person's rows as plain values; a relation is the key it holds."""
    names = columns(holding)
    for row in holding.rows(user).iterator(chunk_size=500):
        yield {name: getattr(row, row._meta.get_field(name).attname) for name in names}  # noqa: SLF001


def as_json(user: User, language: str) -> bytes:
    """All of it with what it is for, readable by machines and people."""
    told = {
        "exported_at": clock.now().isoformat(),
        "account": user.email,
        "holdings": [
            {
                "model": holding.label,
                "what": holding.says("what", language),
                "purpose": holding.says("purpose", language),
                "basis": holding.says("basis", language),
                "rows": list(rows(holding, user)),
            }
            for holding in holdings()
        ],
    }
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def as_workbook(user: User, language: str) -> bytes:
    """One sheet per kind of row; kinds without rows are left out."""
    book = Workbook(write_only=True)
    for holding in holdings():
        found = list(rows(holding, user))
        if not found:
            continue
        sheet = book.create_sheet(_sheet_name(holding.says("what", language), book.sheetnames))
        sheet.append([text_cell(sheet, name) for name in columns(holding)])
        for row in found:
            sheet.append([text_cell(sheet, _cell(value)) for value in row.values()])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).replace(tzinfo=None)
    if isinstance(value, list | dict):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return value if value is None or isinstance(value, bool | int | float | date) else str(value)


def _sheet_name(name: str, taken: list[str]) -> str:
    short = name[:_LONGEST_NAME]
    return short if short not in taken else f"{short[: _LONGEST_NAME - 3]} {len(taken)}"
