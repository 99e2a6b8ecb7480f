"""`qianqiao funnel`: the funnel from rows and again from the audit log alone; they must be equal."""

import typer

from qianqiao.cli import setup


def funnel(
    year: str = typer.Option(
        "", help="A year or quarter, such as 2026 or 2026Q3; everything where it is left out."
    ),
) -> None:
    """Counts the funnel of the platform, of every region and of every organisation with a case, from rows and from the log.

    Ends with 1 and names what differs. Example: qianqiao funnel --year 2026
    """
    setup.django()
    from qianqiao.coordination.periods import period  # noqa: PLC0415  after set-up
    from qianqiao.coordination.recounting import LogGap, recount  # noqa: PLC0415

    chosen = period(year)
    if chosen is None:
        typer.echo(f"{year} is no period: write a year or a quarter, such as 2026 or 2026Q3", err=True)
        raise typer.Exit(2)
    try:
        found = recount(chosen)
    except LogGap as gap:
        typer.echo(f"the funnel cannot be counted from the log: {gap}", err=True)
        raise typer.Exit(1) from None
    for line in found.lines:
        typer.echo(line)
    for difference in found.differences:
        typer.echo(difference, err=True)
    typer.echo(f"{found.compared} funnels compared, {len(found.differences)} differences")
    if found.differences:
        raise typer.Exit(1)
