"""`qianqiao audit`: checks that the past was not rewritten."""

import typer

from qianqiao.cli import setup

app = typer.Typer(no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keeps `verify` a sub-command."""


@app.command()
def verify() -> None:
    """Recomputes every hash chain and names the first altered entry. Example: qianqiao audit verify"""
    setup.django()
    from qianqiao.core import audit  # noqa: PLC0415  after set-up

    whole = True
    for chain in audit.chains():
        alteration = audit.verify(chain)
        if alteration is not None:
            whole = False
            typer.echo(f"{alteration.chain}: entry {alteration.sequence}: {alteration.reason}", err=True)
    typer.echo("every chain is whole" if whole else "altered", err=not whole)
    if not whole:
        raise typer.Exit(1)
