"""`qianqiao second-factor`: help for people who lost phone, key and recovery codes."""

import typer

from qianqiao.cli import setup

app = typer.Typer(no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keeps `remove` a sub-command."""


@app.command()
def remove(email: str, reason: str = typer.Option(..., help="kept in the audit log")) -> None:
    """Removes a person's second factors. Example: qianqiao second-factor remove li@example.org --reason "phone lost, seen in person" """
    setup.django()
    from qianqiao.organisations.domain.factors import remove_second_factors  # noqa: PLC0415  after set-up
    from qianqiao.organisations.models import User  # noqa: PLC0415  the same

    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        typer.echo(f"nobody here has the address {email}", err=True)
        raise typer.Exit(1)
    if not reason.strip():
        typer.echo("--reason must say why", err=True)
        raise typer.Exit(1)
    count = remove_second_factors(user, reason=reason)
    typer.echo(f"{email}: {count} removed, signed out everywhere; told by mail")
