"""`qianqiao match`: two files in, a ranked file with reasons out; no database, no sign-in."""

import time
from pathlib import Path
from typing import Annotated

import typer

from qianqiao.cli.match_files import (
    Lang,
    ModelFolder,
    Owners,
    Run,
    WordsOnly,
    about_rows,
    learned,
    load,
    model_of,
    stopping_on_refusal,
    tell,
    track,
)
from qianqiao.matching.engine import Audience, Corpus, Matcher, Ranking, Record
from qianqiao.matching.engine.files.output import check_target, write_csv, write_jsonl, write_whole
from qianqiao.matching.engine.files.report import MATCH_COLUMNS, flat, match_object, match_row
from qianqiao.matching.engine.files.workbook import write_workbook

_CSV_FIRST = (
    "demand",
    "demand_title",
    "rank",
    "offer",
    "offer_title",
    "score",
    "strength",
    "reasons",
    "missing",
)


def match(  # noqa: PLR0917  options of a command
    demands: Annotated[Path, typer.Option(help="Demands: .xlsx, .csv or .jsonl")],
    offers: Annotated[Path, typer.Option(help="Achievements, patents or experts: .xlsx, .csv or .jsonl")],
    out: Annotated[Path, typer.Option(help="Where to write: .xlsx, .csv or .jsonl")],
    top: Annotated[int, typer.Option(min=1, help="Matches per demand")] = 20,
    lang: Annotated[Lang, typer.Option(help="Language of the output")] = Lang.ZH,
    owner: Owners = None,
    words_only: WordsOnly = False,
    model_folder: ModelFolder = None,
    model: Annotated[Path | None, typer.Option(help="A ranking model made by qianqiao train: .json")] = None,
) -> None:
    """Ranks offers for every demand and says why.

    Example: qianqiao match --demands demands.xlsx --offers patents.xlsx --out matches.xlsx
    """
    with stopping_on_refusal(lang):
        check_target(out)
        encoder = model_of(lang, words_only=words_only, folder=model_folder)
        run = Run(Audience(owners=frozenset(owner or ())), encoder, lang, learned(model, encoder, lang))
        wanted, found = load(demands, run, kind="demand"), load(offers, run)
        tell(
            lang,
            f"需求 {len(wanted)} 条，供给 {len(found)} 条",
            f"{len(wanted)} demands, {len(found)} offers",
        )
        started = time.perf_counter()
        matcher = Matcher(Corpus.build(found, run.encoder), queries=wanted, model=run.model)
        rankings = [matcher.ranking(query, top, run.audience) for query in track(wanted, lang)]
        seconds = time.perf_counter() - started
        about = about_rows(run, wanted, found, rankings, top=top, seconds=seconds)
        write_whole(out, lambda path: _write(path, {"demand": wanted, "offer": found}, rankings, about, lang))
    count = sum(len(ranking.matches) for ranking in rankings)
    tell(
        lang,
        f"已写入 {out}：{count} 条匹配，用时 {seconds:.1f} 秒",
        f"wrote {out}: {count} matches in {seconds:.1f} s",
    )


def _write(
    path: Path,
    records: dict[str, list[Record]],
    rankings: list[Ranking],
    about: list[tuple[str, str]],
    lang: Lang,
) -> None:
    by_demand = {record.id: record for record in records["demand"]}
    by_offer = {record.id: record for record in records["offer"]}
    matches = [match for ranking in rankings for match in ranking.matches]
    if path.suffix.lower() == ".xlsx":
        rows = [match_row(item, by_demand[item.demand_id], by_offer[item.offer_id], lang) for item in matches]
        columns = [
            column
            for column in MATCH_COLUMNS
            if column.key not in {"documents", "level"} or any(r[column.key] for r in rows)
        ]
        write_workbook(path, columns, rows, about, lang)
        return
    objects = [match_object(item, by_demand[item.demand_id], by_offer[item.offer_id]) for item in matches]
    if path.suffix.lower() == ".csv":
        write_csv(path, flat(objects), _CSV_FIRST)
    else:
        write_jsonl(path, objects)
