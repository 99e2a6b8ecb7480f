"""Code tables: what the codes in records mean, in Chinese and English."""

import dataclasses
from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Query, Router, Schema
from pydantic import Field

from qianqiao import reference
from qianqiao.api import problems
from qianqiao.api.addresses import ROOT
from qianqiao.api.resources.answers import refuse_unknown
from qianqiao.api.schemas.parts import Problem, Shape
from qianqiao.core import config

TABLES = ("regions", "industries", "strategic_industries", "ipc", "universities")
router = Router(tags=["reference"])


class TableEntry(Shape):
    """A code table."""

    table: str
    url: str


class TableList(Shape):
    """All code tables."""

    items: list[TableEntry]


class Code(Shape):
    """One row of a code table; what a table does not have is null."""

    code: str
    name: str
    name_en: str
    level: str | None = Field(None, description=gettext_noop("Depth in the table, such as province or city."))
    parent: str | None = Field(None, description=gettext_noop("Code of the row above; empty at the top."))
    successor: str | None = Field(
        None, description=gettext_noop("Regions: the code that took the place of this one.")
    )
    description: str | None = None
    description_en: str | None = None


class CodeTable(Shape):
    """A whole code table."""

    table: str
    items: list[Code]


class TableParameters(Schema):
    level: str = Field("", description=gettext_noop("Rows of this level only."))
    parent: str | None = Field(None, description=gettext_noop("Rows directly below this code only."))
    lang: Literal["zh", "en", ""] = Field(
        "", description=gettext_noop("Language of messages; rows carry both.")
    )


def table_names() -> tuple[str, ...]:
    return (*TABLES, *reference.term_lists())


def _code(row: reference.Named) -> Code:
    values = dataclasses.asdict(row)
    return Code(
        code=row.code,
        name=row.name_zh,
        name_en=row.name("en") if row.name("en") != row.name_zh else "",
        level=values.get("level"),
        parent=values.get("parent"),
        successor=values.get("successor"),
        description=values.get("description_zh"),
        description_en=values.get("description_en"),
    )


@router.get(
    "",
    response={200: TableList, 429: Problem},
    operation_id="list_tables",
    summary=gettext_noop("List code tables"),
)
def list_tables(request: HttpRequest) -> Any:
    refuse_unknown(request, ())
    address = f"{config.site_address()}{ROOT}/reference"
    return {"items": [{"table": name, "url": f"{address}/{name}"} for name in table_names()]}


@router.get(
    "/{table}",
    response={200: CodeTable, (404, 422, 429): Problem},
    operation_id="get_table",
    summary=gettext_noop("One code table"),
)
def get_table(request: HttpRequest, table: str, given: Query[TableParameters]) -> Any:
    refuse_unknown(request, TableParameters.model_fields)
    if table not in table_names():
        what = _("There is no code table “%(table)s”.") % {"table": table}
        raise problems.not_found(what, how=_("Tables: %(names)s") % {"names": ", ".join(table_names())})
    rows = [_code(reference.row(table, code)) for code, _name in reference.choices(table)]
    kept = [row for row in rows if not given.level or row.level == given.level]
    return {
        "table": table,
        "items": [row for row in kept if given.parent is None or (row.parent or "") == given.parent],
    }
