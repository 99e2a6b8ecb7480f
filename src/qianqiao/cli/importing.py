"""`qianqiao import` and `qianqiao template`: spreadsheets in, and the empty ones to fill."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from qianqiao.cli import setup

if TYPE_CHECKING:
    from qianqiao.imports.models import ImportRun
    from qianqiao.imports.problems import FileRefused

SHOWN = 20  # problems printed; all of them are in the file of rejected rows


def import_file(  # noqa: PLR0917  the options of the command
    file: Annotated[Path, typer.Argument(help="Workbook (.xlsx), CSV or JSON Lines.")],
    kind: Annotated[str, typer.Option(help="patents, achievements, experts, demands or organisations.")],
    source: Annotated[str, typer.Option(help="Where the rows come from; part of the repeat key.")] = "files",
    organisation: Annotated[
        str, typer.Option(help="Owner of rows that name none (name, credit code or number).")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check only; nothing is kept.")] = False,
    publish: Annotated[bool, typer.Option("--publish", help="Publish records that are complete.")] = False,
    create_organisations: Annotated[
        bool, typer.Option("--create-organisations", help="Create owners that are not known yet.")
    ] = False,
    mapping: Annotated[
        list[str] | None, typer.Option(help="What a column is, such as 技术名称=title; “-” leaves it out.")
    ] = None,
    rejects: Annotated[Path | None, typer.Option(help="Where to write the rejected rows.")] = None,
    lang: Annotated[str, typer.Option(help="Language of messages: zh or en.")] = "zh",
) -> None:
    """Imports a file; the same file again changes nothing. Exit code 1: rows rejected, 2: file refused.

    Example: qianqiao import 专利.xlsx --kind patents --organisation 示例理工大学 --publish
    """
    setup.django()
    from qianqiao.imports.problems import FileRefused  # noqa: PLC0415  after set-up

    try:
        run = _run(
            file, kind, source, organisation, mapping or [], lang,
            dry_run=dry_run, publish=publish, create_organisations=create_organisations,
        )  # fmt: skip
    except FileRefused as refusal:
        _refuse(refusal, lang)
    _report(run, lang, rejects)
    if run.state == "failed":
        raise typer.Exit(2)
    if run.state == "cancelled":
        raise typer.Exit(130)
    if run.rejected:
        raise typer.Exit(1)


def _refuse(refusal: "FileRefused", lang: str) -> None:
    typer.echo(f"{refusal.problem.reason(lang)} {refusal.problem.cure(lang)}".strip(), err=True)
    raise typer.Exit(2)


def _run(  # noqa: PLR0917  the options of the command
    file: Path,
    kind: str,
    source: str,
    organisation: str,
    mapping: Sequence[str],
    lang: str,
    *,
    dry_run: bool,
    publish: bool,
    create_organisations: bool,
) -> "ImportRun":
    from qianqiao.core.actor import SYSTEM  # noqa: PLC0415  after set-up
    from qianqiao.imports import arguments, reporting  # noqa: PLC0415
    from qianqiao.imports.domain import runs  # noqa: PLC0415
    from qianqiao.imports.domain.uploads import file_in_place  # noqa: PLC0415
    from qianqiao.imports.kinds import kind_named  # noqa: PLC0415

    known = kind_named(kind)
    stored = file_in_place(file)
    owner = arguments.organisation_called(organisation)
    place = runs.source_for(kind, name=source, organisation=owner)
    run = None if dry_run else runs.unfinished_run(stored, kind=kind, source=place)
    if run is not None:
        typer.echo(reporting.going_on(run, lang), err=True)
    else:
        run = runs.create_run(
            stored, kind=kind, actor=SYSTEM, source=source, organisation=owner, publish=publish,
            create_organisations=create_organisations, is_dry_run=dry_run, language=lang,
            header_mapping=arguments.mapping_of(mapping, known),
        )  # fmt: skip
        run = runs.begin_check(run, actor=SYSTEM) if dry_run else runs.begin_import(run, actor=SYSTEM)
    return _advance(run, file.name)


def _advance(run: "ImportRun", name: str) -> "ImportRun":
    from qianqiao.core.actor import SYSTEM  # noqa: PLC0415  after set-up
    from qianqiao.imports.domain import runs  # noqa: PLC0415
    from qianqiao.imports.domain.passes import advance  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(name, total=None)

        def show(now: "ImportRun") -> None:
            bar.update(task, completed=now.cursor, total=max(now.estimated_rows, now.cursor))

        try:
            return advance(run.pk, on_progress=show)
        except KeyboardInterrupt:
            bar.stop()
            return runs.cancel(run, actor=SYSTEM)


def _report(run: "ImportRun", lang: str, rejects: Path | None) -> None:
    from qianqiao.imports import reporting  # noqa: PLC0415  after set-up

    for line in reporting.report_lines(run, lang, SHOWN):
        typer.echo(line)
    if run.rejects_path:
        typer.echo(
            f"{reporting.told(reporting.REJECTED_ROWS, lang)}{reporting.deliver_rejects(run, rejects)}"
        )


def template(
    kind: Annotated[str, typer.Argument(help="patents, achievements, experts, demands or organisations.")],
    out: Annotated[Path, typer.Option(help="File to write (.xlsx).")],
    lang: Annotated[str, typer.Option(help="Language of headers and help: zh or en.")] = "zh",
) -> None:
    """Writes an empty workbook with header, drop-downs, help sheet and one example row.

    Example: qianqiao template patents --lang zh --out 专利模板.xlsx
    """
    setup.django()
    from qianqiao.imports.kinds import kind_named  # noqa: PLC0415  after set-up
    from qianqiao.imports.problems import FileRefused  # noqa: PLC0415
    from qianqiao.imports.workbooks.template import template_bytes  # noqa: PLC0415

    try:
        content = template_bytes(kind_named(kind), "zh" if lang.startswith("zh") else "en")
    except FileRefused as refusal:
        _refuse(refusal, lang)
    out.write_bytes(content)
    typer.echo(str(out))
