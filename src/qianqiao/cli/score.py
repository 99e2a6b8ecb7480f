"""`qianqiao score`: a score and its parts for given pairs; no database, no sign-in."""

from pathlib import Path
from typing import Annotated

import typer

from qianqiao.cli.match_files import (
    Lang,
    ModelFolder,
    Owners,
    Run,
    WordsOnly,
    learned,
    load,
    model_of,
    model_rows,
    stopping_on_refusal,
    tell,
    track,
)
from qianqiao.matching.engine import Audience, Corpus, HardLimit, Match, Matcher, Record
from qianqiao.matching.engine.files.output import check_target, write_csv, write_jsonl, write_whole
from qianqiao.matching.engine.files.records import read_pairs
from qianqiao.matching.engine.files.report import PAIR_COLUMNS, flat, pair_object, pair_row
from qianqiao.matching.engine.files.workbook import write_workbook

Scored = tuple[Match | HardLimit, float]


def score(  # noqa: PLR0917  options of a command
    pairs: Annotated[Path, typer.Option(help="Columns demand and offer, holding ids")],
    demands: Annotated[Path, typer.Option(help="Demands: .xlsx, .csv or .jsonl")],
    offers: Annotated[Path, typer.Option(help="Achievements, patents or experts: .xlsx, .csv or .jsonl")],
    out: Annotated[Path, typer.Option(help="Where to write: .xlsx, .csv or .jsonl")],
    lang: Annotated[Lang, typer.Option(help="Language of the output")] = Lang.ZH,
    owner: Owners = None,
    words_only: WordsOnly = False,
    model_folder: ModelFolder = None,
    model: Annotated[Path | None, typer.Option(help="A ranking model made by qianqiao train: .json")] = None,
) -> None:
    """Scores given pairs from 0 to 1, in the order of the file of pairs.

    Example: qianqiao score --pairs pairs.csv --demands demands.jsonl --offers offers.jsonl --out scores.csv
    """
    with stopping_on_refusal(lang):
        check_target(out)
        encoder = model_of(lang, words_only=words_only, folder=model_folder)
        run = Run(Audience(owners=frozenset(owner or ())), encoder, lang, learned(model, encoder, lang))
        wanted = {record.id: record for record in load(demands, run, kind="demand")}
        found = {record.id: record for record in load(offers, run)}
        listed = [(demand, offer) for _, demand, offer in read_pairs(pairs, wanted, found)]
        scored = _scored(listed, wanted, found, run)
        write_whole(out, lambda path: _write(path, [scored[pair] for pair in listed], run))
    tell(lang, f"已写入 {out}：{len(listed)} 对", f"wrote {out}: {len(listed)} pairs")


def _scored(
    listed: list[tuple[str, str]], demands: dict[str, Record], offers: dict[str, Record], run: Run
) -> dict[tuple[str, str], Scored]:
    """Each pair once, demand by demand."""
    wanted: dict[str, list[str]] = {}
    for demand, offer in dict.fromkeys(listed):
        wanted.setdefault(demand, []).append(offer)
    queries = [demands[demand] for demand in sorted(wanted)]
    matcher = Matcher(Corpus.build(offers.values(), run.encoder), queries=queries, model=run.model)
    results: dict[tuple[str, str], Scored] = {}
    for demand in track(sorted(wanted), run.lang):
        candidates = [offers[offer] for offer in wanted[demand]]
        for offer, result in zip(
            wanted[demand], matcher.judged(demands[demand], candidates, run.audience), strict=True
        ):
            results[demand, offer] = result
    return results


def _write(path: Path, results: list[Scored], run: Run) -> None:
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        encoder = run.encoder.identity if run.encoder else "-"
        told = (("语义模型", "Text model", encoder), *model_rows(run))
        about = [(zh if run.lang == Lang.ZH else en, value) for zh, en, value in told]
        columns = [column for column in PAIR_COLUMNS if column.key != "level" or run.model]
        write_workbook(path, columns, [pair_row(*item, run.lang) for item in results], about, run.lang)
        return
    objects = [pair_object(*item) for item in results]
    if suffix == ".csv":
        write_csv(path, flat(objects), ("demand", "offer", "score", "strength", "limit"))
    else:
        write_jsonl(path, objects)
