"""`qianqiao db`: owns the embedded PostgreSQL server."""

import os

import typer

from qianqiao.core import embedded_postgres

app = typer.Typer(no_args_is_help=True)


def _refuse_foreign() -> None:
    if os.environ.get("DATABASE_URL"):
        typer.echo(
            "DATABASE_URL is set: that server is yours to start and stop. Unset it to use the embedded one.",
            err=True,
        )
        raise typer.Exit(2)


@app.command()
def start() -> None:
    """Starts the server (the first time it makes the database). Example: qianqiao db start"""
    _refuse_foreign()
    try:
        found = embedded_postgres.start()
    except embedded_postgres.EmbeddedPostgresError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(f"running, process {found.process_id}, data in {found.directory}\n{found.url}")


@app.command()
def stop() -> None:
    """Stops the server cleanly. Example: qianqiao db stop"""
    _refuse_foreign()
    typer.echo("stopped" if embedded_postgres.stop() else "was not running")


@app.command()
def status() -> None:
    """Says whether the server runs; exit code 3 when it does not. Example: qianqiao db status"""
    _refuse_foreign()
    found = embedded_postgres.status()
    typer.echo(f"running, process {found.process_id}\n{found.url}" if found.running else "stopped")
    if not found.running:
        raise typer.Exit(3)
