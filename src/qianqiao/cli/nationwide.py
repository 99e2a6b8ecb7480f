"""`qianqiao nationwide`: all demands against all offers, on one machine or many; no database, no sign-in."""

import os
import re
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Annotated

import numpy as np
import typer

from qianqiao.cli.match_files import Lang, model_of, stopping_on_refusal, tell
from qianqiao.matching.engine import Encoder, Record
from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.encoders.ensemble import Segment, segments_of
from qianqiao.matching.engine.national.drivers import Dask, Driver, Pool
from qianqiao.matching.engine.national.errors import NationwideError
from qianqiao.matching.engine.national.preparing import DEMANDS, OFFERS, SHARD_ROWS, Inputs, Piece, prepare
from qianqiao.matching.engine.national.ranking import Parameters
from qianqiao.matching.engine.national.reading import in_pieces, stream
from qianqiao.matching.engine.national.running import Order, run
from qianqiao.matching.engine.national.state import DONE, State, read_state
from qianqiao.matching.engine.views import texts_to_encode

app = typer.Typer(no_args_is_help=True)
LangOption = Annotated[Lang, typer.Option(help="Language of the messages")]
_SPAN = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?")
_TOLD_EVERY = 10.0


@contextmanager
def _stopping_on_error(lang: Lang) -> Iterator[None]:
    """Print the named error and end with code 2; nothing counts as written."""
    with stopping_on_refusal(lang):
        try:
            yield
        except NationwideError as error:
            typer.echo(error.text(lang), err=True)
            sys.exit(2)


@app.command("prepare")
def prepare_folder(  # noqa: PLR0917  options of a command
    out: Annotated[Path, typer.Option(help="A new folder")],
    offers: Annotated[
        list[Path] | None, typer.Option(help="Files of achievements and patents; repeatable")
    ] = None,
    demands: Annotated[list[Path] | None, typer.Option(help="Files of demands; repeatable")] = None,
    vectors: Annotated[
        list[Path] | None,
        typer.Option(help="Vectors of each file as .npy, title and text of each view; spares encoding"),
    ] = None,
    model: Annotated[str, typer.Option(help="Who made the vectors; the same for demands and offers")] = "",
    rows: Annotated[int, typer.Option(min=0, help="Records in a shard; 0: as usual")] = 0,
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0: as many as cores")] = 0,
    owner: Annotated[
        list[str] | None, typer.Option(help="Whose demands may be read in full; repeatable")
    ] = None,
    words_only: Annotated[
        bool, typer.Option("--words-only", help="Compare words only, without a model")
    ] = False,
    lang: LangOption = Lang.ZH,
) -> None:
    """Turns files (.jsonl, .jsonl.gz, .parquet, .csv, .xlsx) into a folder for a run; once for offers, once for demands.

    Example: qianqiao nationwide prepare --offers patents-*.jsonl --out prepared/offers
    """
    if bool(offers) == bool(demands):
        raise typer.BadParameter("either --offers or --demands")
    side, files = (OFFERS, offers or []) if offers else (DEMANDS, demands or [])
    if vectors and (len(vectors) != len(files) or not model):
        raise typer.BadParameter("one file of --vectors for each file of records, and --model")
    started = time.perf_counter()
    with _stopping_on_error(lang):
        encoder = None if vectors or words_only else model_of(lang, words_only=False)
        records = _pieces(files, vectors, side, rows or SHARD_ROWS[side], frozenset(owner or ()))
        inputs = _inputs(side, records, encoder, vectors, model)
        steps = {
            "describing": ("统计", "describing"),
            "sealing": ("写清单", "sealing"),
            "records": ("条", "records"),
        }

        def told(step: str, count: int) -> None:
            zh, en = steps[step]
            tell(lang, f"{zh} {count or ''}".strip(), f"{en} {count or ''}".strip())

        prepare(inputs, out, workers or _cores(), told, [str(path.name) for path in files])
    seconds = time.perf_counter() - started
    tell(lang, f"已备好 {out}，用时 {seconds:.0f} 秒", f"prepared {out} in {seconds:.0f} s")


def _inputs(
    side: str, pieces: Iterable[Piece], encoder: Encoder | None, vectors: list[Path] | None, model: str
) -> Inputs:
    if vectors:
        width = int(np.load(vectors[0], mmap_mode="r").shape[1])
        return Inputs(side, pieces, model, (Segment(model, 0, width),))
    return Inputs(side, pieces, encoder.identity if encoder else "", segments_of(encoder), encoder)


