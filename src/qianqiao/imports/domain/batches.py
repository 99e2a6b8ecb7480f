"""Writes one batch of parsed rows through the domain verb of its kind."""

from collections.abc import Sequence
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction

from qianqiao.catalogue.domain.records import CatalogueRecord, upsert_records
from qianqiao.core.bulk import Written
from qianqiao.demands.domain.records import upsert_demands
from qianqiao.demands.models import Demand
from qianqiao.imports.domain import organisation_rows
from qianqiao.imports.domain.directory import Directory
from qianqiao.imports.domain.options import Options
from qianqiao.imports.domain.repeat_keys import repeat_key
from qianqiao.imports.kinds import Kind
from qianqiao.imports.parsing.rows import ParsedRow
from qianqiao.imports.problems import shortened
from qianqiao.organisations.domain.records import upsert_organisations
from qianqiao.organisations.models import Organisation

Outcome = tuple[ParsedRow, Written[Any] | None]


def write_batch(
    kind: Kind, rows: Sequence[ParsedRow], *, directory: Directory, options: Options
) -> list[Outcome]:
    """What became of each row, in order; a row with problems is not written. Call inside a transaction."""
    for row in rows:
        row.values["external_id"] = repeat_key(kind, row.raw.values)
    if kind.model is Organisation:
        organisation_rows.settle(rows, options)
    else:
        directory.resolve(rows)
    sound = [row for row in rows if not row.problems]
    written = iter(_write_or_isolate(kind, sound, options))
    is_sound = {id(row) for row in sound}
    return [(row, next(written) if id(row) in is_sound else None) for row in rows]


def _write_or_isolate(kind: Kind, rows: Sequence[ParsedRow], options: Options) -> list[Written[Any] | None]:
    """All rows at once; where the database refuses one, row by row, so that the others are not held up."""
    try:
        with transaction.atomic():
            return list(_write(kind, rows, options))
    except (DataError, IntegrityError, ValidationError):
        return [_write_alone(kind, row, options) for row in rows]


def _write_alone(kind: Kind, row: ParsedRow, options: Options) -> Written[Any] | None:
    try:
        with transaction.atomic():
            return _write(kind, [row], options)[0]
    except (DataError, IntegrityError, ValidationError) as error:
        row.refuse("", "row_refused", detail=shortened(error, 200))
        return None


def _write(kind: Kind, rows: Sequence[ParsedRow], options: Options) -> Sequence[Written[Any]]:
    values = [row.values for row in rows]
    if not values:
        return []
    if kind.model is Organisation:
        return upsert_organisations(
            values, actor=options.actor, source=options.source, fictional=options.fictional
        )
    if kind.model is Demand:
        return upsert_demands(values, actor=options.actor, source=options.source, publish=options.publish)
    model = cast("type[CatalogueRecord]", kind.model)
    return upsert_records(model, values, actor=options.actor, source=options.source, publish=options.publish)
