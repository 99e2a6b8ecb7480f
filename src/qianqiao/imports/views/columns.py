"""Second step: what the columns are. What a person says here is remembered for the source."""

from decimal import Decimal
from itertools import islice

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qianqiao.core.fieldspec import FieldSpec, FieldType
from qianqiao.imports.domain import runs
from qianqiao.imports.domain.passes import table_of
from qianqiao.imports.kinds import Kind, kind_named
from qianqiao.imports.models import ImportRun
from qianqiao.imports.parsing.scalars import as_text
from qianqiao.imports.problems import FileRefused, shortened
from qianqiao.imports.reading.headers import IGNORE, Column, Header
from qianqiao.imports.reading.rows import SheetRow
from qianqiao.imports.reading.tables import Table
from qianqiao.imports.views import steering
from qianqiao.organisations.actors import actor_of_request

SAMPLES = 2  # values shown of each column


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, number: str) -> HttpResponse:
    run = steering.run_or_404(request, number)
    try:
        table = table_of(run)
        header, first = _first_rows(table)
    except FileRefused:
        return steering.to_run(run)
    if request.method == "POST":
        return _named(request, run, header)
    kind = kind_named(run.kind)
    missing = [kind.spec(key).label(steering.language()) for key in table.missing(header)]
    context = {
        "run": run,
        "steps": steering.STEPS,
        "columns": [_column(column, first) for column in header.columns],
        "choices": _choices(kind),
        "missing": missing,
        "unknown": len(header.unknown),
        "header_row": header.row,
    }
    return render(request, "imports/columns.html", context)


def _first_rows(table: Table) -> tuple[Header, list[SheetRow]]:
    for header, below in table.sheets():
        if header is not None:
            return header, list(islice(below, SAMPLES))
    raise FileRefused("file_empty", name=table.name)


def _column(column: Column, first: list[SheetRow]) -> dict[str, object]:
    values = [row.values[column.index] for row in first if column.index < len(row.values)]
    return {
        "index": column.index,
        "letter": column.letter,
        "header": column.header,
        "key": column.key,
        "factor": int(Decimal(column.factor)) if column.factor != "1" else 0,
        "samples": [shortened(as_text(value), 24) for value in values if as_text(value)],
    }


def _choices(kind: Kind) -> list[tuple[str, str]]:
    language = steering.language()
    return [(IGNORE, _("— leave out —")), *((spec.key, _label(spec, language)) for spec in kind.specs)]


def _label(spec: FieldSpec, language: str) -> str:
    needs_column = spec.required and spec.type is not FieldType.ORGANISATION
    return f"{spec.label(language)} *" if needs_column else spec.label(language)


def _named(request: HttpRequest, run: ImportRun, header: Header) -> HttpResponse:
    actor = actor_of_request(request)
    said = {
        column.header: request.POST.get(f"column-{column.index}", "") or IGNORE
        for column in header.columns
        if request.POST.get(f"column-{column.index}", column.key) != column.key
    }

    if not steering.attempt(request, lambda: runs.name_columns(run, mapping=said, actor=actor)):
        return steering.to_run(run)
    fresh = steering.run_or_404(request, run.number)
    table = table_of(fresh)
    renamed, _first = _first_rows(table)
    if table.missing(renamed):
        messages.error(request, _("Some required fields have no column yet."))
        return steering.redirect_to("imports:columns", run)
    steering.attempt(request, lambda: steering.work_on(runs.begin_check(fresh, actor=actor)))
    return steering.to_run(run)
