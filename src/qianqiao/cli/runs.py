"""`qianqiao runs`: makes a stored match run again, sends digests that are due, takes the quality figures."""

from typing import Annotated, NoReturn

import typer

from qianqiao.cli import setup

app = typer.Typer(no_args_is_help=True)


@app.command()
def repeat(
    number: Annotated[str, typer.Argument(help="Public number of the record, such as D2026-000045")],
    show: Annotated[str, typer.Option(help="offers, experts or demands; the usual one if left out")] = "",
    run: Annotated[
        str, typer.Option(help="Number of the run, such as M2026-000123; the newest if left out")
    ] = "",
) -> None:
    """Makes a kept run again: exit code 0 if every figure is the same, 3 if something differs.

    Example: qianqiao runs repeat D2026-000045
    """
    setup.django()
    from django.utils import translation  # noqa: PLC0415  after set-up

    from qianqiao.core.actor import SYSTEM  # noqa: PLC0415  the same
    from qianqiao.matching.domain.repeating import repeat_run  # noqa: PLC0415  the same
    from qianqiao.matching.domain.runs import DIRECTIONS  # noqa: PLC0415  the same
    from qianqiao.matching.presenting.history import change_rows, repetition_told  # noqa: PLC0415  the same
    from qianqiao.matching.reads import history  # noqa: PLC0415  the same
    from qianqiao.matching.views.subjects import known_row  # noqa: PLC0415  the same
    from qianqiao.organisations.views.record_pages.addresses import canonical  # noqa: PLC0415  the same

    row = known_row(canonical(number), "DAPX", actor=SYSTEM)
    if row is None:
        _refuse(f"{number}: no such record; numbers look like D2026-000045")
    direction = show or DIRECTIONS[row.number[0]][0]
    if direction not in DIRECTIONS[row.number[0]]:
        _refuse(f"--show {show}: {row.number} is matched with {', '.join(DIRECTIONS[row.number[0]])}")
    kept = history.runs_of(row.number, direction, "full")
    wanted = history.run_named(run, kept) if run else next(iter(kept), None)
    if wanted is None:
        names = ", ".join(history.run_number(one) for one in kept) or "none; open its matches first"
        _refuse(f"{row.number} has no run {run or 'yet'}; kept: {names}")
    with translation.override("en"):
        told = repeat_run(wanted, row, actor=SYSTEM)
        typer.echo(repetition_told(told))
        if told.comparison is not None:
            for line in change_rows(told.comparison, actor=SYSTEM):
                places = f"{line.place_before or '-'} -> {line.place_after or '-'}"
                points = f"{line.points_before if line.points_before is not None else '-'} -> "
                points += str(line.points_after if line.points_after is not None else "-")
                typer.echo(f"  {line.number}  {line.word}  place {places}  score {points}  {line.why}")
    if not told.is_same:
        raise typer.Exit(3)


@app.command()
def digests() -> None:
    """Prepares and sends the weekly digests that are due, as the worker does every hour. Example: qianqiao runs digests"""
    setup.django()
    from qianqiao.matching.digest_jobs import send_due  # noqa: PLC0415  after set-up

    typer.echo(f"digests sent: {send_due()}")


@app.command()
def quality() -> None:
    """Takes the figures of the running week, as the worker does four times a day. Example: qianqiao runs quality"""
    setup.django()
    from qianqiao.matching.domain.quality_weeks import take_week  # noqa: PLC0415  after set-up

    week = take_week()
    typer.echo(
        f"week of {week.week}: {week.covered} of {week.demands} demands covered, "
        f"{week.alive} of {week.offers} offers found, mean best score {100 * week.mean_best:.1f}"
    )


def _refuse(text: str) -> NoReturn:
    typer.echo(text, err=True)
    raise typer.Exit(2)
