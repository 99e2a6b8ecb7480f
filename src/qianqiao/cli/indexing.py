"""`qianqiao index`: rebuilds the search index and the stocks of matching on disk, and says how the index stands."""

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
def stocks() -> None:
    """Puts what is matched on disk, for sites with more than some ten thousand records. Example: qianqiao index stocks"""
    setup.django()
    from qianqiao.matching import large_stocks  # noqa: PLC0415  after set-up
    from qianqiao.matching.engine.large import BuildRunning  # noqa: PLC0415  the same
    from qianqiao.matching.stocks import STOCKS  # noqa: PLC0415  the same

    for name, stock in STOCKS.items():
        started = time.monotonic()

        def tell(stage: str, count: int, name: str = name) -> None:
            typer.echo(f"  {name}, {stage}: {count} records", err=True)

        try:
            folder = large_stocks.build(stock.letters, stock.event, stock.side, tell)
        except BuildRunning as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from None
        typer.echo(
            f"{name}: {folder.name} in {time.monotonic() - started:.1f} s; it serves from the next start on"
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
