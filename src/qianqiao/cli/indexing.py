"""`qianqiao index`: rebuilds the search index and says how it stands."""

import time

import typer

from qianqiao.cli import setup

app = typer.Typer(no_args_is_help=True)


@app.command()
def rebuild() -> None:
    """Builds a new generation beside the active one and swaps it whole. Example: qianqiao index rebuild"""
    setup.django()
    from qianqiao.search.domain import generations, locks  # noqa: PLC0415  after set-up

    started = time.monotonic()

    def tell(count: int) -> None:
        typer.echo(f"  {count} documents", err=True)

    try:
        made = generations.rebuild(progress=tell)
    except locks.RebuildRunning:
        typer.echo(
            "Another process rebuilds the index at this moment; look at: qianqiao index status", err=True
        )
        raise typer.Exit(1) from None
    typer.echo(
        f"generation {made.number}: {made.document_count} documents in {time.monotonic() - started:.1f} s"
    )


@app.command()
def status() -> None:
    """Shows the active generation and what waits; exit code 3 when there is none. Example: qianqiao index status"""
    setup.django()
    from qianqiao.search.status import index_status  # noqa: PLC0415  after set-up

    found = index_status()
    for line in found.lines():
        typer.echo(line)
    if not found.usable:
        raise typer.Exit(3)
