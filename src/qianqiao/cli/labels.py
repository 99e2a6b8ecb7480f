"""`qianqiao labels`: what people said of matches, as graded pairs to learn from."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from qianqiao.cli import setup
from qianqiao.matching.engine.files.output import check_target, write_csv, write_jsonl, write_whole
from qianqiao.matching.engine.files.problems import FileRefused

app = typer.Typer(no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keeps `export` a sub-command."""


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="Where to write: .csv or .jsonl")],
    every: Annotated[bool, typer.Option("--every", help="Every judgement, not one per pair")] = False,
    readers: Annotated[
        bool, typer.Option("--readers", help="Also judgements of readers with no part in the pair")
    ] = False,
) -> None:
    """Writes demand, offer, level (1 to 4), who and when, in the format that `qianqiao train --labels` reads.

    Example: qianqiao labels export --out labels.csv
    """
    try:
        check_target(out)
        if out.suffix.lower() == ".xlsx":
            raise typer.BadParameter(f"{out.name}: labels are written as .csv or .jsonl")
        rows = _rows(every=every, readers=readers)
        write = write_jsonl if out.suffix.lower() == ".jsonl" else _write_csv
        write_whole(out, lambda path: write(path, rows))
    except FileRefused as refused:
        for problem in refused.problems:
            typer.echo(problem.text("en"), err=True)
        raise typer.Exit(2) from None
    levels = Counter(row["level"] for row in rows)
    told = (
        ", ".join(f"level {level}: {levels[level]}" for level in sorted(levels, key=str))
        or "no judgement yet"
    )
    typer.echo(f"wrote {out}: {len(rows)} pairs ({told})")


def _rows(*, every: bool, readers: bool) -> list[dict[str, object]]:
    setup.django()
    from qianqiao.core import clock  # noqa: PLC0415  after set-up
    from qianqiao.matching.labels import PRECEDENCE, TEACHING  # noqa: PLC0415  the same
    from qianqiao.matching.reads.judgements import labels, one_per_pair  # noqa: PLC0415  the same

    found = labels(PRECEDENCE if readers else TEACHING)
    return [
        {
            "demand": label.demand,
            "offer": label.offer,
            "level": label.level,
            "who": str(label.who),
            "labelled_on": label.at.astimezone(clock.SHANGHAI).date().isoformat(),
        }
        for label in (found if every else one_per_pair(found))
    ]


def _write_csv(path: Path, rows: list[dict[str, object]]) -> None:
    write_csv(path, rows, ("demand", "offer", "level", "who", "labelled_on"))