def _pieces(
    files: list[Path], vectors: list[Path] | None, side: str, rows: int, owners: frozenset[str]
) -> Iterator[Piece]:
    """Shards by file: no shard holds records of two files."""
    for number, path in enumerate(files):
        given = np.load(vectors[number], mmap_mode="r") if vectors else None
        start = 0
        for records in in_pieces(stream(path, side, owners), rows):
            if given is None:
                yield records, None
                continue
            own, start = _cut(given, start, records, str(vectors[number]) if vectors else "")
            yield records, own
        if given is not None and start != len(given):
            raise NationwideError(
                "vectors",
                where=str(vectors[number]) if vectors else "",
                needed=str(start),
                found=str(len(given)),
            )


def _cut(given: np.ndarray, start: int, records: list[Record], where: str) -> tuple[list[Vectors], int]:
    """The vectors of these records, and where the next ones begin."""
    bounds = np.cumsum([start, *(len(texts_to_encode(record)) for record in records)]).tolist()
    if bounds[-1] > len(given):
        raise NationwideError("vectors", where=where, needed=f">= {bounds[-1]}", found=str(len(given)))
    return [np.asarray(given[a:b], np.float32) for a, b in pairwise(bounds)], bounds[-1]


@app.command("run")
def run_all(  # noqa: PLR0917  options of a command
    demands: Annotated[Path, typer.Option(help="Prepared demands")],
    offers: Annotated[Path, typer.Option(help="Prepared offers")],
    out: Annotated[Path, typer.Option(help="A new folder, or one that the same run began")],
    top: Annotated[int, typer.Option(min=1, max=200, help="Matches per demand")] = 20,
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0: as many as cores")] = 0,
    scheduler: Annotated[str, typer.Option(help="Address of a Dask scheduler, as tcp://10.0.0.5:8786")] = "",
    deadline: Annotated[str, typer.Option(help="End after this time, as 2h, 90m or 1h30m")] = "",
    owner: Annotated[
        list[str] | None, typer.Option(help="Whose sealed records may be used; repeatable")
    ] = None,
    verify: Annotated[bool, typer.Option(help="Read all inputs once and compare with their digests")] = True,
    lang: LangOption = Lang.ZH,
) -> None:
    """Ranks all offers for all demands; writes a Parquet file for each block of demands. Run again to go on.

    Example: qianqiao nationwide run --demands prepared/demands --offers prepared/offers --out results
    """
    seconds = _span(deadline)
    order = Order(demands, offers, out, Parameters(top=top), frozenset(owner or ()), seconds, verify)
    driver: Driver = Dask(scheduler) if scheduler else Pool(workers or _cores())
    signal.signal(signal.SIGTERM, _interrupt)
    last = [0.0]

    def told(state: State) -> None:
        if time.monotonic() - last[0] >= _TOLD_EVERY:
            last[0] = time.monotonic()
            tell(lang, _line(state, Lang.ZH), _line(state, Lang.EN))

    with _stopping_on_error(lang):
        state = run(order, driver, told)
    tell(lang, _line(state, Lang.ZH), _line(state, Lang.EN))
    if state.status != DONE:
        raise typer.Exit(1)


@app.command()
def status(
    out: Annotated[Path, typer.Argument(help="The folder of results")], lang: LangOption = Lang.ZH
) -> None:
    """Tells how far a run is, its rate and the time left, or the named error and what to do.

    Example: qianqiao nationwide status results
    """
    with _stopping_on_error(lang):
        typer.echo(_line(read_state(out), lang))


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def _span(text: str) -> float | None:
    """Seconds of a span such as 1h30m."""
    if not text:
        return None
    found = _SPAN.fullmatch(text.strip().lower())
    if not found or not any(found.groups()):
        raise typer.BadParameter(f"not a span of time: {text}; write 2h, 90m or 1h30m")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return float(hours * 3600 + minutes * 60 + seconds)


_STATUS = {
    "running": ("进行中", "running"),
    "done": ("已完成", "done"),
    "failed": ("失败", "failed"),
    "cancelled": ("已取消", "cancelled"),
    "past_deadline": ("已到时限", "past its deadline"),
    "interrupted": ("已中断：重新运行同一命令将继续", "interrupted: run the same command again to go on"),
}


def _line(state: State, lang: Lang) -> str:
    zh = lang == Lang.ZH
    status = _STATUS[state.status][0 if zh else 1]
    if zh:
        line = f"{status}；{state.blocks_done}/{state.blocks} 块，{state.demands_done}/{state.demands} 条需求"
        line += f"，每秒 {state.rate:.1f} 条" if state.rate else ""
    else:
        line = f"{status}; {state.blocks_done} of {state.blocks} blocks, {state.demands_done} of {state.demands} demands"
        line += f", {state.rate:.1f} a second" if state.rate else ""
    if state.status == "running" and state.seconds_left is not None:
        minutes = f"{state.seconds_left / 60:.1f}"
        line += f"，约余 {minutes} 分钟" if zh else f", about {minutes} min left"
    problem = state.problem
    return f"{line}\n{problem.text(lang)}" if problem else line
