"""Writes many rows by COPY: about four times as fast as INSERT with as many parameters."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql


def insert(records: Sequence[models.Model]) -> None:
    """Inserts new records of one model and gives them their primary keys, as `bulk_create` would.

    Call inside a transaction; raises Django's database errors. Signals are not sent.
    """
    if not records:
        return
    model = type(records[0])
    fields = _fields(model)
    with connection.cursor() as cursor:
        keys = _keys(cursor, model, len(records))
        for record, key in zip(records, keys, strict=True):
            record.pk = key
        _copy(cursor, model._meta.db_table, fields, records, add=True)  # noqa: SLF001  Django's documented API
    for record in records:
        record._state.adding, record._state.db = False, connection.alias  # noqa: SLF001  the same


def update(records: Sequence[models.Model], names: Sequence[str]) -> None:
    """Writes the named fields of stored records, as `bulk_update` would. Call inside a transaction."""
    if not records:
        return
    model = type(records[0])
    table = model._meta.db_table  # noqa: SLF001  Django's documented API
    changed = [field for field in _fields(model) if field.name in set(names)]
    key: Any = model._meta.pk  # noqa: SLF001  the same
    columns = [key, *changed]
    passing = f"new_{table}"
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("create temporary table {} on commit drop as select {} from {} with no data").format(
                sql.Identifier(passing), _names(columns), sql.Identifier(table)
            )
        )
        _copy(cursor, passing, columns, records, add=False)
        pairs = sql.SQL(", ").join(sql.SQL("{0} = new.{0}").format(sql.Identifier(f.column)) for f in changed)
        cursor.execute(
            sql.SQL("update {} as old set {} from {} as new where old.{} = new.{}").format(
                sql.Identifier(table), pairs, sql.Identifier(passing), *[sql.Identifier(key.column)] * 2
            )
        )
        cursor.execute(sql.SQL("drop table {}").format(sql.Identifier(passing)))


def _fields(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.generated]  # noqa: SLF001  documented API


def _names(fields: Sequence[Any]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(field.column) for field in fields)


def _keys(cursor: Any, model: type[models.Model], count: int) -> list[int]:
    """The next primary keys of a table."""
    table, column = model._meta.db_table, model._meta.pk.column  # noqa: SLF001  Django's documented API
    cursor.execute(
        "select nextval(pg_get_serial_sequence(%s, %s)) from generate_series(1, %s)",
        [connection.ops.quote_name(table), column, count],
    )
    return [int(row[0]) for row in cursor.fetchall()]


def _copy(
    cursor: Any, table: str, fields: Sequence[Any], records: Sequence[models.Model], *, add: bool
) -> None:
    command = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), _names(fields))
    with connection.wrap_database_errors, cursor.copy(command) as lines:
        for record in records:
            lines.write_row(
                [
                    field.get_db_prep_save(field.pre_save(record, add), connection=connection)
                    for field in fields
                ]
            )
